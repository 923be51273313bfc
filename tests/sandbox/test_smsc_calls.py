"""A subscriber calls to confirm the number."""

from decimal import Decimal

import pytest

from tests.sandbox.smsc_world import listening, world

PHONE = "79991234567"


async def test_the_number_to_call_depends_on_the_country():
    async with world() as smsc:
        russian = await smsc.json("wait_call", phone=PHONE)
        kazakh = await smsc.json("wait_call", phone="77011234567")

    assert russian["phone"] == russian["all_phones"][0]
    assert kazakh["phone"].startswith("7727")


async def test_an_awaited_call_is_told_charged_and_kept_as_an_incoming_message():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", f"{handler.url}/hook")
        await smsc.json("wait_call", phone="8 999 123-45-67")
        smsc.clock.forward(seconds=48)
        delivered = await smsc.smsc.call_comes(login="demo", phone=PHONE)
        kept = await smsc.json("get", get_answers=1, cnt=1)

    assert (delivered.status, delivered.kind, delivered.attempts) == (200, "call", 1)
    assert handler.heard[0].form() == {"waitcall": "1", "phone": PHONE, "ts": str(int(smsc.clock.now))}
    assert (kept[0]["message"], kept[0]["phone"]) == ("[waitcall] ", PHONE)
    assert smsc.smsc.account("demo").balance == Decimal("1529.30")


@pytest.mark.parametrize(("after", "told"), [(0, True), (900, True), (901, False)])
async def test_a_call_counts_for_fifteen_minutes(after, told):
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", handler.url)
        await smsc.json("wait_call", phone=PHONE)
        await smsc.smsc.call_comes(login="demo", phone=PHONE, at=smsc.clock.now + after)

    assert bool(handler.heard) is told


async def test_a_request_is_used_up_by_one_call():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", handler.url)
        await smsc.json("wait_call", phone=PHONE)
        await smsc.smsc.call_comes(login="demo", phone=PHONE)
        second = await smsc.smsc.call_comes(login="demo", phone=PHONE)

    assert (second.status, second.attempts, len(handler.heard)) == (None, 0, 1)


async def test_a_forced_call_is_told_though_nobody_waits_and_costs_nothing():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", handler.url)
        delivered = await smsc.smsc.call_comes(login="demo", phone=PHONE, force=True)

    assert (delivered.status, smsc.smsc.account("demo").balance) == (200, Decimal("1530.00"))


async def test_error_3_without_money_for_the_call():
    async with world() as smsc:
        assert await smsc.code("wait_call", phone=PHONE, login="poor", psw="poor") == 3


async def test_error_5_for_a_phone_on_the_black_list():
    async with world() as smsc:
        smsc.smsc.account("demo").black_list.add(PHONE)

        assert await smsc.code("wait_call", phone=PHONE) == 5


async def test_error_6_for_a_phone_the_settings_do_not_allow():
    async with world() as smsc:
        smsc.smsc.account("demo").allowed_prefixes = ("7912",)

        assert await smsc.code("wait_call", phone=PHONE) == 6
