"""/clients pay ivan 500: a quote; only its confirming button moves money to a subclient, and only once."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from handlers.ask import Ask, Tap, answer, tap
from handlers.balances import balance_now, balance_of
from handlers.commands.cancel import cancel_button
from handlers.commands.settings import in_reply
from handlers.doubts import certainly_not_done
from handlers.house import Role
from handlers.payment_cards import quote_card, result_card
from handlers.problems import Problem, explain
from handlers.reply import Button, Reply
from handlers.spending import expired, limit_of, noted, second_person, waiting
from handlers.subclients import DAY, paid_in, spelled
from handlers.words import Money, _
from smsc.errors import SmscError
from smsc.types import Period
from storage import clients as known
from storage import payments
from storage.payments import Before, Payment, Quote, State
from storage.spending import OverLimit

SUM = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?", re.ASCII)
UNIT = re.compile(r"(?:₽|руб\.?|р\.?|rub|rur)$", re.IGNORECASE)


async def begin(ask: Ask, text: str) -> Reply:
    """`/clients pay LOGIN SUM`; without a sum it is asked for."""
    _account = ask.connected
    login, _space, sum = text.partition(" ")
    if not login:
        raise Problem(_("❌ Say whom to pay, and how much\nFor example: <code>/clients pay ivan 500</code>"))
    login = await spelled(ask, login)
    return await quote(ask, login, sum_in(sum)) if sum.strip() else await ask_for_sum(ask, login)


def sum_in(text: str) -> Decimal:
    """An amount of money above nothing. Raises Problem."""
    wanted = UNIT.sub("", "".join(text.split()))
    if wanted[:1] in {"-", "−", "–"}:
        raise Problem(
            _(
                "🔒 Money is not taken back by the bot. Nothing was moved.\n"
                "SMSC's documents do not say what a sum below nothing does: take it back in the SMSC cabinet."
            )
        )
    found = Decimal(wanted.replace(",", ".")) if SUM.fullmatch(wanted) else Decimal(0)
    if not found:
        raise Problem(
            _("❌ “{text}” is not a sum. Nothing was moved.\nFor example: <code>/clients pay ivan 500.50</code>"),
            text=text[:40],
        )
    return found


async def ask_for_sum(ask: Ask, login: str) -> Reply:
    await ask.expect(sum, login)
    text = ask.say(_("💰 How much shall {login} get?\nSend the sum, such as 500."), login=login)
    return Reply(f"{text}{in_reply(ask)}", ((cancel_button(ask, sum),),))


@tap(role=Role.OWNER, fresh=True)
async def ask_sum(tap: Tap) -> Reply:
    return await ask_for_sum(tap, tap.arg)


@answer(role=Role.OWNER)
async def sum(ask: Ask, login: str) -> Reply:
    """The sum was sent."""
    return await quote(ask, login, sum_in(ask.rest))


async def quote(ask: Ask, login: str, sum: Decimal) -> Reply:
    """Show what paying would do to the balance. Moves nothing."""
    await paid_in(ask.smsc, login, since(ask.now, ask.now))
    money = await balance_of(ask)
    require(money.amount, sum, money.currency)
    plan = Quote(
        account_id=ask.connected.id,
        chat_id=ask.place.chat_id,
        thread_id=ask.place.thread_id,
        login=login,
        price=sum,
        currency=money.currency,
        balance_before=money.amount,
        person_id=ask.person.id,
        person=ask.person.handle,
    )
    offer = await ask.db(payments.get, await ask.db(payments.quote, plan, ask.now))
    return quote_card(kept(offer), ask.say, alias=ask.connected.alias)


def kept(offer: Payment | None) -> Payment:
    if offer is None:
        raise LookupError("a payment was stored and is gone")
    return offer


def require(balance: Decimal, sum: Decimal, currency: str) -> None:
    """Raises Problem where the balance does not suffice."""
    if balance < sum:
        raise Problem(
            _("💰 Not enough for {sum}: the balance is {balance}\nNothing was moved. Top the account up: /balance"),
            sum=Money(sum, currency),
            balance=Money(balance, currency),
        )


def since(quoted_at: datetime, now: datetime) -> Period:
    """The days in which a payment quoted then would be counted; they begin the day before, whatever zone SMSC has."""
    return Period((quoted_at - DAY).date(), (now + DAY).date())


async def offer_of(tap: Tap) -> Payment:
    offer = await tap.db(payments.get, int(tap.arg))
    if offer is None or offer.account_id != tap.connected.id:
        raise Problem(_("🤷 This payment is not known any more. Nothing was moved.\nAsk again: /clients"))
    return offer


@tap(role=Role.OWNER, once=True)
async def withdraw(tap: Tap) -> Reply:
    return Reply(tap.say(_("✖️ Cancelled. Nothing was moved.")))


@tap(role=Role.OWNER)
async def recalculate(tap: Tap) -> Reply:
    offer = await offer_of(tap)
    return await quote(tap, offer.login, offer.price)


@tap(role=Role.OWNER, once=True)
async def confirm(tap: Tap) -> Reply:
    """Pay what was quoted, within the chat's limit."""
    return await pay(tap, await offer_of(tap), approver=None)


