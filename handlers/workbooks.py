"""Excel files: numbers and dates that are some, a bold head that stays in sight, columns as wide as what is in them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.words import visible

Cell = str | int | Decimal | date
LONGEST = 32_767  # characters of one cell, as Excel allows
WIDEST = 48
DAY = "dd.mm.yyyy"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the head of each column, and the rows below."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The file. Nothing in it can become a formula or a link. Slow for thousands of rows: to be run in a thread."""
    import xlsxwriter  # noqa: PLC0415 - a tenth of a second that only who asks for Excel waits

    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    formats = {"head": book.add_format({"bold": True}), "day": book.add_format({"num_format": DAY})}
    formats["money"] = book.add_format({"num_format": "#,##0.00"})
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name[:31]), sheet, formats)
    book.close()
    return kept.getvalue()


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.freeze_panes(1, 0)
    for column, head in enumerate(sheet.header):
        page.write_string(0, column, head, formats["head"])
        width = max([len(head), *(len(_shown(row[column])) for row in sheet.rows)])
        page.set_column(column, column, min(width, WIDEST) + 2)
    for number, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            match cell:
                case date():
                    page.write_datetime(number, column, cell, formats["day"])
                case Decimal():
                    page.write_number(number, column, float(cell), formats["money"])
                case int():
                    page.write_number(number, column, cell)
                case str():
                    page.write_string(number, column, visible(cell)[:LONGEST])


def _shown(cell: Cell) -> str:
    return DAY if isinstance(cell, date) else f"{cell:,.2f}" if isinstance(cell, Decimal) else str(cell)
