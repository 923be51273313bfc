"""A file that a person sent as rows of cells: text with or without columns in the usual encodings, and .xlsx."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from handlers.problems import Problem
from handlers.words import _

Row = list[str]

LARGEST = 10 * 1024 * 1024  # bytes; ten thousand lines of a thousand characters
UNPACKED = 50 * 1024 * 1024  # bytes of a workbook: it is a zip, and a small one may hold gigabytes
ROWS = 50_000
COLUMNS = 100
SHEETS = 10
KINDS = (".txt", ".csv", ".tsv", ".xlsx", ".xlsm")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # OLE: an .xls, or an .xlsx under a password
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = ";\t,"
NONE = "\x1f"  # csv wants one; nobody types this
DECIMAL = re.compile(r"\d,\d+[eEеЕ]\+?\d\d|\d{5},0+\b")  # commas that part no columns
SAMPLE = 50  # lines by which the separator is chosen
BROKEN = _("📎 The workbook is damaged\nOpen it, save it anew as .xlsx or .csv, and send that.")


class NoList(Problem):
    """The file cannot be read as a list."""


def readable(name: str) -> bool:
    """Whether a file of this name may be a list; one without an ending is looked into."""
    return name.lower().endswith(KINDS) or "." not in name


def check_size(size: int) -> None:
    """Raises `NoList` for what is not even fetched."""
    if size > LARGEST:
        raise NoList(_("📎 The file is too large: {most} MB at most\nSend it in parts."), most=LARGEST // 1024 // 1024)


def sheets(name: str, data: bytes) -> list[list[Row]]:
    """The sheets of a workbook, or the only one of a text; raises `NoList`."""
    check_size(len(data))
    if not data.strip():
        raise NoList(_("📎 The file is empty\nSend one with a number in each line."))
    if data.startswith(OLE):
        raise NoList(_("📎 An old .xls, or a workbook under a password\nSave it as .xlsx without one, or as .csv."))
    if data.startswith(ZIP):
        return workbook(data)
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise NoList(BROKEN)
    if not readable(name):
        raise NoList(_("📎 I read lists as .txt, .csv and .xlsx\nSave the numbers as one of these and send it."))
    return [table(decoded(data))]


def decoded(data: bytes) -> str:
    """Text as spreadsheets and editors save it: utf-8, utf-16, or windows-1251."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), None) or wide(data)
    for one in (encoding,) if encoding else ("utf-8", "windows-1251"):
        try:
            text = data.decode(one)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NoList(_("📎 This is no text that I can read\nSave the list as .csv in UTF-8, or as .xlsx."))


def wide(data: bytes) -> str | None:
    """utf-16 without its mark: every other byte of digits and separators is zero."""
    head = data[:400]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = head[offset::2]
        if half and half.count(0) * 2 > len(half) and not head[1 - offset :: 2].count(0):
            return name
    return None


def table(text: str) -> list[Row]:
    """Lines and columns. A quote that is never closed would swallow the rest: quotes that do not pair mean nothing."""
    lines, mark = io.StringIO(text, newline=""), separator(text)
    pairs = text.count('"') % 2 == 0
    reader = csv.reader(lines, delimiter=mark) if pairs else csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_NONE)
    try:
        return bounded(reader)
    except csv.Error as error:
        raise NoList(_("📎 The file is no list: a line is far too long\nPut one number in each line.")) from error


def separator(text: str) -> str:
    """What parts the columns: what most of the first lines have, if there is any such thing."""
    lines = [DECIMAL.sub("", line) for line in islice(text.splitlines(), SAMPLE) if line.strip()]
    counts = {mark: sum(mark in line for line in lines) for mark in SEPARATORS}
    best = max(SEPARATORS, key=counts.__getitem__)
    return best if counts[best] * 2 > len(lines) else NONE


def bounded(rows: Iterator[Row]) -> list[Row]:
    found = [row[:COLUMNS] for row in islice(rows, ROWS)]
    if next(rows, None) is not None:
        raise NoList(_("📎 The file has too many lines: {most} at most\nSend it in parts."), most=ROWS)
    return found


def workbook(data: bytes) -> list[list[Row]]:
    """What is in the cells, not the formulas that made it. The file is not trusted: it may be cut, or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
            is_workbook = "[Content_Types].xml" in packed.namelist()
    except zipfile.BadZipFile as error:
        raise NoList(BROKEN) from error
    if not is_workbook:
        raise NoList(_("📎 An archive without a list of numbers\nSend the .txt, .csv or .xlsx itself."))
    if size > UNPACKED:
        raise NoList(_("📎 The workbook is too large when unpacked\nSave the column with the numbers as .csv."))
    return worksheets(data)


def worksheets(data: bytes) -> list[list[Row]]:
    """openpyxl meets a damaged workbook with whatever its parsers raise, so all of it is one thing here."""
    from openpyxl import load_workbook  # noqa: PLC0415 - a third of a second to import

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            return [cells(sheet) for sheet in book.worksheets[:SHEETS]]
        finally:
            book.close()
    except NoList:
        raise
    except Exception as error:
        raise NoList(BROKEN) from error


def cells(sheet: Any) -> list[Row]:
    """The size that a sheet gives itself is not believed: some programs write nonsense there."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=ROWS + 1, values_only=True)
    return bounded([spelled(value) for value in row[:COLUMNS]] for row in rows)


def spelled(value: object) -> str:
    """A cell as it would be typed: workbooks keep long numbers as 79991234567.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, datetime) else str(value).strip()
