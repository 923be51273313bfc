"""The words for one event: an incoming SMS, a call, a status."""

from datetime import datetime

from handlers import hlr, next_steps
from handlers.masking import codes_in
from handlers.words import Html, Say, _, visible
from smsc.codes import ERR_MEANING, STATUS_MEANING, Outcome, outcome
from smsc.events import CallEvent, IncomingSms, StatusEvent
from smsc.phone import Phone
from storage.arrivals import News
from storage.verifications import State

CODES = 3  # numbers of one SMS at most that are shown as its code


def tell(news: News, say: Say, *, alias: str, alone: bool = False) -> str:
    """One event as a small card, its first line fit for a lock screen; *alone* it has room for advice."""
    match news.logged.event:
        case IncomingSms() as sms:
            return incoming(sms, say, alias=alias, received=news.logged.received_at, hidden=news.hidden)
        case CallEvent() as call:
            return called(call, news, say, alias=alias)
        case StatusEvent() as status:
            return changed(status, say, alias=alias, alone=alone)


def incoming(sms: IncomingSms, say: Say, *, alias: str, received: datetime, hidden: bool = False) -> str:
    """*hidden*: the text's codes are masked already, and are shown to those who press the button."""
    text = body(sms.text, say)
    if hidden:
        text = Html(f"{say(_('👁 The code is for operators only'))}\n{text}")
    elif codes := codes_in(visible(sms.text)):
        shown = Html(", ".join(f"<code>{say.html(code)}</code>" for code in codes[:CODES]))
        text = Html(f"{say(_('Code: {codes}'), codes=shown)}\n{text}")
    return say(
        _("📩 {sender} → {to}\n{text}\n{at} · {alias} · #in"),
        sender=who(sms.phone, say),
        to=who(sms.to, say),
        text=text,
        at=sms.at or received,
        alias=alias,
    )


def called(call: CallEvent, news: News, say: Say, *, alias: str) -> str:
    phone = who(call.phone, say)
    if news.verification is None:
        return say(
            _("☎️ A call from {phone} with no open check\n{at} · {alias} · #call"),
            phone=phone,
            at=call.at,
            alias=alias,
        )
    sentence = {
        State.CONFIRMED: _("✅ {phone} verified by a call\n{at} · {alias} · {person} · #call"),
    }.get(
        news.verification.state,
        _("☎️ {phone} called too late, not verified\n{at} · {alias} · {person} · #call"),
    )
    return say(sentence, phone=phone, at=call.at, alias=alias, person=news.verification.person)


def changed(status: StatusEvent, say: Say, *, alias: str, alone: bool = False) -> str:
    if hlr.is_query(status):
        return answered(status, say, alias=alias)
    if outcome(status.status) is Outcome.DELIVERED:
        sentence = {
            2: _("👀 Read by {phone}\n{details}"),
            4: _("🔗 Link opened by {phone}\n{details}"),
        }.get(status.status, _("✅ Delivered to {phone}\n{details}"))
        return say(sentence, phone=who(status.phone, say), details=details(status, say, alias=alias))
    why = reason(status, say)
    why = why[:1].upper() + why[1:]
    if alone and outcome(status.status) is Outcome.FAILED:
        why = Html(f"{say.inert(why)}\n{say(next_steps.advice(status.status, status.err).sentence)}")
    sentence = _("❌ Not delivered to {phone}\n{why}\n{details} · #fail")
    if outcome(status.status) is Outcome.UNKNOWN:
        sentence = _("ℹ️ News of a message to {phone}\n{why}\n{details}")
    return say(
        sentence,
        phone=who(status.phone, say),
        why=why,
        details=details(status, say, alias=alias),
    )


def answered(status: StatusEvent, say: Say, *, alias: str) -> str:
    """What an HLR query found."""
    tag = " · #fail" if hlr.reached(status) is False else ""
    return "\n".join(
        [
            hlr.head(status, say, who(status.phone, say)),
            *hlr.lines(status, say),
            f"{details(status, say, alias=alias)}{tag}",
        ]
    )


def reason(status: StatusEvent, say: Say) -> str:
    """Status and error code in words, with the raw numbers behind them; unknown ones are shown as they are."""
    known = STATUS_MEANING.get(status.status)
    meaning = say.label(known) if known else say.label(_("status {code} (unknown)"), code=str(status.status))
    if not status.err:
        return f"{meaning} ({status.status})"
    error = ERR_MEANING.get(status.err)
    because = say.label(error) if error else say.label(_("error {code} (unknown)"), code=str(status.err))
    return f"{meaning}: {because} ({status.status}/{status.err})"


def details(status: StatusEvent, say: Say, *, alias: str) -> Html:
    parts = [say.inert(status.at or status.time)]
    if status.dtmf or status.callmenu:
        parts.append(say(_("keys {keys}"), keys=status.dtmf or status.callmenu))
    parts += [f"<code>{say.html(status.id)}</code>", say.inert(alias)]
    return Html(" · ".join(part for part in parts if part))


def who(number: str, say: Say) -> Html:
    """A number as people dial it; anything else (a sender's name) in monospace, where it cannot become a link."""
    if is_number(number):
        return Html(say.html(Phone.of_smsc(number)))
    return Html(f"<code>{say.html(number) or '—'}</code>")


def is_number(number: str) -> bool:
    """Whether it can be dialled."""
    digits = number.removeprefix("+")
    return digits.isascii() and digits.isdigit() and 10 <= len(digits) <= 15


def body(text: str, say: Say) -> Html:
    """A stranger's text. Inside <pre> Telegram makes no links, mentions or commands of it."""
    shown = say.html(text).strip()
    return Html(f"<pre>{shown}</pre>" if shown else say(_("<i>(an empty message)</i>")))
