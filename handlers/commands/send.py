"""/send 79991234567 Text: a quote; only its confirming button sends, and only once. Also by voice, and HLR queries."""

import secrets
from dataclasses import replace

from handlers.ask import Ask, Tap, answer, command, tap
from handlers.balances import balance_now, balance_of, forget_balance, left_with
from handlers.commands.cancel import cancel_button
from handlers.drafts import Draft, checked, number_first, read
from handlers.house import Role
from handlers.past import draft_of
from handlers.problems import Problem, explain
from handlers.reply import Button, Reply
from handlers.sent_card import quote_card
from handlers.spending import expired, limit_of, noted, second_person, waiting
from handlers.watch import rejected
from handlers.words import Money, _
from smsc.errors import AccountStopped, AddressBlocked, Reason, Refused, SmscError, TooSoon, Unreachable
from smsc.messages import MessageKind, Outgoing
from smsc.phone import Phone
from storage import messages
from storage.messages import Message, Quote, State
from storage.spending import OverLimit

WHOM = {
    MessageKind.SMS: _("✉️ To which number? The text may follow it."),
    MessageKind.CALL: _("📞 Which number is to be called? The text may follow it."),
    MessageKind.HLR: _("📶 Which number is to be asked about?"),
}
OTHERS = _("By voice: <code>/send call 79991234567 Text</code>\nHLR query: <code>/send hlr 79991234567</code>")
WHAT = {
    MessageKind.SMS: _("✉️ What to write to {phone}?"),
    MessageKind.CALL: _("📞 What to say to {phone}?"),
}


@command(about=_("Send an SMS"), usage="79991234567 Your order is ready", role=Role.OPERATOR)
async def send(ask: Ask) -> Reply:
    _account = ask.connected
    return await go_on(ask, read(ask.rest, ask.quoted))


async def go_on(ask: Ask, draft: Draft) -> Reply:
    """The quote, or the question for what is missing."""
    if draft.message is not None:
        return await quote(ask, draft.message)
    if draft.phone is None:
        await ask.expect(whom, draft.pack())
        others = f"\n{ask.say(OTHERS)}" if draft.kind is MessageKind.SMS else ""
        return Reply(question(ask, WHOM[draft.kind]) + others, ((cancel_button(ask, whom),),))
    await ask.expect(what, draft.pack())
    return Reply(question(ask, WHAT[draft.kind], phone=draft.phone), ((cancel_button(ask, what),),))


def question(ask: Ask, sentence: str, **values: object) -> str:
    """Privacy mode lets the bot see replies only in a group."""
    how = _("Send it in one message.") if ask.place.private else _("Reply to this message with it.")
    return f"{ask.say(sentence, **values)}\n{ask.say(how)}"


@answer(role=Role.OPERATOR)
async def whom(ask: Ask, arg: str) -> Reply:
    """The number that was asked for, perhaps with the text behind it."""
    phone, text = number_first(ask.rest)
    return await go_on(ask, checked(replace(Draft.unpack(arg), phone=phone, text=text)))


@answer(role=Role.OPERATOR)
async def what(ask: Ask, arg: str) -> Reply:
    """The text that was asked for."""
    return await go_on(ask, checked(replace(Draft.unpack(arg), text=ask.rest)))


@tap(role=Role.OPERATOR, fresh=True)
async def write(tap: Tap) -> Reply:
    """The button on a card that shows a number."""
    return await go_on(tap, Draft(phone=Phone.of_smsc(tap.arg)))


@tap(role=Role.OPERATOR, fresh=True)
async def hlr(tap: Tap) -> Reply:
    """The same for what an HLR query finds out."""
    return await go_on(tap, Draft(MessageKind.HLR, Phone.of_smsc(tap.arg)))


@tap(role=Role.OPERATOR, fresh=True)
async def again(tap: Tap) -> Reply:
    """The same once more, by a quote of its own."""
    return await go_on(tap, await draft_of(tap, tap.arg))


@tap(role=Role.OPERATOR, fresh=True)
async def by_voice(tap: Tap) -> Reply:
    """The same text, read to the subscriber."""
    return await go_on(tap, replace(await draft_of(tap, tap.arg), kind=MessageKind.CALL, sender=""))


@tap(role=Role.OPERATOR, fresh=True)
async def in_writing(tap: Tap) -> Reply:
    """The text of a call as an SMS."""
    return await go_on(tap, replace(await draft_of(tap, tap.arg), kind=MessageKind.SMS))


async def quote(ask: Ask, message: Outgoing) -> Reply:
    """Show what it costs. Sends nothing."""
    price, money = await ask.smsc.price(message), await balance_of(ask)
    offer = Quote(
        account_id=ask.connected.id,
        own_id=messages.PREFIX + secrets.token_urlsafe(12),
        chat_id=ask.place.chat_id,
        thread_id=ask.place.thread_id,
        message=message,
        parts=price.parts,
        price=price.cost,
        currency=money.currency,
        balance_before=money.amount,
        person_id=ask.person.id,
        person=ask.person.handle,
    )
    id = await ask.db(messages.quote, offer, ask.now)
    return quote_card(await known(ask, id), ask.say, alias=ask.connected.alias)


