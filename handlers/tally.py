"""Tally: a burst counted exactly and put on one card. Pure: events in, numbers and words out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import TypeAdapter

from handlers import news as words
from handlers.digest import COUNTED, TEXT, size
from handlers.reply import Reply
from handlers.words import Say, _
from smsc.events import StatusEvent
from storage.arrivals import Untold
from storage.events import Kind

MOST = 20_000  # events on one card, which then ends; the next one begins another
SHOWN = 300  # phones of failures that a card may name; every one of them is in the file


@dataclass
class Tally:
    """Counts by kind; failures by status and error code (`3/6`), with the first phones of each. *skipped* are events in
    between that are no news in this chat."""

    kinds: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    phones: dict[str, list[str]] = field(default_factory=dict)
    skipped: list[int] = field(default_factory=list)

    def count(self, untold: Untold) -> None:
        self.skipped += untold.skipped
        for item in (news.logged for news in untold.news):
            self.kinds[item.kind.value] = self.kinds.get(item.kind.value, 0) + 1
            if item.kind is Kind.FAILED and isinstance(item.event, StatusEvent):
                self._failure(item.event)

    def _failure(self, status: StatusEvent) -> None:
        code = f"{status.status}/{status.err or 0}"
        self.reasons[code] = self.reasons.get(code, 0) + 1
        if sum(map(len, self.phones.values())) < SHOWN:
            self.phones.setdefault(code, []).append(status.phone)

    @property
    def total(self) -> int:
        return sum(self.kinds.values())

    @property
    def is_full(self) -> bool:
        """Its file would become too large, and people wait too long for it."""
        return self.total + len(self.skipped) >= MOST


JSON = TypeAdapter(Tally)


def pack(tally: Tally) -> str:
    return JSON.dump_json(tally).decode()


def unpack(packed: str) -> Tally:
    return JSON.validate_json(packed)


def card(tally: Tally, say: Say, *, alias: str, lasted: timedelta, over: bool, loud: bool = False) -> Reply:
    """The live card: counts by outcome, reasons of failure, their phones in a quote as far as the message has room."""
    state = say.label(_("over")) if over else say.label(_("going on"))
    lines = [
        say.plural("📊 {n} event · {state}", "📊 {n} events · {state}", tally.total, state=state),
        counts(tally, say),
        say(_("{lasted} · {alias}"), lasted=lasted, alias=alias),
    ]
    return Reply("\n".join(lines) + failures(tally, say, room=TEXT - size("\n".join(lines))), loud=loud)


def counts(tally: Tally, say: Say) -> str:
    return " · ".join(
        say(sentence, n=tally.kinds[kind.value]) for kind, sentence in COUNTED.items() if tally.kinds.get(kind.value)
    )


def failures(tally: Tally, say: Say, *, room: int) -> str:
    """The commonest reasons first; what has no room is in the file at the end."""
    lines: list[str] = []
    left = room - size("<blockquote expandable></blockquote>\n")
    for code, n in Counter(tally.reasons).most_common():
        text = say(_("{reason}: {n}"), reason=reason(code, say), n=n)
        shown = fitting([words.who(phone, say) for phone in tally.phones.get(code, [])], left - size(text) - 8)
        rest = n - len(shown)
        more = say(_(" and {n} more in the file"), n=rest) if shown and rest else ""
        line = f"{text}\n{', '.join(shown)}{more}" if shown else text
        if size(line) + 1 > left:
            break
        left -= size(line) + 1
        lines.append(line)
    return "\n<blockquote expandable>" + "\n".join(lines) + "</blockquote>" if lines else ""


def fitting(phones: Sequence[str], room: int) -> list[str]:
    """As many of *phones* as fit into *room*, with commas and a word about the rest."""
    shown: list[str] = []
    room -= 60
    for phone in phones:
        room -= size(phone) + 2
        if room < 0:
            break
        shown.append(phone)
    return shown


def reason(code: str, say: Say) -> str:
    status, _slash, err = code.partition("/")
    return words.reason(StatusEvent("", "", int(status), err=int(err) or None), say)
