"""In whatever order people press, answers get lost and the bot restarts: SMSC charges a number once at most.

Presses come here past the one-shot buttons, so that what is tested is what stands behind them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from handlers.commands import buy
from handlers.problems import Problem
from handlers.watch.purchases import Reconciler
from sandbox.smsc import SmscStandIn
from smsc.errors import TooSoon
from smsc.phone import Phone
from storage import purchases
from storage.purchases import State
from tests.fakes import CHAT, GROUP, Clock, Home, home_in

PHONE = "74950001122"
TROUBLES = ("", "lost_answer", "truncated", "down")
STEPS = ("press", "press again", "press elsewhere", "restart")
ORDERS = list(permutations(STEPS))


@pytest.fixture
async def home(tmp_path: Path, smsc: SmscStandIn, clock: Clock) -> AsyncIterator[Home]:
    async with home_in(tmp_path, smsc_url=await smsc.start(), clock=clock) as made:
        yield made


async def quoted(home, account, *, chat_id=CHAT):
    """The id of a fresh quote of the number in a chat."""
    await home.chat(chat_id)
    assert await buy.quote(home.tap(account, "", chat_id=chat_id), Phone(PHONE), renew=True)
    [(id,)] = await home.db(lambda db: db.execute("select max(id) from purchases").fetchall())
    return id


async def press(home, account, id, *, chat_id=CHAT):
    with suppress(Problem, TooSoon):
        await buy.confirm.run(home.tap(account, str(id), chat_id=chat_id))
    home.clock.passes(seconds=21)  # SMSC gives out two lists a minute


async def restart(home):
    """What a start does with what was under way, and the first look at it."""
    await home.db(purchases.doubt_begun, home.clock())
    home.clock.passes(seconds=21)
    await Reconciler(home.house).reconcile()


async def settled(home):
    home.clock.passes(minutes=2)
    await Reconciler(home.house).reconcile()


async def agree(home, smsc, before):
    """SMSC, its bill and the register tell the same: one purchase or none."""
    owned = PHONE in smsc.account("demo").leases
    spent = before - smsc.account("demo").balance
    found = await home.db(lambda db: db.execute("select state, charged from purchases").fetchall())
    bought = [Decimal(charged) for state, charged in found if state == State.BOUGHT]
    assert bought == ([spent] if owned else [])
    assert owned == (spent > 0)
    assert [state for state, _charged in found if state in {State.BUYING, State.UNKNOWN}] == []


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("order", ORDERS, ids=" > ".join)
async def test_whatever_the_order_it_is_charged_once_at_most(home, smsc, account, order, trouble):
    before = smsc.account("demo").balance
    here, there = await quoted(home, account), await quoted(home, account, chat_id=GROUP)
    if trouble:
        smsc.set_trouble(trouble, script="receive_phones", action="buy", times=1)

    for step in order:
        match step:
            case "press" | "press again":
                await press(home, account, here)
            case "press elsewhere":
                await press(home, account, there, chat_id=GROUP)
            case "restart":
                await restart(home)
    await settled(home)

    await agree(home, smsc, before)


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_twenty_presses_at_the_same_moment_in_two_chats_are_one_purchase(home, smsc, account, trouble):
    before = smsc.account("demo").balance
    here, there = await quoted(home, account), await quoted(home, account, chat_id=GROUP)
    if trouble:
        smsc.set_trouble(trouble, script="receive_phones", action="buy", times=1)

    await asyncio.gather(
        *(press(home, account, here) for _ in range(10)),
        *(press(home, account, there, chat_id=GROUP) for _ in range(10)),
    )
    await settled(home)

    await agree(home, smsc, before)


@pytest.mark.parametrize("trouble", ["", "lost_answer"])
async def test_a_crash_while_smsc_is_asked_is_found_out_and_not_repeated(home, smsc, account, trouble):
    before = smsc.account("demo").balance
    id = await quoted(home, account)
    if trouble:
        smsc.set_trouble(trouble, script="receive_phones", action="buy", times=1)
    pressing = asyncio.create_task(buy.confirm.run(home.tap(account, str(id))))
    while not [request for request in smsc.requests if request.action == "buy"]:  # noqa: ASYNC110 - no event for it
        await asyncio.sleep(0)
    pressing.cancel()
    await asyncio.wait([pressing])

    home.clock.passes(seconds=30)
    await restart(home)
    await press(home, account, id)
    await settled(home)

    await agree(home, smsc, before)
    assert len([request for request in smsc.requests if request.action == "buy"]) == 1


async def test_a_quote_that_nobody_took_is_forgotten_after_a_month_and_a_purchase_is_not(home, smsc, account):
    await press(home, account, await quoted(home, account))
    await quoted_other(home, account)

    home.clock.passes(days=31)
    await home.db(purchases.prune, now=home.clock(), keep=timedelta(days=30))

    assert await home.db(lambda db: db.execute("select state from purchases").fetchall()) == [("bought",)]


async def quoted_other(home, account):
    home.clock.passes(minutes=2)
    assert await buy.quote(home.tap(account, ""), Phone("74950003344"), renew=True)


async def test_somebody_who_looked_settles_what_stays_in_doubt(home, smsc, account):
    id = await quoted(home, account)
    smsc.set_trouble("down", script="receive_phones", action="buy", times=1)
    await press(home, account, id)
    smsc.account("demo").charge(Decimal("3.50"), "an SMS", 0)
    await settled(home)
    assert [card.reply.buttons for card in home.mouth.edited][-1]

    await buy.settle.run(home.tap(account, f"{id}:{State.REFUSED}"))

    assert (await home.db(purchases.get, id)).state is State.REFUSED
