"""Tables open in a spreadsheet as they are, and nothing in them runs."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.tables import csv_file, safe

cells = st.text() | st.sampled_from(
    ["=1", "+79991234567", "-5.2", "a;b", 'a"b', "a\nb", "a\r\nb", "\r", "'x", "\x00", ""]
)


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@settings(deadline=None, max_examples=50)
@given(rows=st.lists(st.lists(cells, min_size=3, max_size=3), max_size=8))
def test_every_cell_is_read_back_in_its_place(rows):
    data = csv_file(["a", "b", "c"], rows)

    readable = [[cell.encode(errors="replace").decode() for cell in row] for row in rows]
    assert read(data) == [["a", "b", "c"], *([safe(cell) for cell in row] for row in readable)]


def test_it_is_utf_8_with_a_mark_semicolons_and_windows_line_ends():
    assert csv_file(["телефон", "текст"], [["+7", "да"]]) == "\ufeffтелефон;текст\r\n+7;да\r\n".encode()


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "=1", "=²", "@SUM(A1)", "@1", "+cmd|' /C calc'!A0", "-2+3", "-cmd", "+", "-", "=", "@", "+1e5"),
        *("\t=1", "\r=1", "\n=1", "\t5", "＝1", "＋1", "－1", "＠1", "+٣", "-1.", "+1.2.3", "--1", "+ 7"),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["+79991234567", "-5", "-0.45", "+1.5", "5", "a=b", "a@b", "1-2", "", "'=1", "#1"])
def test_a_phone_a_number_and_a_word_stay_as_they_are(cell):
    assert safe(cell) == cell


def test_half_a_character_does_not_cost_the_table():
    assert read(csv_file(["a"], [["x\ud83dy"]])) == [["a"], ["x?y"]]


def test_numbers_and_nothing_are_cells_too():
    assert read(csv_file(["a", "b"], [[-5, None]])) == [["a", "b"], ["-5", "None"]]
