"""/verify 79991234567: confirm a phone by a call from it, on a card that changes when the call comes."""

from datetime import timedelta

from handlers.answering import deliver
from handlers.ask import Ask, Button, Place, Reply, Role, Tap, Toast, answer, command, tap
from handlers.balances import balance_of
from handlers.commands.cancel import cancel_button, close_button
from handlers.problems import Problem
from handlers.quoted import phones_in
from handlers.words import Money, Say, _
from smsc.phone import Phone
from storage import accounts, chats, verifications
from storage.verifications import State, Verification

QUOTE = timedelta(minutes=10)
LIMIT = timedelta(minutes=15)  # smsc.ru/api: the call must be made within 15 minutes


@command(about=_("Verify a phone by call"), usage="79991234567", role=Role.OPERATOR, aliases=("v",))
async def verify(ask: Ask) -> Reply | None:
    _account = ask.connected
    wanted = Phone.parse(ask.rest) if ask.rest else next(iter(phones_in(ask.quoted)), None)
    if wanted is None:
        await ask.expect(phone)
        return Reply(question(ask), ((cancel_button(ask),),))
    return await begin(ask, wanted)


@answer(role=Role.OPERATOR)
async def phone(ask: Ask, _arg: str) -> Reply | None:
    """The number that was asked for."""
    return await begin(ask, Phone.parse(ask.rest))


async def begin(ask: Ask, phone: Phone) -> Reply | None:
    """The card at once, or a question first where the chat wants to be asked (`/settings`): SMSC names no price."""
    chat = await ask.db(chats.get, ask.place.chat_id)
    if chat is None or not chat.asks_before_checks:
        await start(ask, phone)
        return None
    money = await balance_of(ask)
    text = ask.say(
        _(
            "💰 Checking {phone} by a call\nSMSC charges it by your tariff and names no price beforehand\n"
            "Balance now: {balance}\n{alias} · asked by {person}"
        ),
        phone=phone,
        balance=Money(money.amount, money.currency),
        alias=ask.connected.alias,
        person=ask.person.handle,
    )
    confirm = Button(ask.say.label(_("✅ Order the check")), "verify.order", phone.digits, only=ask.person.id)
    return Reply(text, ((confirm, close_button(ask.say)),), lasts=QUOTE)


@tap(role=Role.OPERATOR, once=True, fresh=True)
async def order(tap: Tap) -> Reply | None:
    await start(tap, Phone.of_smsc(tap.arg))
    return None


def question(ask: Ask) -> str:
    if ask.place.private:
        return ask.say(_("📞 Which number is to be verified?\nSend it in one message, or share a contact."))
    return ask.say(_("📞 Which number is to be verified?\nReply to this message with it."))


async def start(ask: Ask, phone: Phone) -> None:
    """Ask SMSC which number is to be called, and show it on a card."""
    if running := await ask.db(verifications.open_for, ask.connected.id, phone.digits, ask.now):
        if running.message_id is None and running.chat_id == ask.place.chat_id:
            await show(ask, running)  # its card was lost on the way, and SMSC waits for the call all the same
            return
        raise Problem(
            _("⏳ {phone} is already being verified\nby {person}, until {deadline}."),
            phone=phone,
            person=running.person,
            deadline=running.deadline,
        )
    to = await ask.smsc.wait_call(phone)
    asked_at = ask.house.clock()
    id = await ask.db(
        verifications.start,
        account_id=ask.connected.id,
        chat_id=ask.place.chat_id,
        thread_id=ask.place.thread_id,
        phone=phone.digits,
        call_to=to.phone.digits,
        person=ask.person.handle,
        asked_at=asked_at,
        deadline=asked_at + LIMIT,
    )
    await ask.note("check", phone.digits, result="ordered")
    check = await ask.db(verifications.get, id)
    if check is not None:
        await show(ask, check)


async def show(ask: Ask, check: Verification) -> None:
    """Put the check on a card of its own."""
    reply = card(check, ask.say, alias=ask.connected.alias)
    message_id = await deliver(reply, ask.place, ask.house, ask.say, to=ask.message_id)
    await ask.db(verifications.show_on, check.id, message_id)


SENTENCES = {
    State.WAITING: _(
        "📞 Checking {phone}\nCall from that phone\nto {call_to}\n"
        "⏳ Waiting for the call until {deadline}\n{alias} · {person}"
    ),
    State.CONFIRMED: _("✅ {phone} verified\nCalled at {called}, after {after}\n{alias} · {person} · #call"),
    State.LATE: _(
        "☎️ {phone} called too late\n"
        "Called at {called}, the limit was {deadline}. Not accepted.\n"
        "{alias} · {person} · #call"
    ),
    State.EXPIRED: _("⌛ No call from {phone} in 15 min\nNot verified.\n{alias} · {person}"),
    State.CANCELLED: _("✖️ The check of {phone} was cancelled\n{alias} · {person}"),
}
TOLD_LATE = _("✅ {phone} verified\nCalled at {called}, SMSC told us at {told}\n{alias} · {person} · #call")
NEWS_IS_LATE = timedelta(minutes=2)


def card(check: Verification, say: Say, *, alias: str) -> Reply:
    """The card of a check in whatever state it is."""
    sentence = SENTENCES[check.state]
    told, called = check.told_at, check.called_at
    if check.state is State.CONFIRMED and told and called and told - called > NEWS_IS_LATE:
        sentence = TOLD_LATE
    text = say(
        sentence,
        phone=Phone.of_smsc(check.phone),
        call_to=Phone.of_smsc(check.call_to),
        deadline=check.deadline,
        called=called or check.deadline,
        told=told or check.deadline,
        after=(called - check.asked_at) if called else LIMIT,
        alias=alias,
        person=check.person,
    )
    return Reply(text, buttons(check, say))


def buttons(check: Verification, say: Say) -> tuple[tuple[Button, ...], ...]:
    number = Phone.of_smsc(check.phone)
    match check.state:
        case State.WAITING:
            copy = Button(say.label(_("📋 Copy the number")), copy=f"+{check.call_to}")
            text = Button(say.label(_("📤 Text for the client")), "verify.client_text", str(check.id))
            return (copy, text), (
                Button(say.label(_("🔄 Check")), "verify.look", str(check.id)),
                Button(say.label(_("Cancel")), "verify.stop", str(check.id)),
            )
        case State.CONFIRMED:
            who = Button(say.label(_("🔎 Operator")), "operators.look_up", check.phone)
            return ((Button(say.label(_("📋 Copy")), copy=str(number)), who),)
        case _:
            return ((Button(say.label(_("🔁 Again")), "verify.again", check.phone), close_button(say)),)


@tap(role=Role.VIEWER, fresh=True)
async def client_text(tap: Tap) -> Reply | None:
    """A separate message that can be forwarded to the client."""
    check = await tap.db(verifications.get, int(tap.arg))
    if check is None:
        return None
    sentence = _("To confirm your number, call {call_to} from it before {deadline}.")
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


def place_of(check: Verification) -> Place:
    return Place(check.chat_id, check.thread_id)
