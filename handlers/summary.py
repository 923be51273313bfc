"""What a long list has come to: how many numbers each operator carries, in words, in a picture, and as files."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.numbers import format_percent

from handlers.carriers import ONE, Found, freshness, table
from handlers.charts import Part, Shares
from handlers.problems import BAD_PHONES
from handlers.remembered import Dated
from handlers.reply import Document
from handlers.tables import csv_file
from handlers.words import Say, _
from smsc.bad_phone import BadPhoneReason
from smsc.phone import Phone
from storage.lookups import Lookup, Number

TOP = 8  # operators that are named
NAME = 32  # letters of one


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers with the same operator, or with none."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The asked numbers of a list: how many *known* to SMSC, grouped from the most on; when the first was asked."""

    groups: tuple[Group, ...]
    known: int
    unknown: int
    oldest: datetime | None

    @property
    def total(self) -> int:
        return self.known + self.unknown


def found_in(numbers: Iterable[Number]) -> list[Found]:
    """Those that were asked."""
    return [
        Found(Phone(one.phone), Dated(ONE.validate_json(one.body), one.checked_at) if one.body else None)
        for one in numbers
        if one.checked_at is not None
    ]


def summed_up(found: Sequence[Found]) -> Summary:
    """Operators of one name in two countries are two."""
    known = [item.info for item in found if item.info is not None]
    carriers = Counter((info.value.operator, info.value.country) for info in known)
    home = Counter(info.value.country for info in known).most_common(1)
    groups = [Group(named(*carrier, home=home[0][0]), count) for carrier, count in carriers.most_common()]
    oldest = min((info.at for info in known), default=None)
    return Summary(tuple(groups), len(known), len(found) - len(known), oldest)


def named(operator: str, country: str, *, home: str) -> str:
    """Where most of the numbers are, its country says nothing new."""
    name = operator or "—"
    return clipped(name if country in {home, ""} else f"{name}, {country}", NAME)


def clipped(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def shares(summary: Summary, say: Say) -> list[Group]:
    """What is named: the largest, the others together, and what SMSC does not know."""
    groups, others = list(summary.groups[:TOP]), summary.groups[TOP:]
    if len(others) == 1:
        groups += others
    elif others:
        groups.append(Group(say.label(_("other operators")), sum(group.count for group in others)))
    if summary.unknown:
        groups.append(Group(say.label(_("not found")), summary.unknown))
    return groups


def caption(summary: Summary, lookup: Lookup, say: Say, *, alias: str, now: datetime) -> str:
    """The same numbers as in the picture."""
    head = say.plural("🔎 Operator of {n} number", "🔎 Operators of {n} numbers", summary.total)
    lines = [
        say(_("{name}: {n} · {share}"), name=group.name, n=group.count, share=share(group, summary, say))
        for group in shares(summary, say)
    ]
    if lookup.rejected:
        lines.append(say.plural("⚠️ {n} line is no number", "⚠️ {n} lines are no numbers", lookup.rejected))
    if lookup.repeated:
        lines.append(say.plural("{n} repeated number", "{n} repeated numbers", lookup.repeated))
    if summary.oldest is not None:
        lines.append(freshness(summary.oldest, now, say))
    lines.append(say(_("{alias} · {person}"), alias=alias, person=lookup.person))
    return "\n".join([head, *lines])


def picture(summary: Summary, lookup: Lookup, say: Say, *, alias: str) -> Shares:
    parts = [
        Part(group.name, group.count, f"{say.plain(group.count)} · {share(group, summary, say)}")
        for group in shares(summary, say)
    ]
    title = say.label(_("Numbers by operator: {n}"), n=summary.total)
    return Shares(title, tuple(parts), f"{clipped(lookup.file, 40)} · {alias}")


def share(group: Group, summary: Summary, say: Say) -> str:
    percent = str(format_percent(max(group.count / summary.total, 0.01), locale=say.language))
    return percent if group.count * 100 >= summary.total else f"<{percent}"


def file_of(found: Iterable[Found], lookup: Lookup) -> Document:
    return table(found, f"operators_{stem(lookup.file)}.csv")


def rejects_file(rejects: Iterable[tuple[int, str, str]], lookup: Lookup, say: Say) -> Document:
    """What is no number, with the line it stands in and the reason."""
    lines = [(line, text, say.label(BAD_PHONES[BadPhoneReason(reason)])) for line, text, reason in rejects]
    return Document(f"no_numbers_{stem(lookup.file)}.csv", csv_file(("line", "written", "reason"), lines))


def stem(name: str) -> str:
    """A file's name without its ending, as any system takes it."""
    return re.sub(r"[^\w-]+", "_", name.rpartition(".")[0] or name)[:40].strip("_") or "list"
