"""The card of a long list: how far it has got, what it waits for, and how it ended."""

from datetime import datetime, timedelta

from handlers.reply import Button, Reply
from handlers.summary import clipped
from handlers.words import Say, _
from storage.lookups import Lookup, State

KEPT = timedelta(hours=24)  # results; operators change
A_MINUTE = 80  # numbers; SMSC takes 100 of a login, and people ask as well
FILE = 40  # letters of a file's name

WHY = {
    "busy": _("SMSC takes no more requests just now. I go on by myself."),
    "blocked": _("SMSC has blocked this server's address for a while. I go on by myself."),
    "unreachable": _("SMSC cannot be asked just now. I go on by myself."),
    "stopped": _("SMSC rejects the account's key. I go on when it is connected again: /login"),
    "refused": _("SMSC refuses to answer for these numbers."),
    "disconnected": _("The account was disconnected in this chat."),
    "late": _("SMSC could not be asked for too long. Send the file again for the rest."),
}


def card(lookup: Lookup, say: Say, *, alias: str, now: datetime) -> Reply:
    """The card in whatever state the list is."""
    if lookup.state is State.OPEN:
        text = waiting(lookup, say) if lookup.ahead else asking(lookup, say)
        stop = Button(say.label(_("Cancel")), "lookups.stop", str(lookup.id))
        return Reply(f"{text}\n{whose(lookup, say, alias=alias)}", ((stop,),))
    text = ended(lookup, say, now=now)
    file = Button(say.label(_("📄 CSV")), "lookups.file", str(lookup.id))
    has_file = lookup.done and lookup.why != "disconnected"
    return Reply(f"{text}\n{whose(lookup, say, alias=alias)}", ((file,),) if has_file else (), lasts=KEPT)


def waiting(lookup: Lookup, say: Say) -> str:
    head = say.plural("⏳ {n} number waits for its turn", "⏳ {n} numbers wait for their turn", lookup.total)
    before = say.plural("{n} list is asked before it.", "{n} lists are asked before it.", lookup.ahead)
    return f"{head}\n{before}"


def asking(lookup: Lookup, say: Say) -> str:
    n, done = lookup.total, lookup.done
    if lookup.why:
        head = say.plural("⏸ {done} of {n} number · paused", "⏸ {done} of {n} numbers · paused", n, done=done)
        return f"{head}\n{say(WHY[lookup.why])}"
    return say(_("🔎 {done} of {n} · about {left} left"), n=n, done=done, left=left(lookup))


def left(lookup: Lookup) -> timedelta:
    return timedelta(minutes=max(1, -(-(lookup.total - lookup.done) // A_MINUTE)))


def ended(lookup: Lookup, say: Say, *, now: datetime) -> str:
    n, done = lookup.total, lookup.done
    match lookup.state:
        case State.DONE:
            head = say.plural("✅ {n} number looked up", "✅ {n} numbers looked up", n)
            took = (lookup.ended_at or now) - (lookup.begun_at or now)
            return f"{head}\n{say(_('It took {took}.'), took=took)}"
        case State.CANCELLED:
            head = say.plural(
                "✖️ Cancelled at {done} of {n} number", "✖️ Cancelled at {done} of {n} numbers", n, done=done
            )
        case _:
            head = say.plural("❌ Ended at {done} of {n} number", "❌ Ended at {done} of {n} numbers", n, done=done)
    return f"{head}\n{say(WHY[lookup.why])}" if lookup.why else head


def whose(lookup: Lookup, say: Say, *, alias: str) -> str:
    sentence = _("{file} · {alias} · {person}")
    return say(sentence, file=clipped(lookup.file, FILE), alias=alias, person=lookup.person)


def shows(lookup: Lookup) -> str:
    """What the card of this row says, in short: while that is the same, it need not be edited."""
    if lookup.state is not State.OPEN:
        return lookup.state
    return f"{lookup.done} {lookup.ahead} {lookup.why or ''}"
