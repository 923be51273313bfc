"""Digest: whatever has gathered for a chat becomes one message. Pure: news in, a reply out, nothing is cut."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from handlers import news as words
from handlers import next_steps
from handlers.masking import codes_in, copied
from handlers.pages import in_rows
from handlers.past import kind_of
from handlers.reply import Button, Document, Reply
from handlers.tables import csv_file
from handlers.words import Html, Say, _, visible
from smsc.events import CallEvent, IncomingSms, StatusEvent
from storage.arrivals import News
from storage.events import Kind, Logged
from storage.subscriptions import Loudness

TEXT = 3500  # of Telegram's 4,096, in UTF-16 units; core.telegram.org/bots/api#sendmessage
CAPTION = 1000  # of Telegram's 1,024
BUTTONS = 12  # four rows of three
CALLERS = 4
CARDS = 12  # more than this in one message nobody reads
REASONS = 6
HUSH = _("🔕 Hush")


def digest(news: Sequence[News], say: Say, *, alias: str) -> Reply:
    """One message for *news* (at least one): line by line while it fits, else a summary with a file of them all."""
    if reply := line_by_line(news, say, alias=alias):
        return reply
    return Reply(summary(news, say, alias=alias), document=table(news, say), loud=is_loud(news))


def line_by_line(news: Sequence[News], say: Say, *, alias: str) -> Reply | None:
    """*news* as one message that people will read; None if they are too many or too long for that."""
    if len(news) > CARDS:
        return None
    text = "\n\n".join(words.tell(item, say, alias=alias, alone=len(news) == 1) for item in news)
    if size(text) > TEXT:
        return None
    steps = step_buttons(news[0], say) if len(news) == 1 else ()
    return Reply(text, (*code_buttons(news, say), *caller_buttons(news, say), *steps), loud=is_loud(news))


def code_buttons(news: Sequence[News], say: Say) -> tuple[tuple[Button, ...], ...]:
    """A look at each hidden code, for those who may; a tap that copies each of the others."""
    hidden = [item for item in news if item.hidden]
    found = [look(item, say, alone=len(hidden) == 1) for item in hidden]
    for item in news:
        if not item.hidden and isinstance(sms := item.logged.event, IncomingSms):
            codes = [copied(code) for code in codes_in(visible(sms.text))[: words.CODES]]
            found += [Button(f"📋 {code}", copy=code) for code in codes]
    return in_rows(found[:BUTTONS], width=3)


def caller_buttons(news: Sequence[News], say: Say) -> tuple[tuple[Button, ...], ...]:
    """Whose numbers they are that called without having been asked to."""
    calls = [item.logged.event for item in news if item.verification is None]
    phones = [call.phone for call in calls if isinstance(call, CallEvent) and words.is_number(call.phone)]
    callers = list(dict.fromkeys(phones))[:CALLERS]
    if len(callers) == 1:
        return ((Button(say.label(_("🔎 Operator")), "operators.look_up", callers[0]),),)
    return in_rows([Button(f"🔎 {plus(phone)}", "operators.look_up", phone) for phone in callers], width=2)


def step_buttons(item: News, say: Say) -> tuple[tuple[Button, ...], ...]:
    """What one event leads to: an answer to who wrote, the next step after a failure."""
    match item.logged.event:
        case IncomingSms() as sms if words.is_number(sms.phone):
            answer = Button(say.label(_("↩️ Answer")), "send.write", sms.phone)
            # Three words do not fit beside each other on a phone.
            return ((answer, Button("🔎", "operators.look_up", sms.phone), hush_button(sms.phone, "🔕")),)
        case IncomingSms() as sms if sms.phone:
            return ((hush_button(sms.phone, say.label(HUSH)),),)
        case StatusEvent() as status if item.logged.kind is Kind.FAILED and words.is_number(status.phone):
            advised = next_steps.advice(status.status, status.err)
            # Whoever sent it from here wants to hear of it.
            hush = () if item.message else (hush_button(status.phone, say.label(HUSH)),)
            return next_steps.buttons(
                advised, kind_of(status.type), *hush, again=f"e{item.logged.id}", phone=status.phone, say=say
            )
        case _:
            return ()


def hush_button(number: str, label: str) -> Button:
    """Who hears too much of somebody is told nothing more of them."""
    return Button(label, "hush.about", number.removeprefix("+"))


def look(item: News, say: Say, *, alone: bool) -> Button:
    """The button under a masked SMS; among several it says whose code it shows."""
    event, id = item.logged.event, str(item.logged.id)
    if alone or not isinstance(event, IncomingSms):
        return Button(say.label(_("👁 Show the code")), "codes.show", id)
    at = event.at or item.logged.received_at
    return Button(say.label(_("👁 {sender}, {at}"), sender=plus(event.phone)[:24], at=at), "codes.show", id)


def in_file(news: Sequence[News], say: Say, *, alias: str) -> Reply:
    """*news* without a word of theirs in the text: said where Telegram refuses the digest."""
    text = say(_("📎 The events are in the file."))
    return Reply(f"{text}\n{say.inert(alias)}", document=table(news, say), loud=is_loud(news))


def in_numbers(news: Sequence[News], say: Say, *, alias: str) -> Reply:
    """That something came: said where Telegram takes neither the digest nor the file."""
    text = numbers(counts(news, say), news[0].logged.id, news[-1].logged.id, say, alias=alias)
    return Reply(text, loud=is_loud(news))


def numbers(counted: str, first: int, last: int, say: Say, *, alias: str) -> str:
    """What has been *counted* (HTML), and under which ids of the log it is."""
    text = say(
        _("⚠️ Telegram refuses to show what came: {counts}\nThe bot keeps it under the numbers {first}–{last}."),
        counts=Html(counted),
        first=str(first),
        last=str(last),
    )
    return f"{text}\n{say.inert(alias)}"


def is_loud(news: Sequence[News]) -> bool:
    return any(item.loudness is Loudness.LOUD for item in news)


def size(html: str) -> int:
    """What Telegram counts at most: markup is not counted, so this is on the safe side."""
    return len(html.encode("utf-16-le")) // 2


def summary(news: Sequence[News], say: Say, *, alias: str) -> str:
    """Exact counts; the commonest reasons of failure as far as a caption has room."""
    lines = [
        say.plural("📊 {n} event · {alias}", "📊 {n} events · {alias}", len(news), alias=alias),
        counts(news, say),
    ]
    failures = [item.logged.event for item in news if item.logged.kind is Kind.FAILED]
    reasons = Counter(words.reason(event, say) for event in failures if isinstance(event, StatusEvent))
    for reason, n in reasons.most_common(REASONS):
        line = say(_("· {reason}: {n}"), reason=reason, n=n)
        if size("\n".join([*lines, line])) > CAPTION:
            break
        lines.append(line)
    return "\n".join(lines)


COUNTED = {
    Kind.INCOMING: _("📩 {n} incoming"),
    Kind.CALL: _("☎️ {n} calls"),
    Kind.DELIVERED: _("✅ {n} delivered"),
    Kind.FAILED: _("❌ {n} not delivered"),
}


def counts(news: Sequence[News], say: Say) -> str:
    kinds = Counter(item.logged.kind for item in news)
    return " · ".join(say(sentence, n=kinds[kind]) for kind, sentence in COUNTED.items() if kinds[kind])


def table(news: Sequence[News], say: Say) -> Document:
    """Every event of *news*, one line each."""
    first, last = news[0].logged.id, news[-1].logged.id
    return Document(f"smsc_events_{first}-{last}.csv", csv_file(HEADER, [line(item.logged, say) for item in news]))


HEADER = ("received_at", "kind", "id", "phone", "status", "err", "text")


def line(logged: Logged, say: Say) -> list[object]:
    at = f"{logged.received_at.astimezone(say.zone):%Y-%m-%d %H:%M:%S}"
    match logged.event:
        case IncomingSms() as sms:
            return [at, "sms", sms.id, plus(sms.phone), "", "", sms.text]
        case CallEvent() as call:
            return [at, "call", "", plus(call.phone), "", "", ""]
        case StatusEvent() as status:
            shown = words.reason(status, say) if logged.kind is Kind.FAILED else ""
            return [at, "status", status.id, plus(status.phone), status.status, status.err or "", shown]


def plus(phone: str) -> str:
    return f"+{phone}" if phone.isdigit() else phone


def again(reply: Reply, say: Say) -> Reply:
    """The mark on a message that was perhaps sent before."""
    return replace(reply, text=f"{reply.text}\n{say(_('↻ perhaps a repeat'))}")
