"""Sub-clients, their money and what they sent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.smsc.book import Operation
from tests.sandbox.smsc_world import world

TODAY = date(2026, 8, 18)
NEW = {"user": "new", "password": "secret"}


def days(*back):
    """The period as request fields; days before today."""
    return dict(zip(("start", "end"), (f"{TODAY - timedelta(days=n):%d.%m.%Y}" for n in back), strict=False))


async def stat(smsc, **fields):
    return {row["login"]: row for row in await smsc.json("users", get_stat=1, **fields)}


async def test_reseller_tells_apart_whose_balance_is_used():
    async with world() as smsc:
        assert list(await stat(smsc)) == ["Фиалка", "Подорожник", "Мак"]
        assert list(await stat(smsc, reseller=1))[:4] == ["Ромашка", "Лютик", "Тюльпан", "Астра"]


async def test_a_period_is_the_sum_of_its_days():
    async with world() as smsc:
        whole = (await stat(smsc, user="Ромашка", **days(6, 0)))["Ромашка"]
        each = [(await stat(smsc, user="Ромашка", **days(n, n)))["Ромашка"] for n in range(7)]

    assert int(whole["sms"]) == sum(int(day["sms"]) for day in each) > 10_000
    assert Decimal(whole["credit"]) == sum(Decimal(day["credit"]) for day in each)


async def test_the_details_of_a_period_add_up_to_its_total():
    async with world() as smsc:
        (total,) = (await stat(smsc, user="Лютик", **days(29, 0))).values()
        (details,) = await smsc.json("users", get_stat_all=1, user="Лютик", **days(29, 0))

    assert len(details["items"]) == 7
    assert Decimal(total["debit"]) == sum(Decimal(item["debit"]) for item in details["items"]) > 0
    assert int(total["sms"]) == sum(int(item["sms"]) for item in details["items"])
    assert Decimal(total["credit"]) == sum(Decimal(item["credit"]) for item in details["items"])


async def test_a_hundred_days_are_known_and_without_end_everything_since_start():
    async with world(enforce_limits=False) as smsc:
        assert await smsc.code("users", get_stat=1, **days(99, 99)) == 0
        assert await smsc.code("users", get_stat=1, **days(100, 100)) == 3
        assert await stat(smsc, **days(99)) == await stat(smsc)


@pytest.mark.parametrize("fields", [{"user": "Василёк"}, days(0, 5), days(-1, -5), {"balance2": 1}])
async def test_error_3_when_there_is_nothing(fields):
    async with world() as smsc:
        assert await smsc.code("users", get_stat=1, **fields) == 3
        assert await smsc.code("users", get_stat_all=1, **fields) == 3


@pytest.mark.parametrize("bad", ["2026-08-18", "31.02.2026", "yesterday"])
async def test_error_1_for_a_date_that_is_none(bad):
    async with world() as smsc:
        assert await smsc.code("users", get_stat=1, start=bad) == 1


async def test_each_has_its_currency_unless_asked_for_mine():
    async with world() as smsc:
        theirs = (await stat(smsc, user="Тюльпан", **days(0, 0)))["Тюльпан"]
        mine = (await stat(smsc, user="Тюльпан", mycur=1, **days(0, 0)))["Тюльпан"]

    assert (theirs["currency"], mine["currency"]) == ("KZT", "RUR")
    assert abs(Decimal(mine["credit"]) - Decimal(theirs["credit"]) * Decimal("0.18")) < Decimal("0.01")


async def test_a_deleted_sub_client_is_hidden_on_request():
    async with world() as smsc:
        clients = smsc.smsc.account("demo").clients
        clients["Фиалка"] = type(clients["Фиалка"])(504, "Фиалка", "2", deleted=True)

        assert "Фиалка" in await stat(smsc)
        assert "Фиалка" not in await stat(smsc, hide_deleted=1)


async def test_a_new_sub_client_can_be_paid_changed_and_asked_about_by_id():
    async with world() as smsc:
        id = (await smsc.json("users", add=1, **NEW, fio="ООО «Новый»"))["id"]
        paid = await smsc.json("users", pay=1, user="new", sum="100.50")
        await smsc.json("users", chg=1, user="new", new_login="newer", notes="VIP")
        told = await smsc.json("users", get_stat=1, user_id=id)
        account = smsc.smsc.account("demo")

    assert (paid, told[0]["login"], told[0]["debit"]) == ({"result": "OK"}, "newer", "100.5")
    assert account.clients["newer"].settings == {"fio": "ООО «Новый»", "notes": "VIP"}
    assert (account.balance, account.clients["newer"].balance) == (Decimal("1429.50"), Decimal("100.50"))


async def test_money_can_be_taken_back_but_not_more_than_there_is():
    async with world() as smsc:
        codes = [await smsc.code("users", pay=1, user="Ромашка", sum=sum) for sum in ("-200", "-301")]
        account = smsc.smsc.account("demo")

    assert codes == [0, 10]
    assert (account.balance, account.clients["Ромашка"].balance) == (Decimal("1730.00"), Decimal("300"))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, 1),
        ({"add": 1, "user": "new"}, 1),
        ({"add": 1, **NEW, "type": 9}, 1),
        ({"add": 1, "user": "Ромашка", "password": "secret"}, 8),
        ({"chg": 1, "user": "nobody"}, 6),
        ({"chg": 1, "user": "Ромашка", "new_login": "Лютик"}, 8),
        ({"pay": 1, "user": "nobody", "sum": 5}, 6),
        ({"pay": 1, "user": "Фиалка", "sum": 5}, 7),
        ({"pay": 1, "user": "Ромашка", "sum": 1531}, 10),
        ({"pay": 1, "user": "Ромашка", "sum": "NaN"}, 1),
        ({"pay": 1, "user": "Ромашка", "sum": "0.001"}, 1),
        ({"get_stat": 1, "user": "nobody"}, 6),
    ],
)
async def test_refuses_what_cannot_be_done(fields, code):
    async with world() as smsc:
        assert await smsc.code("users", **fields) == code


booked = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from(["МТС", "Билайн"]), st.integers(0, 500), st.decimals(0, 999, places=2)
    ),
    min_size=1,
    max_size=15,
)


@settings(max_examples=20, deadline=None)
@given(booked, st.integers(0, 9), st.integers(0, 9))
async def test_whatever_was_booked_a_period_tells_its_sum(lines, first, last):
    async with world() as smsc:
        smsc.smsc.account("demo").operations = [
            Operation("Ромашка", TODAY - timedelta(days=back), "SMS", operator, "25001", count, spent)
            for back, operator, count, spent in lines
        ]
        inside = [(count, spent) for back, _, count, spent in lines if last <= back <= first]
        answer = await smsc.json("users", get_stat=1, user="Ромашка", **days(first, last))

        if not inside:
            assert answer["error_code"] == 3
        else:
            assert int(answer[0]["sms"]) == sum(count for count, _ in inside)
            assert Decimal(answer[0]["credit"]) == sum(spent for _, spent in inside)
