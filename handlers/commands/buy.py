"""/buy 74950001122: a quote; only its confirming button rents the number, and only once."""

from dataclasses import replace
from decimal import Decimal

from handlers import purchase_cards
from handlers.ask import Ask, Tap, command, tap
from handlers.balances import balance_now, balance_of
from handlers.commands import numbers
from handlers.house import Role
from handlers.problems import Problem, explain
from handlers.rentable import find, rentable, rentable_now, similar, strike_out
from handlers.reply import Button, Reply
from handlers.spending import expired, limit_of, noted, second_person, waiting
from handlers.watch import rejected
from handlers.words import Money, _
from smsc.errors import AccountStopped, AddressBlocked, Nonsense, Refused, SmscError, TooSoon, Unreachable
from smsc.phone import Phone
from smsc.types import Balance, RentableNumber
from storage import numbers as known
from storage import purchases
from storage.purchases import Purchase, Quote, State
from storage.spending import OverLimit

WITHOUT_RENEWAL = {"norenew", "безпродления"}


@command(about=_("Rent a number"), usage="74950001122", role=Role.BUYER)
async def buy(ask: Ask) -> Reply | None:
    text, renew = ask.rest, True
    words = text.split()
    if words and words[-1].lower() in WITHOUT_RENEWAL:
        text, renew = " ".join(words[:-1]), False
    if not text:
        return await numbers.free(ask, "", 1)
    return await quote(ask, Phone.parse(text), renew=renew)


async def quote(ask: Ask, phone: Phone, *, renew: bool) -> Reply | None:
    """Show what renting *phone* costs. Charges nothing."""
    shelf = await rentable(ask)
    item = find(shelf, phone)
    if item is None:
        raise Problem(
            _("❌ {phone} is not free to rent\nNothing was charged. Similar: {others}"),
            phone=phone,
            others=", ".join(other.phone.pretty for other in similar(shelf, phone)) or "—",
        )
    offer = offered(ask, item, await balance_of(ask), renew=renew)
    id = await ask.db(purchases.quote, offer, ask.now)
    purchase = await ask.db(purchases.get, id)
    return purchase_cards.quote_card(purchase, ask.say, alias=ask.connected.alias) if purchase else None


def offered(ask: Ask, item: RentableNumber, balance: Balance, *, renew: bool) -> Quote:
    return Quote(
        account_id=ask.connected.id,
        chat_id=ask.place.chat_id,
        thread_id=ask.place.thread_id,
        phone=item.phone.digits,
        renew=renew,
        price=item.current_cost,
        monthly=item.cost,
        currency=balance.currency,
        balance_before=balance.amount,
        person_id=ask.person.id,
        person=ask.person.handle,
    )


@tap(role=Role.BUYER, fresh=True)
async def quote_for(tap: Tap) -> Reply | None:
    """A number was picked from a list."""
    return await quote(tap, Phone.of_smsc(tap.arg), renew=True)


@tap(role=Role.BUYER, once=True)
async def switch_renewal(tap: Tap) -> Reply | None:
    offer = await offer_of(tap)
    return await quote(tap, Phone.of_smsc(offer.phone), renew=not offer.renew)


@tap(role=Role.BUYER)
async def recalculate(tap: Tap) -> Reply | None:
    offer = await offer_of(tap)
    return await quote(tap, Phone.of_smsc(offer.phone), renew=offer.renew)


@tap(role=Role.BUYER, once=True)
async def withdraw(tap: Tap) -> Reply:
    return Reply(tap.say(_("✖️ Cancelled. Nothing was charged.")))


async def offer_of(tap: Tap) -> Purchase:
    offer = await tap.db(purchases.get, int(tap.arg))
    if offer is None or offer.account_id != tap.connected.id:
        raise Problem(_("🤷 This quote is not known any more. Nothing was charged.\nAsk again: /buy"))
    return offer


@tap(role=Role.BUYER, once=True)
async def confirm(tap: Tap) -> Reply:
    """Rent what was quoted, within the chat's limit."""
    return await rent(tap, await offer_of(tap), approver=None)


@tap(role=Role.BUYER)
async def approve(tap: Tap) -> Reply:
    """A second person lets it go beyond the chat's limit; of two approvals the quote is taken by one."""
    offer = await offer_of(tap)
    return await rent(tap, offer, approver=second_person(tap, offer))


async def rent(tap: Tap, offer: Purchase, *, approver: tuple[int, str] | None) -> Reply:
    """The one place that spends money on a number. Each step is written down before the next one begins."""
    if expired(offer, tap.now):
        return Reply(tap.say(_("⌛ The quote has expired. Nothing was charged.")), anew(tap))
    try:
        changed = await price_changed(tap, offer)
        before = (await balance_now(tap)).amount
    except SmscError as error:  # only list and balance were asked for: certainly nothing is bought
        return await not_rented(tap, offer, error)
    if changed:
        return Reply(changed, anew(tap))
    limit = await limit_of(tap)
    try:
        begun = await tap.db(
            purchases.begin, offer.id, tap.house.clock(), balance=before, limit=limit, approver=approver
        )
    except OverLimit as error:
        return too_much(tap, offer, error)
    if not begun:
        raise Problem(_("⏳ This number is already being rented or checked\nNothing more was charged."))
    await tap.db(purchases.show_on, offer.id, tap.message_id)
    return await carry_out(tap, replace(offer, approver=approver[1] if approver else None))


