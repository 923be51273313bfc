"""A record gives what is asked for, or says that it cannot."""

from decimal import Decimal

import pytest

from smsc.record import Record
from smsc.syntax import Unreadable, text_of


@pytest.mark.parametrize("value", ["x", "1.5", "1_0", "٣", "1e9", "NaN", "9" * 19, "--1", "+1"])
def test_a_whole_number_is_plain_digits(value: str) -> None:
    with pytest.raises(Unreadable):
        Record({"n": value}).whole("n")


@pytest.mark.parametrize(("value", "number"), [("0", 0), ("-3", -3), ("12004", 12004), ("", 0)])
def test_a_whole_number_is_read(value: str, number: int) -> None:
    assert Record({"n": value}).whole("n") == number


@pytest.mark.parametrize("value", ["x", "1,5", "1_0", "١", "1e999999999", "Infinity", "NaN", ".5", "5.", "9" * 20])
def test_an_amount_is_plain_digits(value: str) -> None:
    with pytest.raises(Unreadable):
        Record({"n": value}).money("n")


@pytest.mark.parametrize("value", ["3215.3097", "-5.20", "83.6", "0", "1871.62"])
def test_an_amount_keeps_its_decimals(value: str) -> None:
    assert str(Record({"n": value}).money("n")) == value
    assert isinstance(Record({"n": value}).money("n"), Decimal)


def test_no_amount_is_none() -> None:
    assert Record({"n": ""}).money("n") is None
    assert Record({}).money("n") is None


def test_what_has_to_be_there_has_to_be_there() -> None:
    for read in (Record({}).text, Record({}).whole, Record({}).id, Record({}).phone):
        with pytest.raises(Unreadable, match="no login"):
            read("login")


@pytest.mark.parametrize("value", ["", "a", "<b>", "1 2", "../1"])
def test_an_id_is_digits(value: str) -> None:
    with pytest.raises(Unreadable):
        Record({"id": value}).id()


def test_a_phone_has_a_digit() -> None:
    with pytest.raises(Unreadable):
        Record({"phone": "none"}).phone()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Москва".encode(), "Москва"),
        ("Москва".encode("windows-1251"), "Москва"),
        (b"\xef\xbb\xbf OK \r\n", "OK"),
        (b"", ""),
    ],
)
def test_bytes_are_utf_8_or_else_windows_1251(body: bytes, text: str) -> None:
    assert text_of(body) == text


def test_bytes_that_are_neither_are_unreadable() -> None:
    with pytest.raises(Unreadable):
        text_of(b"\x98\xff")
