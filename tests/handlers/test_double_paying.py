"""In whatever order people press, answers get lost and the bot restarts: a subclient is paid once at most.

Presses come here past the one-shot buttons, so that what is tested is what stands behind them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from handlers.commands import clients_pay
from handlers.delivery import ChatGone, NotNow
from handlers.problems import Problem
from handlers.watch.payments import Payments, Signs
from sandbox.smsc import SmscStandIn
from smsc.errors import TooSoon
from smsc.types import ClientTotal
from storage import interrupted, payments
from storage.payments import Before, State
from tests.fakes import CHAT, GROUP, Clock, Home, always, home_in, in_turn

LOGIN, SUM = "Ромашка", Decimal(500)
TROUBLES = ("", "lost_answer", "truncated", "down")
STEPS = ("press", "press again", "press elsewhere", "restart")
ORDERS = list(permutations(STEPS))


@pytest.fixture
async def home(tmp_path: Path, smsc: SmscStandIn, clock: Clock) -> AsyncIterator[Home]:
    async with home_in(tmp_path, smsc_url=await smsc.start(), clock=clock) as made:
        yield made


async def newest(home):
    [(id,)] = await home.db(lambda db: db.execute("select max(id) from payments").fetchall())
    return id


async def quoted(home, account, *, chat_id=CHAT, sum=SUM):
    """The id of a fresh quote in a chat."""
    await home.chat(chat_id)
    assert await clients_pay.quote(home.tap(account, "", chat_id=chat_id), LOGIN, sum)
    return await newest(home)


async def press(home, account, id, *, chat_id=CHAT):
    with suppress(Problem, TooSoon):
        await clients_pay.confirm.run(home.tap(account, str(id), chat_id=chat_id))
    home.clock.passes(seconds=21)


async def restart(home):
    """What a start does with what was under way, and the first look at it."""
    await home.db(interrupted.doubt, home.clock())
    home.clock.passes(seconds=21)
    await Payments(home.house).reconcile()


async def settled(home):
    home.clock.passes(minutes=2)
    await Payments(home.house).reconcile()


def pays(smsc):
    return [request for request in smsc.requests if request.action == "pay"]


async def agree(home, smsc, before):
    """SMSC, its bill and the register tell the same."""
    spent = before - smsc.account("demo").balance
    found = await home.db(lambda db: db.execute("select state, price from payments").fetchall())
    assert spent == sum(Decimal(price) for state, price in found if state == State.PAID)
    assert smsc.account("demo").clients[LOGIN].balance == 500 + spent
    assert [state for state, _price in found if state in {State.PAYING, State.UNKNOWN}] == []
    return spent


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("order", ORDERS, ids=" > ".join)
async def test_whatever_the_order_each_quote_is_paid_once_at_most(home, smsc, account, order, trouble):
    before = smsc.account("demo").balance
    here, there = await quoted(home, account), await quoted(home, account, chat_id=GROUP, sum=Decimal(70))
    if trouble:
        smsc.set_trouble(trouble, script="users", action="pay", times=1)

    for step in order:
        match step:
            case "press" | "press again":
                await press(home, account, here)
            case "press elsewhere":
                await press(home, account, there, chat_id=GROUP)
            case "restart":
                await restart(home)
    await settled(home)

    assert await agree(home, smsc, before) in {0, 70, 500, 570}
    assert len(pays(smsc)) <= 2


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_twenty_presses_at_the_same_moment_are_one_payment(home, smsc, account, trouble):
    before, id = smsc.account("demo").balance, await quoted(home, account)
    if trouble:
        smsc.set_trouble(trouble, script="users", action="pay", times=1)

    await asyncio.gather(*(press(home, account, id) for _ in range(20)))
    await settled(home)

    await agree(home, smsc, before)
    assert len(pays(smsc)) == 1


@pytest.mark.parametrize("trouble", ["", "lost_answer", "down"])
async def test_a_crash_while_smsc_is_asked_is_found_out_and_not_repeated(home, smsc, account, trouble):
    before, id = smsc.account("demo").balance, await quoted(home, account)
    if trouble:
        smsc.set_trouble(trouble, script="users", action="pay", times=1)
    pressing = asyncio.create_task(clients_pay.confirm.run(home.tap(account, str(id))))
    while not pays(smsc):  # noqa: ASYNC110 - no event for it
        await asyncio.sleep(0)
    pressing.cancel()
    await asyncio.wait([pressing])

    home.clock.passes(seconds=30)
    await restart(home)
    await press(home, account, id)
    await settled(home)

    await agree(home, smsc, before)
    assert len(pays(smsc)) == 1


async def begun(home, account, sum=SUM):
    """A payment of which SMSC has not been asked yet, as a kill leaves it."""
    id = await quoted(home, account, sum=sum)
    assert await home.db(
        payments.begin, id, home.clock(), before=Before(Decimal(1530), Decimal(0), home.clock()), message_id=7
    )
    return await home.db(payments.get, id)


async def test_killed_before_smsc_was_asked_the_card_says_unknown_and_then_that_nothing_moved(home, smsc, account):
    await begun(home, account)
    await home.db(interrupted.doubt, home.clock())

    reconciler = Payments(home.house)
    await reconciler.reconcile()
    home.clock.passes(seconds=21)
    await reconciler.reconcile()

    assert [card.text[0] for card in home.mouth.edited] == ["⚠", "❌"]
    assert pays(smsc) == []


async def test_smscs_own_no_for_want_of_money_says_that_nothing_moved(home, smsc, account):
    offer = await begun(home, account)
    smsc.account("demo").balance = Decimal(1)

    answer = await clients_pay.carry_out(home.tap(account, str(offer.id)), offer)

    assert "No money moved" in answer.text
    assert "Not enough money to credit" in answer.text
    assert (await home.db(payments.get, offer.id)).state is State.REFUSED


async def test_what_telegram_does_not_take_now_is_shown_the_next_time(home, smsc, account):
    await begun(home, account)
    await home.db(interrupted.doubt, home.clock())
    home.mouth.on_edit = in_turn(NotNow(timedelta(seconds=1)))
    reconciler = Payments(home.house)

    await reconciler.reconcile()
    assert home.mouth.edited == []
    await reconciler.reconcile()

    assert len(home.mouth.edited) == 1


async def test_a_chat_that_is_gone_is_not_tried_for_ever(home, smsc, account):
    await begun(home, account)
    await home.db(interrupted.doubt, home.clock())
    home.mouth.on_edit = always(ChatGone("kicked"))

    for _round in range(3):
        await Payments(home.house).reconcile()

    assert len(home.mouth.tried) == 1


def total(debit, currency="RUB"):
    return ClientTotal(LOGIN, 0, Decimal(0), Decimal(debit), currency)


@pytest.mark.parametrize(
    ("balance", "paid_in", "verdict"),
    [
        (1030, total(500), State.PAID),
        (1026, total(500), State.PAID),  # others were charged meanwhile
        (1530, total(0), State.REFUSED),
        (1530, None, State.REFUSED),
        (1030, total(0), None),  # statistics come late, or somebody else spent as much
        (1530, total(500), None),  # money came at the same time
        (1526, total(0), None),
        (1526, total(200), None),
        (1026, total(3000, "KZT"), State.PAID),
        (1530, total(3000, "KZT"), None),
    ],
)
async def test_the_verdict_needs_signs_that_do_not_contradict(home, account, balance, paid_in, verdict):
    offer = await begun(home, account)

    assert Signs(Decimal(balance), paid_in).verdict(replace(offer, currency="RUB")) is verdict


async def test_statistics_that_were_not_read_before_say_nothing_afterwards(home, account):
    offer = replace(await begun(home, account), debit_before=None, currency="RUB")

    assert Signs(Decimal(1030), total(500)).verdict(offer) is State.PAID
    assert Signs(Decimal(1026), total(500)).verdict(offer) is None
    assert Signs(Decimal(1030), total(500)).verdict(replace(offer, balance_before=None)) is None
