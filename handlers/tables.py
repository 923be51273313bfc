"""CSV files that open in a spreadsheet: UTF-8 with a mark, semicolons, nothing in them can become a formula."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence

# https://owasp.org/www-community/attacks/CSV_Injection; the wide forms are for spreadsheets in East Asia.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
NUMBER = re.compile(r"[+-]\d+(\.\d+)?", re.ASCII)


def csv_file(header: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    """The table as bytes. Phones keep their leading plus, so that they stay text."""
    return codecs.BOM_UTF8 + csv_lines([header]) + csv_lines(lines)


def csv_lines(lines: Iterable[Sequence[object]]) -> bytes:
    """More of it; *lines* may be many, so that never all of them are there as text at once."""
    data = io.BytesIO()
    text = io.TextIOWrapper(data, "utf-8", "replace", newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(
        [safe(str(cell)) for cell in line] for line in lines
    )
    text.flush()
    return data.getvalue()


def safe(cell: str) -> str:
    """What a spreadsheet would run as a formula gets an apostrophe; a phone or a negative number does not."""
    if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
