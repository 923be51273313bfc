"""The card of a message: first a quote, then where the message is. Pure: a row in, a reply out."""

from collections.abc import Mapping
from datetime import timedelta

from handlers import hlr, next_steps
from handlers.news import reason
from handlers.problems import REFUSALS
from handlers.reply import Button, Reply
from handlers.spending import VALID
from handlers.words import Money, Say, _
from smsc.codes import Outcome, Status, outcome
from smsc.events import StatusEvent
from smsc.messages import MessageKind
from smsc.phone import Phone
from storage.messages import Message, State

HEADS = {
    MessageKind.SMS: _("💰 An SMS to {phone}"),
    MessageKind.CALL: _("💰 A voice call to {phone}"),
    MessageKind.HLR: _("💰 An HLR query of {phone}"),
    MessageKind.PING: _("💰 A ping of {phone}"),
}
CONFIRM = {
    MessageKind.CALL: _("✅ Call for {price}"),
    MessageKind.HLR: _("✅ Ask for {price}"),
}
LATIN, CYRILLIC = 160, 70  # characters of one SMS


def quote_card(offer: Message, say: Say, *, alias: str) -> Reply:
    """What it costs and what would be sent. Nothing is sent yet."""
    lines = [say(HEADS[offer.kind], phone=Phone(offer.phone)), price_line(offer, say)]
    if offer.price is not None and offer.balance_before is not None:
        before = Money(offer.balance_before, offer.currency)
        after = Money(offer.balance_before - offer.price, offer.currency)
        lines.append(say(_("Balance: {before} → {after}"), before=before, after=after))
    if offer.text:
        lines.append(quoted(offer.text, say))
    if offer.parts > 1:
        limit = LATIN if offer.text.isascii() else CYRILLIC
        lines.append(say(_("ℹ️ {n} characters; one SMS holds {limit}"), n=len(offer.text), limit=limit))
    until = offer.quoted_at + VALID
    sentence = _("The price holds until {until} · {alias} · asked by {person}")
    lines.append(say(sentence, until=until, alias=alias, person=offer.person))
    return Reply("\n".join(lines), quote_buttons(offer, say), lasts=VALID + timedelta(hours=1))


def price_line(offer: Message, say: Say) -> str:
    parts = [say(_("Price: {price}"), price=Money(offer.price, offer.currency))] if offer.price is not None else []
    parts = parts or [say(_("The price is unknown"))]
    if offer.kind is MessageKind.SMS:
        parts.append(say.plural("{n} part", "{n} parts", offer.parts))
    if offer.sender:
        parts.append(say(_("from {sender}"), sender=offer.sender))
    return " · ".join(parts)


def quoted(text: str, say: Say) -> str:
    return f"<blockquote expandable>{say.inert(text)}</blockquote>"


def quote_buttons(offer: Message, say: Say) -> tuple[tuple[Button, ...], ...]:
    id, person = str(offer.id), offer.person_id
    if offer.price is None:
        label = say.label(_("✅ Send without a price"))
        send = Button(label, "send.confirm", id, style="danger", only=person)
    else:
        sentence = CONFIRM.get(offer.kind, _("✅ Send for {price}"))
        label = say.label(sentence, price=Money(offer.price, offer.currency))
        send = Button(label, "send.confirm", id, style="success", only=person)
    return ((send,), (Button(say.label(_("Cancel")), "send.withdraw", id, only=person),))


def card(sent: Message, say: Say, *, alias: str) -> Reply:
    """Where a message is, once it was begun."""
    lines = [head(sent, say), *details(sent, say)]
    if sent.state is State.SENT and (paid := money(sent, say)):
        lines.append(paid)
    if sent.text:
        lines.append(quoted(sent.text, say))
    lines.append(signature(sent, say, alias=alias))
    return Reply("\n".join(lines), buttons(sent, say))


PENDING = {
    State.SENDING: _("⏳ Sending to {phone}…"),
    State.UNKNOWN: _("⚠️ It is not known whether it went to {phone}"),
    State.REFUSED: _("❌ Not sent to {phone}. Nothing was charged."),
}
BY_STATUS: Mapping[int, str] = {
    Status.WAITING: _("⏳ Waiting to be sent to {phone}"),
    Status.STOPPED: _("⏸ Stopped on its way to {phone}"),
    Status.PASSED_TO_OPERATOR: _("📤 On its way to {phone}"),
    Status.READ: _("👀 Read by {phone}"),
    Status.LINK_CLICKED: _("🔗 Link opened by {phone}"),
}


