"""Numbers: what is on offer, what it costs today, whose it is."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.smsc_world import Clock, world

FREE = "74950001122"


async def offered(smsc):
    return {offer["phone"]: offer for offer in await smsc.json("receive_phones", get=1)}


async def test_the_demo_offers_37_numbers_of_which_two_hide_a_price():
    async with world() as smsc:
        offers = await offered(smsc)

    assert (len(offers), offers[FREE]["cost"]) == (37, "400")
    assert sum(offer["current_cost"] == "" for offer in offers.values()) == 2
    assert {offer["type"] for offer in offers.values()} == {1, 2}


@pytest.mark.parametrize(
    ("day", "price"), [((2026, 8, 1), "400"), ((2026, 8, 31), "12.9"), ((2026, 2, 15), "200"), ((2024, 2, 29), "13.79")]
)
async def test_the_price_is_for_the_days_left_in_moscow(day, price):
    midnight_in_moscow = datetime(*day, tzinfo=UTC).timestamp() - 3 * 3600
    async with world(clock=Clock(midnight_in_moscow)) as smsc:
        assert (await offered(smsc))[FREE]["current_cost"] == price


async def test_a_rented_number_is_paid_for_and_no_longer_on_offer_to_anybody():
    async with world() as smsc:
        cost = (await smsc.json("receive_phones", buy=1, phone=FREE))["cost"]
        account = smsc.smsc.account("demo")

        assert (cost, account.balance) == ("180.65", Decimal("1349.35"))
        assert account.leases[FREE].renews
        assert FREE not in await offered(smsc)
        assert await smsc.code("receive_phones", buy=1, phone=FREE, login="poor", psw="poor") == 1


async def test_error_3_takes_neither_money_nor_the_number():
    async with world() as smsc:
        code = await smsc.code("receive_phones", buy=1, phone=FREE, login="poor", psw="poor")

        assert (code, smsc.smsc.account("poor").balance) == (3, Decimal("0.40"))
        assert FREE in await offered(smsc)


async def test_renewal_is_switched_with_the_purchase_or_later():
    async with world() as smsc:
        await smsc.json("receive_phones", buy=1, phone=FREE, noprolong=1)
        bought_without = smsc.smsc.account("demo").leases[FREE].renews
        await smsc.json("receive_phones", chg=1, phone=FREE, noprolong=0)

        assert (bought_without, smsc.smsc.account("demo").leases[FREE].renews) == (False, True)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"buy": 1},
        {"buy": 1, "phone": "70000000000"},
        {"buy": 1, "phone": FREE, "noprolong": 2},
        {"chg": 1, "phone": FREE, "noprolong": 1},
    ],
)
async def test_error_1_for_what_cannot_be_done(fields):
    async with world() as smsc:
        assert await smsc.code("receive_phones", **fields) == 1


@pytest.mark.parametrize(("balance", "code"), [("180.65", 0), ("180.64", 3)])
async def test_the_last_kopeck_is_enough_and_a_kopeck_less_is_not(balance, code):
    async with world() as smsc:
        smsc.smsc.account("demo").balance = Decimal(balance)

        assert await smsc.code("receive_phones", buy=1, phone=FREE) == code


async def test_a_number_is_kept_until_the_last_evening_of_the_month():
    async with world() as smsc:
        smsc.clock.forward(days=13, seconds=12 * 3600 - 1)
        on_the_last_evening = list(smsc.smsc.snapshot("demo")["numbers"])
        smsc.clock.forward(seconds=1)

        assert (len(on_the_last_evening), len(smsc.smsc.snapshot("demo")["numbers"])) == (3, 2)
        assert on_the_last_evening[0]["until"] == "2026-08-31"


async def test_next_month_a_renewed_number_is_charged_and_the_other_one_is_on_offer_again():
    async with world() as smsc:
        smsc.clock.forward(days=14)
        offers = await offered(smsc)
        account = smsc.smsc.account("demo")

    assert list(account.leases) == ["74950001100", "74950002200"]
    assert "79120000001" in offers
    assert account.balance == Decimal("1530") - 2 * Decimal("400")
    assert account.leases["74950001100"].until.isoformat() == "2026-09-30"


async def test_a_number_that_cannot_be_paid_for_next_month_is_lost():
    async with world() as smsc:
        smsc.smsc.account("demo").balance = Decimal("500")
        smsc.clock.forward(days=14)
        await smsc.code("balance")
        account = smsc.smsc.account("demo")

    assert (list(account.leases), account.balance) == (["74950001100"], Decimal("100"))


async def test_two_who_buy_the_same_number_at_once_pay_for_it_once():
    async with world() as smsc:
        rich = smsc.smsc.add_account("rich", "rich", balance=Decimal("1000"))
        buyers = [("demo", "demo"), ("rich", "rich")] * 2
        codes = await asyncio.gather(
            *(smsc.code("receive_phones", buy=1, phone=FREE, login=login, psw=psw) for login, psw in buyers)
        )
        paid = Decimal("1530") - smsc.smsc.account("demo").balance + Decimal("1000") - rich.balance

        assert sorted(codes) == [0, 1, 1, 1]
        assert paid == Decimal("180.65")


step = st.one_of(
    st.tuples(st.just("buy"), st.sampled_from(["74950001122", "74950003344", "74950009901"]), st.integers(0, 1)),
    st.tuples(st.just("send"), st.sampled_from(["79991234567", "79120000002", "12"]), st.integers(0, 1)),
    st.tuples(st.just("pay"), st.sampled_from(["Ромашка", "Фиалка"]), st.integers(-600, 600)),
    st.tuples(st.just("call"), st.sampled_from(["79991234567", "79120000002"]), st.integers(0, 1000)),
    st.tuples(st.just("days"), st.just(""), st.integers(0, 40)),
)


async def live(smsc, login, does, what, number):
    """One step of somebody's life."""
    as_somebody = {"login": login, "psw": login}
    match does:
        case "buy":
            await smsc.code("receive_phones", buy=1, phone=what, noprolong=number, **as_somebody)
        case "send":
            await smsc.code("send", phones=what, mes=f"Привет {number}", **as_somebody)
        case "pay":
            await smsc.code("users", pay=1, user=what, sum=number, **as_somebody)
        case "call":
            await smsc.code("wait_call", phone=what, **as_somebody)
            await smsc.smsc.call_comes(login=login, phone=what, at=smsc.clock.now + number)
        case _:
            smsc.clock.forward(days=number)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["demo", "poor", "rich"]), step), max_size=12))
async def test_money_is_never_made_or_lost_and_no_number_has_two_tenants(life):
    async with world(enforce_limits=False) as smsc:
        smsc.smsc.add_account("rich", "rich")
        logins = ("demo", "poor", "rich")
        before = {login: smsc.smsc.account(login).balance for login in logins}
        numbers = set(smsc.smsc.world.offers) | set(smsc.smsc.account("demo").leases)
        for login, (does, what, number) in life:
            await live(smsc, login, does, what, number)
        accounts = [smsc.smsc.account(login) for login in logins]
        placed = [*smsc.smsc.world.offers, *(phone for account in accounts for phone in account.leases)]

        for account in accounts:
            assert account.balance == before[account.login] + sum(move.amount for move in account.movements)
        assert sorted(placed) == sorted(numbers)
