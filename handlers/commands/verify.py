"""/verify 79991234567: confirm a phone by a call from it, on a card that changes when the call comes."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.answering import deliver
from handlers.ask import Ask, Tap, answer, command, tap
from handlers.balances import balance_of
from handlers.commands import checks
from handlers.commands.cancel import cancel_button, close_button
from handlers.commands.check_card import LIMIT, card, link_to, running_text
from handlers.commands.check_refusals import in_doubt, refusal
from handlers.delivery import Undelivered
from handlers.house import Role
from handlers.pages import in_rows
from handlers.problems import Problem
from handlers.quoted import phones_in
from handlers.reply import Button, Reply, Toast
from handlers.words import Money, _
from smsc.errors import Refused, SmscError
from smsc.phone import BadPhone, NoPhone, Phone, TooManyPhones
from storage import accounts, chats, verifications
from storage.verifications import OPEN, RUNNING, NewCheck, State, Verification

QUOTE = timedelta(minutes=10)
OFFERED = 8  # numbers at most of which one can be chosen
LIST = {"list", "history", "список", "история"}


@command(about=_("Verify a phone by call"), usage="79991234567", role=Role.OPERATOR, aliases=("v",))
async def verify(ask: Ask) -> Reply | None:
    _account = ask.connected
    word, _space, rest = ask.rest.partition(" ")
    if word.lower() in LIST:
        return await checks.listed(ask, rest.strip(), 1)
    wanted = read(ask.rest) if ask.rest else phones_in(ask.quoted)
    if not wanted:
        await ask.expect(phone)
        return question(ask)
    return await one_of(ask, wanted)


@answer(role=Role.OPERATOR)
async def phone(ask: Ask, _arg: str) -> Reply | None:
    """The number that was asked for."""
    return await one_of(ask, read(ask.rest))


def read(text: str) -> list[Phone]:
    """The number in *text*, or the numbers; raises what says how one is written."""
    try:
        return [Phone.parse(text)]
    except BadPhone:
        try:
            found = Phone.parse_many(text, limit=OFFERED)
        except (BadPhone, NoPhone):
            found = []
        except TooManyPhones:
            raise Problem(
                _("❌ One number is verified at a time\nFor example: <code>/verify 79991234567</code>")
            ) from None
        if len(found) < 2:
            raise
        return found


def question(ask: Ask) -> Reply:
    if ask.place.private:
        text = ask.say(_("📞 Which number is to be verified?\nSend it in one message, or share a contact."))
    else:
        text = ask.say(_("📞 Which number is to be verified?\nReply to this message with it."))
    past = Button(ask.say.label(_("🗂 History")), "checks.show")
    return Reply(text, ((past, cancel_button(ask, phone)),))


async def one_of(ask: Ask, phones: Sequence[Phone]) -> Reply | None:
    """The check of the only number; of several, somebody says which."""
    if len(phones) == 1:
        return await begin(ask, phones[0])
    text = ask.say(_("📞 One number is verified at a time\nWhich of these?"))
    offers = [Button(found.pretty, "verify.again", found.digits) for found in phones[:OFFERED]]
    return Reply(text, (*in_rows(offers, width=2), (close_button(ask.say),)))


async def begin(ask: Ask, phone: Phone) -> Reply | None:
    """The card at once, or a question first where the chat wants to be asked (`/settings`): SMSC names no price."""
    chat = await ask.db(chats.get, ask.place.chat_id)
    if chat is None or not chat.asks_before_checks:
        return await start(ask, phone)
    if check := await ask.db(verifications.open_for, ask.connected.id, phone.digits, ask.now):
        return await in_the_way(ask, check)
    money = await balance_of(ask)
    text = ask.say(
        _(
            "💰 Checking {phone}\nSMSC charges the call by your tariff and names no price beforehand\n"
            "Balance now: {balance}\n{alias} · asked by {person}"
        ),
        phone=phone,
        balance=Money(money.amount, money.currency),
        alias=ask.connected.alias,
        person=ask.person.handle,
    )
    confirm = Button(ask.say.label(_("✅ Order it")), "verify.order", phone.digits, only=ask.person.id)
    return Reply(text, ((confirm, close_button(ask.say)),), lasts=QUOTE)


@tap(role=Role.OPERATOR, once=True, fresh=True)
async def order(tap: Tap) -> Reply | None:
    return await start(tap, Phone.of_smsc(tap.arg))


async def start(ask: Ask, phone: Phone, *, unless: frozenset[State] = OPEN) -> Reply | None:
    """Ask SMSC which number is to be called, and show it on a card. Each step is written down before the next one."""
    new = NewCheck(ask.connected.id, ask.place.chat_id, ask.place.thread_id, phone.digits, ask.person.handle)
    now = ask.house.clock()
    check, fresh = await ask.db(verifications.begin, new, now, now + LIMIT, unless=unless)
    if not fresh:
        return await in_the_way(ask, check)
    try:
        to = await ask.smsc.wait_call(phone)
    except SmscError as error:
        return await failed(ask, check, error)
    now = ask.house.clock()
    check = await ask.db(verifications.ordered, check.id, to.phone.digits, now=now, deadline=now + LIMIT)
    await ask.note("check", phone.digits, result="ordered")
    await show(ask, check)
    return None


async def failed(ask: Ask, check: Verification, error: SmscError) -> Reply | None:
    """SMSC has refused, or was not asked at all; or nobody knows, and then it is not asked again by itself."""
    why = f"error {error.code}" if isinstance(error, Refused) else type(error).__name__
    if in_doubt(error):
        check = await ask.db(verifications.not_ordered, check.id, State.UNKNOWN, why)
        await ask.note("check", check.phone, result="unknown")
        await show(ask, check)
        return None
    await ask.db(verifications.not_ordered, check.id, State.REFUSED, why)
    return await refusal(ask, Phone.of_smsc(check.phone), error)


async def in_the_way(ask: Ask, check: Verification) -> Reply | None:
    """The check of this number that runs already, and the way to its card."""
    here = check.chat_id == ask.place.chat_id
    if check.state is State.UNKNOWN:
        return card(check, ask.say, alias=ask.connected.alias)
    reply = Reply(running_text(check, ask.say))
    if link := link_to(check):
        return Reply(reply.text, ((Button(ask.say.label(_("↗️ Open")), url=link),),))
    if here and check.message_id is not None:
        await deliver(reply, ask.place, ask.house, ask.say, to=check.message_id)
        return None
    return reply


async def show(ask: Ask, check: Verification) -> None:
    """Put the check on a card of its own."""
    reply = card(check, ask.say, alias=ask.connected.alias)
    try:
        message_id = await deliver(reply, ask.place, ask.house, ask.say, to=ask.message_id)
    except Undelivered:
        await ask.db(verifications.lost_card, check.id)
        raise
    await ask.db(verifications.show_on, check.id, message_id)


@tap(role=Role.VIEWER, fresh=True)
async def client_text(tap: Tap) -> Reply | None:
    """A separate message that can be forwarded to the client."""
    check = await tap.db(verifications.get, int(tap.arg))
    if check is None or check.state is not State.WAITING:
        raise Problem(_("ℹ️ This check is over\nA new one: <code>/verify 79991234567</code>"))
    sentence = _("To confirm your number, call from it\n{call_to} before {deadline}.")
    return Reply(tap.say(sentence, call_to=Phone.of_smsc(check.call_to), deadline=check.deadline))


@tap(role=Role.VIEWER, quick=True)
async def look(tap: Tap) -> Toast:
    check = await tap.db(verifications.get, int(tap.arg))
    if check is not None and check.state is State.WAITING:
        left = tap.say.duration(check.deadline - tap.now)
        return Toast(tap.say.label(_("No call yet. {left} left."), left=left))
    return Toast(tap.say.label(_("This check is over.")))


@tap(role=Role.OPERATOR)
async def stop(tap: Tap) -> Reply | None:
    """Stop waiting. SMSC offers no way to take the request back."""
    await tap.db(verifications.cancel, int(tap.arg))
    check = await tap.db(verifications.get, int(tap.arg))
    if check is None:
        return None
    await tap.db(verifications.shown, check.id, check.state)
    account = await tap.db(accounts.get, check.account_id)
    return card(check, tap.say, alias=account.alias if account else "")


@tap(role=Role.OPERATOR, fresh=True)
async def again(tap: Tap) -> Reply | None:
    return await begin(tap, Phone.of_smsc(tap.arg))


@tap(role=Role.OPERATOR, once=True, fresh=True)
async def anew(tap: Tap) -> Reply | None:
    """SMSC did not answer, and somebody who knows that it may charge twice wants it asked once more."""
    check = await tap.db(verifications.get, int(tap.arg))
    return None if check is None else await start(tap, Phone.of_smsc(check.phone), unless=RUNNING)
