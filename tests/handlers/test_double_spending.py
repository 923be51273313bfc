"""In whatever order people press, answers get lost and the bot restarts: SMSC charges a number once at most.

Presses come here past the one-shot buttons, so that what is tested is what stands behind them.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from handlers.commands import buy
from handlers.problems import Problem
from handlers.watch.purchases import Reconciler
from sandbox.smsc import SmscStandIn
from smsc.credentials import Login
from smsc.errors import TooSoon
from smsc.phone import Phone
from storage import actions, purchases
from storage.actions import Action, Pressed
from storage.database import Database
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


class Killed(BaseException):
    """The process is no more."""


@dataclass
class Dying:
    """The database of a bot that is killed at a *moment*: just before its first commit (0), just after it (1), ..."""

    db: Database
    moment: int
    passed: int = 0

    async def __call__(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.live()
        result = await self.db(function, *args, **kwargs)
        self.live()
        return result

    def soon(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        self.live()
        self.db.soon(function, *args, **kwargs)
        self.live()

    def live(self) -> None:
        self.passed += 1
        if self.passed > self.moment:
            raise Killed


async def pressed_at_the_door(house, tap, token):
    """What the door does with a press: who wins it, and then the handler."""
    won = await house.db(actions.press, token, chat_id=CHAT, person_id=tap.person.id, now=house.clock())
    if isinstance(won, Pressed):
        with suppress(Problem, TooSoon):
            await buy.confirm.run(replace(tap, house=house, arg=won.argument))


async def life_and_death(home, account, moment):
    """A quote, a press during which the bot is killed, and everything that happens after the next start. Whether it
    was killed at all, and the id of the quote."""
    id, token = await quoted(home, account), f"moment-{moment}"
    until = home.clock() + timedelta(minutes=10)
    await home.db(actions.keep, [Action(token, token, "buy.confirm", str(id), CHAT, 1001, once=True, expires_at=until)])
    dying, killed = replace(home.house, db=Dying(home.db, moment)), False
    try:
        await pressed_at_the_door(dying, home.tap(account, ""), token)
    except Killed:
        killed = True
    await restart(home)
    await pressed_at_the_door(home.house, home.tap(account, ""), token)  # the update comes once more
    await press(home, account, id)
    for _look in range(3):
        await settled(home)
    return killed, id


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_killed_at_any_moment_between_press_and_answer_it_is_charged_once_at_most(home, smsc, account, trouble):
    offer, demo = smsc.world.offers[PHONE], smsc.account("demo")
    smsc.top_up("demo", Decimal(100_000))
    killed, moment, done = True, 0, set()
    while killed:
        before, asked = demo.balance, len([one for one in smsc.requests if one.action == "buy"])
        if trouble:
            smsc.set_trouble(trouble, script="receive_phones", action="buy", times=1)

        killed, id = await life_and_death(home, account, moment)

        found = await home.db(purchases.get, id)
        assert (found.state is State.BOUGHT) == (PHONE in demo.leases), moment
        assert found.state in {State.QUOTED, State.REFUSED, State.BOUGHT}, moment
        assert before - demo.balance == (found.charged if found.state is State.BOUGHT else 0), moment
        assert len([one for one in smsc.requests if one.action == "buy"]) - asked <= 1, moment
        done.add(found.state)
        demo.leases.pop(PHONE, None)
        smsc.world.offers[PHONE] = offer
        smsc.set_trouble(None)
        home.clock.passes(minutes=2)
        moment += 1
    assert moment > 15
    assert State.BOUGHT in done or trouble == "down"


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_two_accounts_that_want_one_number_at_once_pay_for_it_once(home, smsc, account, trouble):
    smsc.add_account("shop", "shop", balance=Decimal(1000))
    other = await home.account(Login("shop", "shop"), chat_id=GROUP)
    before = {login: smsc.account(login).balance for login in ("demo", "shop")}
    here, there = await quoted(home, account), await quoted(home, other, chat_id=GROUP)
    if trouble:
        smsc.set_trouble(trouble, script="receive_phones", action="buy", times=1)

    await asyncio.gather(press(home, account, here), press(home, other, there, chat_id=GROUP))
    await settled(home)

    owners = [login for login in before if PHONE in smsc.account(login).leases]
    assert len(owners) <= 1
    assert [login for login in before if smsc.account(login).balance < before[login]] == owners
    bought = {one.account_id for id in (here, there) if (one := await home.db(purchases.get, id)).state is State.BOUGHT}
    assert bought == {{"demo": account.id, "shop": other.id}[login] for login in owners}


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
