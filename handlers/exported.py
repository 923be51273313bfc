"""An export's file: what is in it, and the forms in which it goes into a chat. SMSC documents neither its columns nor
its encoding nor its separator (smsc.ru/api), so all three are looked for and none is relied upon."""

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from handlers.tables import csv_file
from smsc import codes
from smsc.codes import Outcome

SEPARATORS = ";,\t|"
SHOWN = 5  # rows in the caption
CHUNK = 1024 * 1024
PHONE_COLUMN = re.compile(r"телефон|абонент|получатель|phone|recipient", re.IGNORECASE)
STATUS_COLUMN = re.compile(r"^\W*(статус|status|состояние)\b", re.IGNORECASE)
COST_COLUMN = re.compile(r"стоимость|сумма|цена|cost|price", re.IGNORECASE)
PHONE = re.compile(r"\d{10,15}", re.ASCII)

# SMSC's names of states, Russian and English. What failed is looked for first: «не доставлено» holds «доставлено».
WORDED = (
    (Outcome.FAILED, re.compile(r"\bне\s?доставл|невозможно|просроч|запрещ|неверн|недоступ|нет денег|не хватает"
                                r"|спам|not deliver|undeliver|cannot|can't|expired|reject|forbidden|wrong|fail", re.I)),
    (Outcome.DELIVERED, re.compile(r"доставлен|прочитан|открыт|deliver|read|click", re.I)),
    (Outcome.PENDING, re.compile(r"передан|ожид|отправл|остановл|очеред|sent|wait|pass|queue|pending|stop", re.I)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: rows without the heading, messages by what became of them (empty where it does not say),
    what they cost together, and the first rows."""

    rows: int
    outcomes: Counter[Outcome]
    cost: Decimal | None
    first: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row something stands; None where the heading does not say."""

    phone: int | None
    status: int | None
    cost: int | None

    @classmethod
    def named_in(cls, heading: Sequence[str]) -> "Columns":
        return cls(*(_place(heading, name) for name in (PHONE_COLUMN, STATUS_COLUMN, COST_COLUMN)))

    @property
    def known(self) -> bool:
        return any(place is not None for place in (self.phone, self.status, self.cost))


def contents(data: bytes) -> Contents:
    """Read a file through once. One that is no table after all has rows, and nothing else that could be told."""
    outcomes: Counter[Outcome] = Counter()
    count, first = 0, list[tuple[str, ...]]()
    cost: Decimal | None = None
    try:
        lines = table(data)
        heading = next(lines, [])
        columns = Columns.named_in(heading)
        for line in lines if columns.known else _with(heading, lines):
            count += 1
            if len(first) < SHOWN:
                first.append(tuple(line))
            if status := _cell(line, columns.status):
                outcomes[outcome_of(status)] += 1
            if (more := amount(_cell(line, columns.cost))) is not None:
                cost = (cost or Decimal(0)) + more
    except csv.Error:
        return Contents(max(0, data.count(b"\n") - 1), Counter(), None, ())
    return Contents(count, outcomes, cost, tuple(first))


def table(data: bytes) -> Iterator[list[str]]:
    """The rows of a file, empty lines left out. Raises csv.Error for what is no table."""
    text = io.TextIOWrapper(
        io.BytesIO(data), charset_of(data), "replace", newline=""
    )  # 200 MB are never all text at once
    heading = data.partition(b"\n")[0]
    separator = max(SEPARATORS, key=lambda sign: heading.count(sign.encode()))
    return (line for line in csv.reader(text, delimiter=separator) if any(line))


def charset_of(data: bytes) -> str:
    """UTF-8 if it is that strictly, else windows-1251, as for all that comes from SMSC."""
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), CHUNK):
            reader.decode(data[start : start + CHUNK])
        reader.decode(b"", final=True)
    except UnicodeDecodeError:
        return "windows-1251"
    return "utf-8-sig"


def outcome_of(status: str) -> Outcome:
    """What a state means, as its code or in SMSC's words."""
    if re.fullmatch(r"-?\d{1,3}", status.strip(), re.ASCII):
        return codes.outcome(int(status))
    return next((outcome for outcome, words in WORDED if words.search(status)), Outcome.UNKNOWN)


def amount(cell: str) -> Decimal | None:
    """A sum as Russians or machines write it."""
    try:
        found = Decimal(re.sub(r"\s", "", cell).replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def for_excel(data: bytes) -> bytes:
    """The same table as a spreadsheet opens it: UTF-8 with its mark, semicolons, phones and formulas kept as text."""
    lines = table(data)
    heading = next(lines, [])
    phone = Columns.named_in(heading).phone
    return csv_file(heading, ([_as_text(cell, is_phone=at == phone) for at, cell in enumerate(row)] for row in lines))


def _as_text(cell: str, *, is_phone: bool) -> str:
    return f"+{cell}" if is_phone and PHONE.fullmatch(cell) else cell


def zipped(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(name, data)
    return packed.getvalue()


def packed(name: str, data: bytes, *, most: int) -> list[tuple[str, bytes]]:
    """*data* as files of at most *most* bytes each: as it is, else in a zip, else in several, cut between rows."""
    if len(data) <= most:
        return [(name, data)]
    stem = name.removesuffix(".csv")
    whole = zipped(name, data)
    if len(whole) <= most:
        return [(f"{stem}.zip", whole)]
    pieces = list(_pieces(data, -(-len(whole) // most) + 1))
    names = [f"{stem}.{number}of{len(pieces)}" for number in range(1, len(pieces) + 1)]
    parts = [(f"{part}.zip", zipped(f"{part}.csv", piece)) for part, piece in zip(names, pieces, strict=True)]
    if len(pieces) > 1 and any(len(part) > most for _name, part in parts):
        return [
            smaller for name, piece in zip(names, pieces, strict=True) for smaller in packed(name, piece, most=most)
        ]
    return parts


def _pieces(data: bytes, count: int) -> Iterator[bytes]:
    """*data* in about *count* equal pieces that end where a row does."""
    start, size = 0, -(-len(data) // count)
    while start < len(data):
        end = data.find(b"\n", start + size) + 1 or len(data)
        yield data[start:end]
        start = end


def _place(heading: Sequence[str], name: "re.Pattern[str]") -> int | None:
    return next((at for at, cell in enumerate(heading) if name.search(cell)), None)


def _cell(line: Sequence[str], at: int | None) -> str:
    return line[at] if at is not None and at < len(line) else ""


def _with(first: list[str], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    if first:
        yield first
    yield from rest
