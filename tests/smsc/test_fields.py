"""Raw fields read as what they should be."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from smsc.bodies import Malformed
from smsc.events import Flag
from smsc.fields import ID, PHONE, RECEIVER, STATUS, Fields, check


def one(value: bytes, charset: str = "windows-1251") -> Fields:
    return Fields({b"it": value}, charset)


def test_a_missing_field_is_nothing():
    nothing = Fields({}, "windows-1251")

    assert nothing.text(b"it") == nothing.identifier(b"it") == ""
    assert nothing.number(b"it") is nothing.money(b"it") is nothing.moment(b"it") is nothing.flag(b"it") is None


@pytest.mark.parametrize(
    ("raw", "charset"), [("Ёж".encode(), "koi8-r"), (b"\xb3\xd6", "koi8-r"), (b"\xa8\xe6", "windows-1251")]
)
def test_text_is_utf_8_or_the_charset(raw, charset):
    assert one(raw, charset).text(b"it") == "Ёж"


def test_a_number_is_at_most_twelve_ascii_digits():
    assert one(b"0").number(b"it") == 0
    assert one(b"9" * 12).number(b"it") == 999_999_999_999
    assert one(b"9" * 13).number(b"it") is None
    assert one("٣".encode()).number(b"it") is None
    assert one(b"-1").number(b"it") is None
    assert one(b" 1").number(b"it") is None
    assert one(b"1_0").number(b"it") is None


def test_money_is_exact():
    assert one(b"0.10").money(b"it") == Decimal("0.10")
    assert one(b"-3").money(b"it") == Decimal(-3)
    assert one(b"1e9").money(b"it") is None
    assert one(b"1.").money(b"it") is None
    assert one(b"Infinity").money(b"it") is None


def test_a_moment_is_in_utc_and_before_the_year_10000():
    assert one(b"0").moment(b"it") == datetime(1970, 1, 1, tzinfo=UTC)
    assert one(b"253402300799").moment(b"it") == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert one(b"253402300800").moment(b"it") is None


def test_a_flag_has_two_bytes():
    assert one(b"40").flag(b"it") == Flag(type=8, second_balance=True, template=False, template_kind=0)
    assert one(b"65535").flag(b"it") == Flag(type=15, second_balance=True, template=True, template_kind=3)
    assert one(b"65536").flag(b"it") is None


@pytest.mark.parametrize(
    ("shape", "value"),
    [(ID, b"a-B_0.9"), (PHONE, b"+7 (999) 1"), (RECEIVER, b""), (STATUS, b"-3"), (STATUS, b"0")],
)
def test_a_signed_field_of_the_right_shape_is_taken_as_it_is(shape, value):
    assert check({b"it": value}, b"it", shape) == value.decode()


@pytest.mark.parametrize(
    ("shape", "value"),
    [(ID, b"1\n"), (PHONE, b"7:8"), (PHONE, b""), (PHONE, b"7\x00"), (RECEIVER, b"\xff"), (STATUS, b"--1")],
)
def test_a_signed_field_of_another_shape_is_malformed(shape, value):
    with pytest.raises(Malformed, match="odd it"):
        check({b"it": value}, b"it", shape)
