"""Whatever SMSC makes of an export, its rows are counted, and its file goes through in one piece or several."""

import csv
import io
import zipfile
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.exported import contents, for_excel, outcome_of, packed
from smsc.codes import Outcome

RUSSIAN = (
    "Телефон;Статус;Стоимость;Сообщение\r\n79991234567;Доставлено;4,10;Привет\r\n79997654321;Не доставлено;3,2;=1+1\r\n"
)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "windows-1251"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_rows_states_and_cost_are_found_in_any_dress(charset: str, separator: str):
    text = "Телефон;Статус;Цена\n79991234567;Доставлено;4.10\n79997654321;Просрочено;3\n".replace(";", separator)

    found = contents(text.encode(charset))

    assert found.rows == 2
    assert found.outcomes == Counter({Outcome.DELIVERED: 1, Outcome.FAILED: 1})
    assert found.cost == Decimal("7.10")


def test_a_file_without_a_heading_has_all_its_rows():
    found = contents(b"79991234567;1;hello\n79997654321;3;hello\n")

    assert (found.rows, found.outcomes, found.cost) == (2, Counter(), None)
    assert found.first[0] == ("79991234567", "1", "hello")


def test_a_row_with_a_line_break_in_its_text_is_one_row():
    assert contents(b'phone;status;text\n7999;1;"a\nb"\n').rows == 1


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Доставлено", Outcome.DELIVERED),
        ("Не доставлено", Outcome.FAILED),
        ("delivered", Outcome.DELIVERED),
        ("not delivered", Outcome.FAILED),
        ("Невозможно доставить", Outcome.FAILED),
        ("Передано оператору", Outcome.PENDING),
        ("Ожидает отправки", Outcome.PENDING),
        ("1", Outcome.DELIVERED),
        ("0", Outcome.PENDING),
        ("-1", Outcome.PENDING),
        ("20", Outcome.FAILED),
        ("нечто новое", Outcome.UNKNOWN),
        ("99", Outcome.UNKNOWN),
    ],
)
def test_a_state_is_told_by_its_code_or_its_words(said: str, meant: Outcome):
    assert outcome_of(said) is meant


def test_a_copy_for_a_spreadsheet_keeps_phones_and_formulas_as_text():
    rows = list(csv.reader(io.StringIO(for_excel(RUSSIAN.encode("windows-1251")).decode("utf-8-sig")), delimiter=";"))

    assert [row[0] for row in rows] == ["Телефон", "+79991234567", "+79997654321"]
    assert rows[2][3] == "'=1+1"


@given(st.binary(max_size=400))
def test_any_bytes_are_counted_without_an_error(data: bytes):
    found = contents(data)

    assert found.rows >= 0
    assert len(found.first) <= 5


@given(st.lists(st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"") + b"\n"), min_size=1, max_size=80))
def test_parts_put_together_are_the_file(lines: list[bytes]):
    data = b"".join(lines)
    parts = packed("a.csv", data, most=300)
    whole = b"".join(unpacked(name, part) for name, part in parts)

    assert whole == data


def test_what_is_too_large_goes_in_a_zip_and_what_is_too_large_for_that_in_several():
    noise = b"".join(b"%d;%d\n" % (number, number * 7919 % 100_003) for number in range(20_000))

    assert packed("a.csv", noise, most=len(noise)) == [("a.csv", noise)]
    assert [name for name, _part in packed("a.csv", noise, most=len(noise) - 1)] == ["a.zip"]
    parts = packed("a.csv", noise, most=50_000)
    assert len(parts) > 1
    assert all(len(part) <= 50_000 for _name, part in parts)
    assert b"".join(unpacked(name, part) for name, part in parts) == noise


def unpacked(name: str, data: bytes) -> bytes:
    if not name.endswith(".zip"):
        return data
    archive = zipfile.ZipFile(io.BytesIO(data))
    return b"".join(archive.read(inside) for inside in archive.namelist())
