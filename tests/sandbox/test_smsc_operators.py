"""Whose number it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.smsc.operators import of_phone
from sandbox.smsc.phones import digits
from tests.sandbox.smsc_world import world


@pytest.mark.parametrize(
    ("phone", "operator", "mccmnc"),
    [
        ("+7 999 123-45-67", "Йота", "25011"),
        ("89120000001", "МТС", "25001"),
        ("79261112233", "МегаФон", "25002"),
        ("79035554433", "Билайн", "25099"),
        ("79001112233", "Tele2", "25020"),
        ("79501901122", "МОТИВ", "25035"),
        ("77011234567", "Kcell", "40102"),
        ("375291112233", "A1", "25701"),
    ],
)
async def test_knows_the_operator_by_its_prefix(phone, operator, mccmnc):
    async with world() as smsc:
        found = await smsc.json("info", get_operator=1, phone=phone)

    assert (found["operator"], found["mcc"] + found["mnc"]) == (operator, mccmnc)
    assert "phone" not in found


async def test_a_list_names_the_phone_and_leaves_unknown_ones_out():
    async with world() as smsc:
        found = await smsc.json("info", get_operator=1, phone="79991234567,74950001100,79120000001")

    assert [(row["phone"], row["operator"]) for row in found] == [("79991234567", "Йота"), ("79120000001", "МТС")]


async def test_a_list_stays_a_list_when_only_one_of_it_is_known():
    async with world() as smsc:
        found = await smsc.json("info", get_operator=1, phone="79991234567,74950001100")

    assert [row["phone"] for row in found] == ["79991234567"]


@pytest.mark.parametrize(("phone", "code"), [("74950001100", 3), ("123", 3), ("", 1), (" , ", 1)])
async def test_refuses_what_it_does_not_know(phone, code):
    async with world() as smsc:
        assert await smsc.code("info", get_operator=1, phone=phone) == code


async def test_error_1_without_the_action():
    async with world() as smsc:
        assert await smsc.code("info", phone="79991234567") == 1


@given(st.integers(0, 9_999_999))
def test_every_number_of_a_prefix_has_its_operator(tail):
    found = of_phone(f"7912{tail:07}")

    assert found is not None
    assert found.operator == "МТС"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("8 (999) 123-45-67", "79991234567"),
        ("999 123 45 67", "79991234567"),
        ("+8 999 123 45 67", "89991234567"),
        ("375291112233", "375291112233"),
    ],
)
def test_without_a_plus_a_russian_number_is_put_right(typed, number):
    assert digits(typed) == number
