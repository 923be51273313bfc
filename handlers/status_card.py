"""What status.php says of a message, in words. Pure."""

from handlers import hlr, next_steps
from handlers.past import kind_of
from handlers.reply import Button
from handlers.sent_card import BY_STATUS, ended, sentence
from handlers.words import Money, Say, _
from smsc.codes import Outcome, Status, outcome
from smsc.events import StatusEvent
from smsc.messages import MessageKind, MessageStatus
from smsc.phone import Phone
from storage.messages import Message


def render(event: StatusEvent, found: MessageStatus, say: Say, *, alias: str, currency: str = "") -> str:
    """*event* is what *found* says, as callbacks say it."""
    lines = [head(event, say), *why(event, say)]
    lines += filter(None, [whose(found, say), cost(found, say, currency), when(event, found, say)])
    lines.append(f"<code>{say.html(event.id)}</code> · {say.inert(alias)}")
    return "\n".join(lines)


def head(event: StatusEvent, say: Say) -> str:
    phone = Phone.of_smsc(event.phone)
    if event.status == Status.NOT_FOUND:
        return say(_("🤷 SMSC knows no such message to {phone}"), phone=phone)
    if hlr.is_query(event):
        return hlr.head(event, say, phone)
    return say(BY_STATUS.get(event.status) or ended(event, kind_of(event.type)), phone=phone)


def why(event: StatusEvent, say: Say) -> list[str]:
    """The reason of a failure with its advice, or what an HLR query found."""
    if event.status == Status.NOT_FOUND:
        return [say(_("Check both the id and the number."))]
    if hlr.is_query(event):
        return hlr.lines(event, say)
    match outcome(event.status):
        case Outcome.FAILED:
            return [sentence(event, say), say(next_steps.advice(event.status, event.err).sentence)]
        case Outcome.UNKNOWN:
            return [sentence(event, say)]
        case _:
            return []


def whose(found: MessageStatus, say: Say) -> str:
    """Whose number it is; an HLR query knows better."""
    if found.hlr is not None:
        return ""
    return say.inert(" · ".join(filter(None, [found.operator, found.region, found.country])))


def cost(found: MessageStatus, say: Say, currency: str) -> str:
    parts = [say(_("Cost: {cost}"), cost=Money(found.cost, currency))] if found.cost is not None else []
    if found.parts and found.type in {None, int(MessageKind.SMS)}:
        parts.append(say.plural("{n} part", "{n} parts", found.parts))
    if found.sender:
        parts.append(say(_("from {sender}"), sender=found.sender))
    return " · ".join(parts)


def when(event: StatusEvent, found: MessageStatus, say: Say) -> str:
    """When it was sent, and since when it is where it is; SMSC's own text where there is no stamp."""
    since = event.at or event.time
    if found.sent_at is None:
        return say(_("Since {since}"), since=since) if since else ""
    sentence = _("Sent {day}, {at} → {since}") if since else _("Sent {day}, {at}")
    return say(sentence, day=say.local(found.sent_at).date(), at=found.sent_at, since=since)


def buttons(event: StatusEvent, sent: Message | None, say: Say) -> tuple[tuple[Button, ...], ...]:
    """The next step of a failure, or another look at what is not over."""
    match outcome(event.status):
        case Outcome.DELIVERED:
            return ()
        case Outcome.FAILED if event.status == Status.NOT_FOUND:
            return ()
        case Outcome.FAILED if sent is not None:
            advised = next_steps.advice(event.status, event.err)
            return next_steps.buttons(advised, sent.kind, again=f"m{sent.id}", phone=event.phone, say=say)
        case Outcome.FAILED:
            return ((next_steps.button(next_steps.Step.OPERATOR, "", event.phone, say),),)
        case _:
            return ((Button(say.label(_("🔄 Refresh")), "status.refresh", f"{event.id} {event.phone}"),),)
