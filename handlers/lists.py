"""The phone numbers in a file, each once, and what is no number with its line and the reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handlers.phones import FEWEST_DIGITS, in_cell, is_valid
from handlers.problems import BAD_PHONES, Problem
from handlers.sheets import Row, sheets
from handlers.words import Msgid, _
from smsc.phone import BadPhone, BadPhoneReason, Phone

MOST = 10_000  # numbers in a file
SAMPLE = 200  # lines by which the column is chosen
EVERY = -1  # a bare list: there are numbers in all columns
NAMED = re.compile(r"phone|mobile|msisdn|тел|номер|моб", re.IGNORECASE)
WORDS = re.compile(r"[^\W\d_]")
WRITTEN = 100  # letters that are kept of what is no number


@dataclass(frozen=True, slots=True)
class Reject:
    """What stands in *line* (1 is the first) and is no number."""

    line: int
    text: str
    reason: BadPhoneReason


@dataclass(slots=True)
class Listed:
    """What a file holds. *heading* is that of the column the numbers were found in, where it has one."""

    numbers: dict[Phone, None] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    repeated: int = 0
    heading: str = ""


def read(name: str, data: bytes) -> Listed:
    """The list in a file; raises Problem where there is none, or too much of it. Takes seconds for large files."""
    reader = Reader()
    every = [[row for row in rows if any(row)] and rows for rows in sheets(name, data)]
    for rows in every:
        if (column := column_of(rows, reader)) is not None:
            return listed(rows, column, reader)
    raise nothing(every, reader)


def nothing(every: Sequence[Sequence[Row]], reader: "Reader") -> Problem:
    """Why there is no list: the first that is nearly a number explains it."""
    for rows in every:
        for line, row in enumerate(rows[:SAMPLE], 1):
            for error in [error for cell in row if digits(cell) >= FEWEST_DIGITS for error in reader(cell)[1]]:
                if error.reason is not BadPhoneReason.NOT_A_NUMBER:
                    return unread(error, line)
    return Problem(
        _("🤷 There is no phone number in the file\nOne in each line, for example: <code>79991234567</code>")
    )


def unread(error: BadPhone, line: int) -> Problem:
    return Problem(
        _("🤷 No number in the file can be read\nLine {line}: <code>{text}</code>: {reason}"),
        line=line,
        text=error.text[:60],
        reason=Msgid(BAD_PHONES[error.reason]),
    )


@dataclass
class Reader:
    """Reads cells; equal ones are read once."""

    _known: dict[str, tuple[Sequence[Phone], Sequence[BadPhone]]] = field(default_factory=dict)

    def __call__(self, cell: str) -> tuple[Sequence[Phone], Sequence[BadPhone]]:
        found = self._known.get(cell)
        if found is None:
            found = self._known[cell] = in_cell(cell.strip())
        return found

    def is_sure(self, cell: str) -> bool:
        if digits(cell) <= FEWEST_DIGITS:
            return False
        numbers, _bad = self(cell)
        return any(map(is_valid, numbers))

    def is_possible(self, cell: str) -> bool:
        return digits(cell) > FEWEST_DIGITS and bool(self(cell)[0])


def column_of(rows: Sequence[Row], reader: Reader) -> int | None:
    """The column with the most numbers among some of the lines, or all columns; None if no number is there."""
    filled = [row for row in rows if any(row)]
    spread = filled[:: max(1, len(filled) // SAMPLE)]
    for sample, is_number in ((filled[:SAMPLE], reader.is_sure), (spread, reader.is_possible)):
        width = max(map(len, sample), default=0)
        counts = [sum(map(is_number, column_in(sample, number))) for number in range(width)]
        if any(counts):
            return EVERY if is_bare(sample, sum(counts)) else favourite(counts, sample[0])
    return None


def column_in(rows: Sequence[Row], number: int) -> Iterator[str]:
    return (row[number] for row in rows if number < len(row))


def is_bare(sample: Sequence[Row], numbers: int) -> bool:
    """Whether it is numbers and nothing else, though some may be mistyped."""
    cells = [cell for row in sample for cell in row if cell.strip()]
    if any(WORDS.search(cell) for cell in cells):
        return False
    return len(sample) == 1 or numbers * 3 > len(cells) * 2


def favourite(counts: Sequence[int], header: Row) -> int:
    """The fullest column; one that is named after what we look for counts twice."""

    def weight(column: int) -> int:
        named = column < len(header) and bool(NAMED.search(header[column]))
        return counts[column] * (2 if named else 1)

    return max(range(len(counts)), key=weight)


def listed(rows: Sequence[Row], column: int, reader: Reader) -> Listed:
    found = Listed()
    for line, row in enumerate(rows, 1):
        if not any(row):
            continue
        for cell in row if column == EVERY else [row[column] if column < len(row) else ""]:
            if cell.strip() or column != EVERY:
                take(cell, line, found, reader)
        if len(found.numbers) > MOST:
            raise Problem(_("📎 The file has more than {most} numbers\nSend it in parts."), most=MOST)
    return found


def take(cell: str, line: int, found: Listed, reader: Reader) -> None:
    """One cell of the list. What stands above the first number and is no attempt at one is a heading."""
    if not found.numbers and not found.rejects and digits(cell) < FEWEST_DIGITS:
        found.heading = cell.strip() or found.heading
        return
    numbers, bad = reader(cell)
    for number in numbers:
        if number in found.numbers:
            found.repeated += 1
        found.numbers[number] = None
    found.rejects += [Reject(line, error.text[:WRITTEN], error.reason) for error in bad]


def digits(cell: str) -> int:
    return sum(map(str.isdecimal, cell))
