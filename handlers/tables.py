"""CSV files that open in a spreadsheet: UTF-8 with a mark, semicolons, nothing in them can become a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# https://owasp.org/www-community/attacks/CSV_Injection; the wide forms are for spreadsheets in East Asia.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
NUMBER = re.compile(r"[+-]\d+(\.\d+)?", re.ASCII)


def csv_file(header: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    """The table as bytes. Phones keep their leading plus, so that they stay text."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([[safe(str(cell)) for cell in line] for line in lines])
    return text.getvalue().encode("utf-8-sig", "replace")


def safe(cell: str) -> str:
    """What a spreadsheet would run as a formula gets an apostrophe; a phone or a negative number does not."""
    if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