@tap(role=Role.OWNER)
async def approve(tap: Tap) -> Reply:
    """A second person lets it go beyond the chat's limit; of two approvals the quote is taken by one."""
    offer = await offer_of(tap)
    return await pay(tap, offer, approver=second_person(tap, offer))


async def pay(tap: Tap, offer: Payment, *, approver: tuple[int, str] | None) -> Reply:
    """The one place that moves money to a subclient. Each step is written down before the next one begins."""
    if expired(offer, tap.now):
        return Reply(tap.say(_("⌛ The quote has expired. Nothing was moved.")), anew(tap))
    try:
        before = await signs_before(tap, offer)
    except (SmscError, Problem) as error:  # only balance and statistics were asked for: certainly nothing is moved
        return not_paid(tap, offer, error)
    limit, now = await limit_of(tap), tap.house.clock()
    try:
        begun = await tap.db(
            payments.begin, offer.id, now, before=before, message_id=tap.message_id, limit=limit, approver=approver
        )
    except OverLimit as error:
        return too_much(tap, offer, error)
    if not begun:
        raise Problem(
            _("⏳ {login} is already being paid, or that is checked\nNothing more was moved."), login=offer.login
        )
    name = approver[1] if approver else None
    return await carry_out(tap, replace(offer, approver=name, balance_before=before.balance))


async def signs_before(tap: Tap, offer: Payment) -> Before:
    """The balance as it is now, which has to suffice, and what the subclient was paid in by now."""
    now = tap.house.clock()
    total = await paid_in(tap.smsc, offer.login, since(offer.quoted_at, tap.now))
    money = await balance_now(tap)
    require(money.amount, offer.price, money.currency)
    return Before(money.amount, total.debit if total else Decimal(0), now)


def too_much(tap: Tap, offer: Payment, error: OverLimit) -> Reply:
    """The quote waits for somebody else."""
    approve = Button(tap.say.label(_("✅ Approve")), "clients_pay.approve", str(offer.id), style="success")
    cancel = Button(tap.say.label(_("Cancel")), "clients_pay.withdraw", str(offer.id), only=offer.person_id)
    card = quote_card(offer, tap.say, alias=tap.connected.alias)
    return waiting(card, offer, error, tap.say, approve=approve, cancel=cancel, by=Role.OWNER)


async def carry_out(tap: Tap, offer: Payment) -> Reply:
    """Ask SMSC, once. What it did not certainly refuse or do is found out later, and never asked for again."""
    try:
        await tap.smsc.pay_client(offer.login, offer.price)
    except SmscError as error:
        if certainly_not_done(error):
            return await refused(tap, offer, error)
        await tap.db(payments.finish, offer.id, State.UNKNOWN, now=tap.house.clock(), shown=True)
        await tap.note("client pay", offer.login, result=noted("unknown", offer))
        return result_card(replace(offer, state=State.UNKNOWN), tap.say, alias=tap.connected.alias)
    await tap.db(payments.finish, offer.id, State.PAID, now=tap.house.clock(), shown=True)
    await tap.db(known.note, offer.account_id, offer.login, {}, tap.house.clock())
    await tap.note("client pay", offer.login, result=noted(f"{offer.price} {offer.currency}", offer))
    after = None
    with suppress(SmscError):  # a payment is no worse for a balance that could not be read
        after = (await balance_now(tap)).amount
    await tap.db(payments.note_balance, offer.id, after)
    return result_card(replace(offer, state=State.PAID, balance_after=after), tap.say, alias=tap.connected.alias)


async def refused(tap: Tap, offer: Payment, error: SmscError) -> Reply:
    await tap.db(payments.finish, offer.id, State.REFUSED, now=tap.house.clock(), shown=True, why=str(error))
    await tap.note("client pay", offer.login, result=noted("refused", offer))
    return not_paid(tap, offer, error)


def not_paid(tap: Tap, offer: Payment, error: Exception) -> Reply:
    text = tap.say(_("❌ {login} was not paid\nNo money moved."), login=offer.login)
    return Reply(f"{text}\n{explain(error, tap.say)}", anew(tap))


def anew(tap: Tap) -> tuple[tuple[Button, ...], ...]:
    return ((Button(tap.say.label(_("🔁 Recalculate")), "clients_pay.recalculate", tap.arg),),)


@tap(role=Role.OWNER, once=True)
async def settle(tap: Tap) -> Reply:
    """A person has looked: the payment is what they say."""
    id, _colon, state = tap.arg.partition(":")
    doubtful, found = await offer_of(replace(tap, arg=id)), State(state)
    if not await tap.db(payments.finish, doubtful.id, found, now=tap.house.clock(), shown=True):
        raise Problem(_("ℹ️ That is known by now\nLook at the card of the payment, or at /audit"))
    await tap.note("client pay", doubtful.login, result=f"settled by hand: {found}")
    return result_card(replace(doubtful, state=found), tap.say, alias=tap.connected.alias)