def head(sent: Message, say: Say) -> str:
    phone, told = Phone(sent.phone), sent.event
    if sent.state in {State.REFUSED, State.UNKNOWN} or (told is None and sent.state is State.SENDING):
        return say(PENDING[sent.state], phone=phone)
    if sent.kind is MessageKind.HLR:
        return hlr.head(told or StatusEvent(sent.own_id, sent.phone, Status.WAITING), say, phone)
    if told is None:
        return say(_("📤 SMSC has taken it for {phone}"), phone=phone)
    return say(BY_STATUS.get(told.status) or ended(told, sent.kind), phone=phone)


def ended(told: StatusEvent, kind: MessageKind) -> str:
    match outcome(told.status):
        case Outcome.DELIVERED:
            return _("✅ Called {phone}") if kind is MessageKind.CALL else _("✅ Delivered to {phone}")
        case Outcome.FAILED:
            return _("❌ Not delivered to {phone}")
        case _:
            return _("ℹ️ News of a message to {phone}")


def details(sent: Message, say: Say) -> list[str]:
    """Why, since when, and what to do."""
    if sent.state is State.UNKNOWN:
        return [say(_("SMSC's answer was lost. I ask for it by its id and do not send it again."))]
    if sent.state is State.REFUSED:
        return [refusal(sent.why, say)]
    told = sent.event
    if told is None:
        return []
    if sent.kind is MessageKind.HLR:
        return hlr.lines(told, say)
    if outcome(told.status) is Outcome.FAILED:
        return [sentence(told, say), say(next_steps.advice(told.status, told.err).sentence)]
    if outcome(told.status) is Outcome.UNKNOWN:
        return [sentence(told, say)]
    return [since] if (since := moment(sent, told, say)) else []


def sentence(told: StatusEvent, say: Say) -> str:
    why = reason(told, say)
    return say.inert(why[:1].upper() + why[1:])


def moment(sent: Message, told: StatusEvent, say: Say) -> str:
    """When it came to that, and how long after it was sent."""
    if told.at is None or outcome(told.status) is not Outcome.DELIVERED:
        return ""
    if sent.begun_at is None or told.at < sent.begun_at:  # stamps have whole seconds
        return say(_("At {at}"), at=told.at)
    return say(_("At {at}, after {after}"), at=told.at, after=told.at - sent.begun_at)


OTHERWISE = {
    "unreachable": _("📡 SMSC cannot be reached: try again in a minute."),
    "not found": _("SMSC's answer was lost, and SMSC does not know its id: it never arrived there."),
}


def refusal(why: str, say: Say) -> str:
    known = OTHERWISE | {str(reason): sentence for reason, sentence in REFUSALS.items()}
    return say(known.get(why, _("SMSC refused it with a code that nobody knows.")))


def money(sent: Message, say: Say) -> str:
    charged = sent.charged if sent.charged is not None else sent.price
    if charged is None:
        return ""
    paid = Money(charged, sent.currency)
    if sent.balance_after is None:
        return say(_("Charged {charged}"), charged=paid)
    return say(_("Charged {charged}, balance {after}"), charged=paid, after=Money(sent.balance_after, sent.currency))


def signature(sent: Message, say: Say, *, alias: str) -> str:
    parts = [f"<code>{say.html(sent.own_id)}</code>", say.inert(alias), say.inert(sent.person)]
    if sent.approver:
        parts.append(say(_("Approved by {approver}"), approver=sent.approver))
    return " · ".join(parts)


def buttons(sent: Message, say: Say) -> tuple[tuple[Button, ...], ...]:
    again, told = f"m{sent.id}", sent.event
    if sent.state is State.REFUSED:
        return ((Button(say.label(_("🔁 Again")), "send.again", again),),)
    if sent.state is State.UNKNOWN or (sent.state is State.SENT and not sent.over):
        return ((Button(say.label(_("🔄 Check")), "status.look", f"{sent.own_id} {sent.phone}"),),)
    if sent.state is State.SENT and told is not None and outcome(told.status) is Outcome.FAILED:
        advised = next_steps.advice(told.status, told.err)
        return next_steps.buttons(advised, sent.kind, again=again, phone=sent.phone, say=say)
    return ()
