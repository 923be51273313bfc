"""SMSC in trouble, on request."""

import asyncio
from decimal import Decimal

import pytest
from aiohttp import ClientConnectionError, ClientPayloadError

from sandbox.smsc import SmscStandIn
from tests.sandbox.smsc_world import Clock, until, world

FREE = "74950001122"


async def test_a_lost_answer_has_done_the_work():
    async with world() as smsc:
        smsc.smsc.set_trouble("lost_answer", script="receive_phones", times=1)
        with pytest.raises(ClientConnectionError):
            await smsc.json("receive_phones", buy=1, phone=FREE)
        account = smsc.smsc.account("demo")

        assert (FREE in account.leases, account.balance) == (True, Decimal("1349.35"))
        assert await smsc.json("balance") == {"balance": "1349.35"}


async def test_down_drops_the_connection_and_does_nothing():
    async with world() as smsc:
        smsc.smsc.set_trouble("down")
        with pytest.raises(ClientConnectionError):
            await smsc.json("receive_phones", buy=1, phone=FREE)

        assert FREE not in smsc.smsc.account("demo").leases
        assert (smsc.smsc.requests[0].trouble, smsc.smsc.requests[0].code) == ("down", None)


async def test_half_an_answer_is_noticed_by_its_length():
    async with world() as smsc:
        smsc.smsc.set_trouble("truncated")
        with pytest.raises(ClientPayloadError):
            await smsc.json("receive_phones", get=1)


async def test_who_hangs_is_let_go_when_the_trouble_ends():
    async with world() as smsc:
        smsc.smsc.set_trouble("hang")
        waiting = asyncio.create_task(smsc.json("balance"))
        await until(lambda: bool(smsc.smsc.requests))
        hung = not waiting.done()
        smsc.smsc.set_trouble(None)
        await asyncio.wait([waiting])

        assert hung
        assert isinstance(waiting.exception(), ClientConnectionError)


async def test_slow_answers_all_the_same():
    async with world(slow_seconds=0) as smsc:
        smsc.smsc.set_trouble("slow")

        assert await smsc.json("balance") == {"balance": "1530"}


@pytest.mark.parametrize(("name", "code"), [("auth", 2), ("no_money", 3), ("blocked", 4), ("busy", 9)])
async def test_says_an_error_it_does_not_mean(name, code):
    async with world() as smsc:
        smsc.smsc.set_trouble(name, times=1)

        assert [await smsc.code("balance"), await smsc.code("balance")] == [code, 0]
        assert smsc.smsc.requests[0].trouble == name


@pytest.mark.parametrize(
    ("name", "status", "start"),
    [("html", 200, "<html>"), ("http500", 500, "<html>"), ("empty", 200, ""), ("redirect", 307, "")],
)
async def test_answers_what_is_no_answer(name, status, start):
    async with world() as smsc:
        smsc.smsc.set_trouble(name)
        async with smsc.post("receive_phones", buy=1, phone=FREE) as answer:
            body = await answer.text()

        assert (answer.status, body[:6]) == (status, start)
        assert FREE not in smsc.smsc.account("demo").leases


async def test_who_follows_a_redirect_is_seen_to_carry_fields_there():
    async with world() as smsc:
        smsc.smsc.set_trouble("redirect")
        form = {"login": "demo", "psw": "demo"}
        async with smsc.http.post(f"{smsc.url}/sys/balance.php", data=form) as answer:
            followed = answer.status

    assert followed == 404
    assert [(request.script, request.login) for request in smsc.smsc.requests] == [
        ("balance", "demo"),
        ("elsewhere", "demo"),
    ]


async def test_a_trouble_may_strike_one_script_only():
    async with world() as smsc:
        smsc.smsc.set_trouble("busy", script="info.php")

        assert await smsc.code("balance") == 0
        assert await smsc.code("info", get_operator=1, phone="79991234567") == 9


async def test_a_trouble_ends_after_so_many_times():
    async with world() as smsc:
        smsc.smsc.set_trouble("busy", times=1)
        before = smsc.smsc.trouble
        await smsc.code("balance")

        assert (before, smsc.smsc.trouble) == ("busy", None)


def test_there_is_no_such_trouble_as_a_mistyped_one():
    with pytest.raises(ValueError, match="no such trouble: donw"):
        SmscStandIn(clock=Clock()).set_trouble("donw")


async def test_every_trouble_can_be_lived_through():
    async with world(slow_seconds=0, enforce_limits=False) as smsc:
        for name in SmscStandIn.TROUBLES:
            smsc.smsc.set_trouble(name, times=1)
            asking = asyncio.create_task(smsc.text("balance"))
            if name == "hang":
                await until(lambda: smsc.smsc.trouble is None)
                smsc.smsc.set_trouble(None)
            await asyncio.wait([asking])
            asking.exception()

        assert await smsc.json("balance") == {"balance": "1530"}
