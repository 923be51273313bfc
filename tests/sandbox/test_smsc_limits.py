"""How often SMSC may be asked."""

import asyncio

import pytest

from tests.sandbox.smsc_world import until, world

PHONE = "79991234567"


@pytest.mark.parametrize(
    ("script", "fields", "most"),
    [
        ("wait_call", {"phone": PHONE}, 50),
        ("receive_phones", {"get": 1}, 2),
        ("receive_phones", {"buy": 1, "phone": "74950001122"}, 2),
        ("receive_phones", {"chg": 1, "phone": "74950001100"}, 2),
        ("downloads", {"get_list": 1}, 3),
        ("downloads", {"get_file": 1, "id": 8832}, 3),
        ("info", {"get_operator": 1, "phone": PHONE}, 3),
        ("users", {"chg": 1, "user": "Ромашка"}, 3),
        ("send", {"phones": PHONE, "mes": "Привет"}, 1),
        ("send", {"phones": PHONE, "mes": "Привет", "cost": 1}, 5),
        ("status", {"id": "12345", "phone": PHONE}, 5),
        ("balance", {}, 10),
        ("get", {"get_answers": 1}, 3),
        ("get", {"get_messages": 1, "start": "18.08.2026"}, 3),
    ],
)
async def test_so_many_identical_requests_a_minute_and_then_error_9(script, fields, most):
    async with world() as smsc:
        codes = [await smsc.code(script, **fields) for _ in range(most + 1)]

        assert 9 not in codes[:most]
        assert codes[most] == 9


async def test_a_minute_later_the_same_request_is_welcome():
    async with world() as smsc:
        for _ in range(3):
            await smsc.code("receive_phones", get=1)
        smsc.clock.forward(seconds=60)

        assert await smsc.code("receive_phones", get=1) == 0


async def test_other_phones_and_other_logins_have_a_minute_of_their_own():
    async with world() as smsc:
        for _ in range(4):
            await smsc.code("info", get_operator=1, phone=PHONE)

        assert await smsc.code("info", get_operator=1, phone="79120000002") == 0
        assert await smsc.code("info", get_operator=1, phone=PHONE, login="poor", psw="poor") == 0


async def test_another_fmt_does_not_make_a_request_another_one():
    async with world() as smsc:
        for fmt in (0, 1):
            await smsc.text("receive_phones", get=1, fmt=fmt)

        assert await smsc.code("receive_phones", get=1) == 9


async def test_a_hundred_and_first_look_up_a_minute_is_too_many_whatever_the_phone():
    async with world() as smsc:
        codes = [await smsc.code("info", get_operator=1, phone=f"7999{n:07}") for n in range(101)]

        assert (set(codes[:100]), codes[100]) == ({0}, 9)


async def test_a_fourth_new_sub_client_a_minute_is_too_many():
    async with world() as smsc:
        codes = [await smsc.code("users", add=1, user=f"new{n}", password="secret") for n in range(4)]

        assert codes == [0, 0, 0, 9]


async def test_the_fifteenth_request_in_flight_is_refused_to_that_login_only():
    async with world() as smsc:
        smsc.smsc.set_trouble("hang", times=14)
        hanging = [asyncio.create_task(smsc.code("balance")) for _ in range(14)]
        await until(lambda: len(smsc.smsc.requests) == 14)
        said = await smsc.text("balance", fmt=0)
        others = await smsc.code("balance", login="poor", psw="poor")
        smsc.smsc.set_trouble(None)
        await asyncio.wait(hanging)

        assert (said, others) == ("ERROR = 9 (too many concurrent requests)", 0)
        assert all(task.exception() for task in hanging)
        assert await smsc.code("balance") == 0


async def test_without_limits_nothing_is_too_often():
    async with world(enforce_limits=False) as smsc:
        codes = [await smsc.code("receive_phones", get=1) for _ in range(5)]

        assert codes == [0] * 5
