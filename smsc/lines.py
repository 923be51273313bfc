"""Formats 0 and 1: one record per line, ``name = value, name = value`` or values alone.

Neither can quote a comma, so what may hold one (an operator's region, a number's description) is told by
its `Shape`. https://smscentre.com/api/http/
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from smsc.record import Record
from smsc.syntax import Unreadable

_PHONE = re.compile(r"\+?[0-9]{7,15}")


@dataclass(frozen=True, slots=True)
class Shape:
    """What one action answers: the names of its fields, and their order in format 1 if it is another.

    *others* are further orders, of answers that are longer or shorter. *sentence* is a pattern with groups named as
    the fields, where format 0 answers with words of its own.
    """

    names: tuple[str, ...]
    places: tuple[str, ...] = ()
    free: str = ""  # the one field whose text may hold commas
    others: tuple[tuple[str, ...], ...] = ()
    sentence: str = ""

    def order(self, values: Sequence[str]) -> tuple[str, ...]:
        """The longest order that is as long as *values*, or in which a phone stands where a phone belongs."""
        usual = self.places or self.names
        orders = sorted((usual, *self.others), key=len, reverse=True) if self.others else ()
        fits = (order for order in orders if len(order) == len(values) or _phone_in_place(order, values))
        return next(fits, usual)


def _phone_in_place(order: Sequence[str], values: Sequence[str]) -> bool:
    named = "phone" in order and len(order) <= len(values)
    return named and bool(_PHONE.fullmatch(values[order.index("phone")].strip()))


def lines_of(text: str) -> list[str]:
    """The records of *text*; only line breaks part them, not the form feed in somebody's task name."""
    return [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]


def named(line: str, shape: Shape) -> Record:
    """Names in any order. One that comes again belongs to the text before it, lest a text forge a price."""
    if shape.sentence and (said := re.fullmatch(shape.sentence, line, re.IGNORECASE)):
        return Record({name: value for name, value in said.groupdict().items() if value is not None})
    names = "|".join(map(re.escape, shape.names))
    marks: dict[str, re.Match[str]] = {}
    for mark in re.finditer(rf"(?:^|,\s*)({names})\s*=(?:\s|$)", line, re.IGNORECASE):
        marks.setdefault(mark[1].lower(), mark)
    if not marks:
        return placed(line, shape)  # a lone value, as balance.php answers
    ends = [*(mark.start() for mark in marks.values()), len(line)][1:]
    return Record({name: line[mark.end() : end].strip() for (name, mark), end in zip(marks.items(), ends, strict=True)})


def placed(line: str, shape: Shape) -> Record:
    """Values by place; the free field takes the commas that are too many."""
    values = line.split(",")
    names = shape.order(values)
    values = _phone_first(values, names)
    surplus = len(values) - len(names)
    if surplus < 0 or (surplus and shape.free not in names):
        raise Unreadable(f"{len(values)} values instead of {len(names)}")
    if surplus:
        at = names.index(shape.free)
        values[at : at + surplus + 1] = [",".join(values[at : at + surplus + 1])]
    return Record({name: value.strip() for name, value in zip(names, values, strict=True)})


def _phone_first(values: list[str], names: Sequence[str]) -> list[str]:
    """Where the phone stands among an operator's values is nowhere said: either end is recognised."""
    if "country" not in names or "phone" in names[1:]:
        return values
    ends = [at for at in (0, -1) if _PHONE.fullmatch(values[at].strip())]
    phone = [values.pop(ends[0])] if ends else []
    return phone + values if names[0] == "phone" else values