def too_much(tap: Tap, offer: Purchase, error: OverLimit) -> Reply:
    """The quote waits for somebody else."""
    approve = Button(tap.say.label(_("✅ Approve")), "buy.approve", str(offer.id), style="success")
    cancel = Button(tap.say.label(_("Cancel")), "buy.withdraw", str(offer.id), only=offer.person_id)
    card = purchase_cards.quote_card(offer, tap.say, alias=tap.connected.alias)
    return waiting(card, offer, error, tap.say, approve=approve, cancel=cancel)


async def price_changed(tap: Tap, offer: Purchase) -> str | None:
    """Why *offer* cannot be taken as it was quoted, if SMSC's list says something else now."""
    item = find(await rentable_now(tap), Phone.of_smsc(offer.phone))
    if item is None:
        return tap.say(_("❌ {phone} is taken already. Nothing was charged."), phone=Phone.of_smsc(offer.phone))
    if item.current_cost != offer.price:
        return tap.say(
            _("⚠️ Price changed: {old} → {new}. Nothing bought."),
            old=Money(offer.price, offer.currency) if offer.price is not None else "?",
            new=Money(item.current_cost, offer.currency) if item.current_cost is not None else "?",
        )
    return None


async def carry_out(tap: Tap, offer: Purchase) -> Reply:
    """Ask SMSC, once. What it did not certainly refuse or do is found out later, and never asked for again."""
    phone, smsc = Phone.of_smsc(offer.phone), tap.smsc
    try:
        charged = await smsc.buy_number(phone, renew=offer.renew)
    except (Refused, TooSoon, AccountStopped, AddressBlocked) as error:
        return await refused(tap, offer, error)
    except (Unreachable, Nonsense) as error:
        if isinstance(error, Unreachable) and not error.maybe_done:
            return await refused(tap, offer, error)
        await tap.db(purchases.finish, offer.id, State.UNKNOWN, now=tap.house.clock())
        await tap.note("buy", offer.phone, result=noted("unknown", offer))
        return purchase_cards.result_card(replace(offer, state=State.UNKNOWN), tap.say, alias=tap.connected.alias)
    await tap.db(purchases.finish, offer.id, State.BOUGHT, now=tap.house.clock(), charged=charged)
    await tap.db(known.note, offer.account_id, offer.phone, offer.chat_id, offer.thread_id)
    await tap.note("buy", offer.phone, result=noted(f"{charged} {offer.currency}", offer))
    await strike_out(tap, phone)
    after = await balance_after(tap)
    bought = replace(offer, state=State.BOUGHT, charged=charged, balance_after=after)
    return purchase_cards.result_card(bought, tap.say, alias=tap.connected.alias)


async def refused(tap: Tap, offer: Purchase, error: SmscError) -> Reply:
    await tap.db(purchases.finish, offer.id, State.REFUSED, now=tap.house.clock(), why=str(error))
    await tap.note("buy", offer.phone, result=noted("refused", offer))
    return await not_rented(tap, offer, error)


async def not_rented(tap: Tap, offer: Purchase, error: SmscError) -> Reply:
    await rejected.note(error, tap.account, tap.house)
    text = tap.say(_("❌ {phone} was not rented. Nothing was charged."), phone=Phone.of_smsc(offer.phone))
    return Reply(f"{text}\n{explain(error, tap.say)}", anew(tap))


def anew(tap: Tap) -> tuple[tuple[Button, ...], ...]:
    return ((Button(tap.say.label(_("🔁 Recalculate")), "buy.recalculate", tap.arg),),)


async def balance_after(tap: Tap) -> Decimal | None:
    """The balance is read again, not computed; a purchase is no worse for a balance that could not be read."""
    try:
        return (await balance_now(tap)).amount
    except SmscError:
        return None


@tap(role=Role.BUYER, once=True)
async def settle(tap: Tap) -> Reply:
    """A person has looked: the purchase is what they say."""
    id, _colon, state = tap.arg.partition(":")
    doubtful = await offer_of(replace(tap, arg=id))
    if doubtful.state is not State.UNKNOWN:
        raise Problem(_("ℹ️ That is known by now\nLook at the card of the purchase, or at /numbers"))
    found = State(state)
    charged = doubtful.price if found is State.BOUGHT else None
    await tap.db(purchases.finish, doubtful.id, found, now=tap.house.clock(), charged=charged)
    if found is State.BOUGHT:
        await tap.db(known.note, doubtful.account_id, doubtful.phone, doubtful.chat_id, doubtful.thread_id)
    await tap.note("buy", doubtful.phone, result=f"settled by hand: {found}")
    await tap.db(purchases.shown, doubtful.id, found)
    return purchase_cards.result_card(
        replace(doubtful, state=found, charged=charged), tap.say, alias=tap.connected.alias
    )