async def known(ask: Ask, id: int) -> Message:
    offer = await ask.db(messages.get, id)
    if offer is None or offer.account_id != ask.connected.id or offer.chat_id != ask.place.chat_id:
        raise Problem(_("🤷 This quote is not known any more. Nothing was sent.\nAsk again: /send"))
    return offer


@tap(role=Role.OPERATOR)
async def recalculate(tap: Tap) -> Reply:
    return await quote(tap, (await known(tap, int(tap.arg))).outgoing)


@tap(role=Role.OPERATOR, once=True)
async def withdraw(tap: Tap) -> Reply:
    return Reply(tap.say(_("✖️ Cancelled. Nothing was sent.")))


@tap(role=Role.OPERATOR, once=True)
async def confirm(tap: Tap) -> Reply | None:
    """Send what was quoted, within the chat's limit."""
    return await dispatch(tap, await known(tap, int(tap.arg)), approver=None)


@tap(role=Role.BUYER)
async def approve(tap: Tap) -> Reply | None:
    """A second person lets it go beyond the chat's limit; of two approvals the quote is taken by one."""
    offer = await known(tap, int(tap.arg))
    return await dispatch(tap, offer, approver=second_person(tap, offer))


async def dispatch(tap: Tap, offer: Message, *, approver: tuple[int, str] | None) -> Reply | None:
    """The one place that spends money on a message. Each step is written down before the next one begins."""
    if expired(offer, tap.now):
        return Reply(tap.say(_("⌛ The quote has expired. Nothing was sent.")), anew(tap))
    try:
        price = (await tap.smsc.price(offer.outgoing)).cost
        before = (await balance_now(tap)).amount
    except SmscError as error:  # only price and balance were asked for
        if rejected.rejects(error):  # the door stops the account and says so
            raise
        return not_sent(tap, offer, error)
    if price != offer.price:
        return Reply(moved(tap, offer, Money(price, offer.currency) if price is not None else None), anew(tap))
    limit, now = await limit_of(tap), tap.house.clock()
    try:
        begun = await tap.db(
            messages.begin, offer.id, now, message_id=tap.message_id, balance=before, limit=limit, approver=approver
        )
    except OverLimit as error:
        return held(tap, offer, error)
    if not begun:
        raise Problem(_("⏳ This message is already being sent\nIt is not sent a second time."))
    await carry_out(tap, replace(offer, approver=approver[1] if approver else None))
    return None


def held(tap: Tap, offer: Message, error: OverLimit) -> Reply:
    """The quote waits for a second person."""
    card = quote_card(offer, tap.say, alias=tap.connected.alias)
    approve = Button(tap.say.label(_("✅ Approve")), "send.approve", str(offer.id), style="success")
    cancel = Button(tap.say.label(_("Cancel")), "send.withdraw", str(offer.id), only=offer.person_id)
    return waiting(card, offer, error, tap.say, approve=approve, cancel=cancel)


def moved(tap: Tap, offer: Message, new: Money | None) -> str:
    old = Money(offer.price, offer.currency) if offer.price is not None else "?"
    return tap.say(_("⚠️ Price changed: {old} → {new}. Nothing was sent."), old=old, new=new or "?")


def not_sent(tap: Tap, offer: Message, error: SmscError) -> Reply:
    text = tap.say(_("❌ Not sent to {phone}. Nothing was charged."), phone=Phone(offer.phone))
    return Reply(f"{text}\n{explain(error, tap.say)}", anew(tap))


def anew(tap: Tap) -> tuple[tuple[Button, ...], ...]:
    return ((Button(tap.say.label(_("🔁 Recalculate")), "send.recalculate", tap.arg),),)


async def carry_out(tap: Tap, offer: Message) -> None:
    """Ask SMSC, once. What it did not certainly refuse or take is looked up later by its id, and never sent again.

    The card is not changed here but by `handlers.watch.messages`: callbacks may have told more by now.
    """
    left = None
    try:
        sent = await tap.smsc.send(offer.outgoing, id=offer.own_id)
    except SmscError as error:
        await rejected.note(error, tap.account, tap.house)
        state, why = verdict(error)
        await tap.db(messages.finish, offer.id, state, why=why)
        result = str(state)
    else:
        await tap.db(messages.finish, offer.id, State.SENT, charged=sent.cost, balance_after=sent.balance)
        result = f"{offer.own_id}, {sent.cost} {offer.currency}"
        left = sent.balance
    await (forget_balance(tap) if left is None else left_with(tap, left, offer.currency))
    await tap.note("send", offer.phone, result=noted(result, offer))
    tap.house.wake(offer.account_id)


def verdict(error: SmscError) -> tuple[State, str]:
    """Whether it certainly did not go, and why not; otherwise nobody knows yet."""
    match error:
        case Refused():
            return State.REFUSED, error.reason.value
        case TooSoon():
            return State.REFUSED, Reason.TOO_MANY.value
        case AccountStopped():
            return State.REFUSED, Reason.AUTH.value
        case AddressBlocked():
            return State.REFUSED, Reason.IP_BLOCKED.value
        case Unreachable(maybe_done=False):
            return State.REFUSED, "unreachable"
        case _:
            return State.UNKNOWN, ""
