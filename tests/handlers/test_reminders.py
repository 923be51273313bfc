"""Before a month ends people are reminded of their numbers: thrice, once each, in the morning, the last time loudly."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from handlers.commands import buy
from handlers.delivery import ChatGone, NotNow
from handlers.house import Place
from handlers.rented import Rented
from handlers.watch.reminders import MOST, Due, card, remind
from handlers.words import Words
from sandbox.smsc import SmscStandIn
from smsc.phone import Phone
from smsc.types import Balance
from storage import accounts, numbers
from storage.numbers import Number
from tests.fakes import CHAT, GROUP, Clock, Home, always, home_in, in_turn

PHONE, ELSEWHERE = "74950001122", "79120000001"
MORNING = 9  # o'clock in UTC: noon in Moscow


@pytest.fixture
async def home(tmp_path: Path, smsc: SmscStandIn, clock: Clock) -> AsyncIterator[Home]:
    async with home_in(tmp_path, smsc_url=await smsc.start(), clock=clock) as made:
        yield made


@pytest.fixture
async def rented(home, account):
    """A number that is renewed for 400 a month."""
    assert await buy.quote(home.tap(account, ""), Phone(PHONE), renew=True)
    await buy.confirm.run(home.tap(account, "1"))
    home.mouth.sent.clear()
    return account


async def told(home, day, *, hour=MORNING):
    """What is said when the bot looks on that day of August."""
    home.mouth.sent.clear()
    home.clock.now = datetime(2026, 8, day, hour, tzinfo=UTC)
    await remind(home.house)
    return home.mouth.sent


@pytest.mark.parametrize(("day", "left"), [(24, "7"), (28, "3"), (30, "1")])
async def test_it_is_said_seven_three_and_one_day_before_the_end(home, rented, day, left):
    [said] = await told(home, day)

    assert "31" in said.text.splitlines()[0]
    assert left in said.text.splitlines()[0]
    assert "+7 495 000-11-22" in said.text
    assert "400" in said.text


async def test_only_the_last_one_is_loud(home, rented):
    assert [(await told(home, day))[0].reply.loud for day in (24, 28, 30)] == [False, False, True]


async def test_each_is_said_once(home, rented):
    assert [len(await told(home, day)) for day in (24, 24, 25, 27, 28, 29, 30, 31)] == [1, 0, 0, 0, 1, 0, 1, 0]


async def test_not_before_ten_in_the_morning_of_the_chat(home, rented):
    assert await told(home, 24, hour=6) == []
    assert len(await told(home, 24, hour=7)) == 1


async def test_earlier_in_the_month_nothing_is_said(home, rented):
    assert [await told(home, day) for day in (13, 20, 23)] == [[], [], []]


async def test_the_next_month_is_another_one(home, rented):
    await told(home, 30)
    home.mouth.sent.clear()
    home.clock.now = datetime(2026, 9, 23, MORNING, tzinfo=UTC)
    await remind(home.house)

    assert len(home.mouth.sent) == 1


async def test_a_balance_that_will_not_do_is_pointed_at(home, rented, smsc):
    smsc.account("demo").balance = Decimal("120")

    [said] = await told(home, 24)

    assert "⚠️ Needed: 400" in said.text
    assert "120" in said.text


async def test_without_smsc_it_is_said_all_the_same(home, rented, smsc):
    smsc.set_trouble("http500")

    [said] = await told(home, 24)

    assert "/balance" in said.text


async def test_a_number_rented_elsewhere_is_remembered_too(home, account):
    await home.chat(CHAT)
    await home.db(numbers.note, account.id, ELSEWHERE, CHAT, 0, rented_elsewhere=True)
    await home.db(numbers.name, account.id, ELSEWHERE, "Hotline")

    [said] = await told(home, 24)

    assert "“Hotline”: rented elsewhere" in said.text


async def test_what_telegram_does_not_take_for_good_is_not_tried_again_and_again(home, rented):
    home.mouth.on_send = always(ChatGone("kicked"))
    await told(home, 24)
    home.mouth.on_send = in_turn()

    assert await told(home, 25) == []


async def test_fifty_numbers_are_one_message(home, account):
    due = Due(account, Place(CHAT), date(2026, 8, 31), 3, 3, [known(number) for number in range(50)])

    reply = card(due, Balance(Decimal(5), "RUR"), Words.load("en").say(chosen="ru"))

    assert len(reply.text) < 4096
    assert f"ещё {50 - MOST}" in reply.text


def known(number):
    phone = f"7912{number:07d}"
    return Rented(
        phone, None, Number(1, phone, "я" * 32, rented_elsewhere=True, chat_id=CHAT, thread_id=0, reminded="")
    )


async def test_a_chat_that_left_the_account_hears_nothing_of_it(home, rented):
    await home.db(accounts.leave, rented.id, CHAT)

    assert await told(home, 24) == []


async def test_a_number_of_a_chat_that_left_is_told_where_the_account_is_still_used(home, rented):
    await home.account(chat_id=GROUP)
    await home.db(accounts.leave, rented.id, CHAT)

    [said] = await told(home, 24)
    assert said.place == Place(GROUP)


async def test_what_telegram_does_not_take_now_is_said_at_the_next_look(home, rented):
    def not_now(_place, _reply):
        home.clock.passes(minutes=6)
        return NotNow(timedelta(minutes=6))

    home.mouth.on_send = not_now
    assert await told(home, 30) == []
    home.mouth.on_send = in_turn()

    assert len(await told(home, 30)) == 1


async def test_what_a_group_that_shut_the_bot_out_cannot_be_told_its_owner_is(home, account):
    await home.account(chat_id=GROUP)
    await home.db(numbers.note, account.id, ELSEWHERE, GROUP, 0, rented_elsewhere=True)
    home.mouth.on_send = always(ChatGone("kicked"), chat=GROUP)

    [said] = await told(home, 30)

    assert said.place == Place(CHAT)
    assert "+7 912 000-00-01" in said.text
    assert said.reply.loud


async def test_a_chat_that_is_not_served_is_not_reminded(home, rented):
    home.house.rights.closed.add(CHAT)

    assert await told(home, 24) == []
