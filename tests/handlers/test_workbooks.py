"""Excel files, opened again with another library: numbers are numbers, dates are dates, nothing is a formula."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from handlers.workbooks import WIDEST, Sheet, workbook
from tests.handlers.strangers import NASTY

ROWS = [["Ромашка", 12_004, Decimal("15330.55"), date(2026, 8, 12)], ["Лютик", 0, Decimal(0), date(2024, 2, 29)]]
SHEET = Sheet("Субклиенты", ["логин", "SMS", "потрачено", "день"], ROWS)


def opened(*sheets: Sheet) -> Workbook:
    return load_workbook(io.BytesIO(workbook(sheets)))


def test_what_was_written_can_be_reckoned_with():
    page = opened(SHEET)["Субклиенты"]

    assert [cell.value for cell in page[1]] == ["логин", "SMS", "потрачено", "день"]
    assert [cell.value for cell in page[2]] == ["Ромашка", 12_004, 15330.55, datetime.fromisoformat("2026-08-12")]
    assert [cell.data_type for cell in page[2]] == ["s", "n", "n", "d"]
    assert page["D2"].number_format == "dd.mm.yyyy"


def test_the_head_is_bold_and_stays():
    page = opened(SHEET)["Субклиенты"]

    assert all(cell.font.bold for cell in page[1])
    assert not any(cell.font.bold for cell in page[2])
    assert page.freeze_panes == "A2"


def test_columns_are_as_wide_as_what_is_in_them():
    page = opened(Sheet("a", ["x", "y"], [["я" * 20, 1], ["я" * 500, 2]]))["a"]

    assert page.column_dimensions["A"].width >= WIDEST
    assert page.column_dimensions["B"].width < 10


def test_every_view_is_a_sheet_also_an_empty_one():
    book = opened(SHEET, Sheet("Пусто", ["x"], []))

    assert book.sheetnames == ["Субклиенты", "Пусто"]
    assert book["Пусто"].max_row == 1


@pytest.mark.parametrize("text", [*NASTY, "{=1}", "x" * 40_000, "\ud800", "1e5", "007"])
def test_a_text_stays_a_text(text):
    cell = opened(Sheet("a", ["x"], [[text]]))["a"]["A2"]

    assert cell.data_type in {"s", "n"}
    assert cell.value is None or isinstance(cell.value, str)
    assert cell.hyperlink is None
