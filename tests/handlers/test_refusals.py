"""The owner of an account hears of refused callbacks: soon, in private, and at most once an hour."""

from datetime import timedelta

import pytest

from handlers.delivery import ChatGone, NotNow, Perhaps
from handlers.house import Place
from handlers.watch import refusals
from storage import accounts
from tests.fakes import ANNA, GROUP, always, in_turn


async def refuse(home, account, times=1):
    for _ in range(times):
        await home.db(accounts.note_refusal, account.id, home.clock())


def heard(home):
    return [said.text for said in home.mouth.sent if said.place == Place(ANNA.id)]


async def test_many_refusals_are_one_warning(home):
    account = await home.account(chat_id=GROUP)
    await refuse(home, account, 20)
    for _ in range(3):
        await refusals.warn(home.house)

    [warning] = heard(home)
    assert "20" in warning
    assert home.mouth.sent[0].reply.loud


async def test_the_next_warning_comes_an_hour_later_and_only_with_news(home, account):
    await refuse(home, account)
    await refusals.warn(home.house)
    await refuse(home, account, 2)
    home.clock.passes(minutes=59)
    await refusals.warn(home.house)
    assert len(heard(home)) == 1

    home.clock.passes(minutes=2)
    await refusals.warn(home.house)
    home.clock.passes(hours=2)
    await refusals.warn(home.house)
    assert len(heard(home)) == 2
    assert "2 " in heard(home)[1]


@pytest.mark.parametrize("trouble", [NotNow(timedelta(seconds=7)), Perhaps("TimedOut")])
async def test_a_warning_that_telegram_did_not_take_goes_again(home, account, trouble):
    home.mouth.on_send = in_turn(trouble)
    await refuse(home, account)
    await refusals.warn(home.house)

    assert len(heard(home)) == 1


async def test_who_cannot_be_told_is_not_asked_every_minute(home, account):
    home.mouth.on_send = always(ChatGone("blocked"))
    await refuse(home, account)
    for _ in range(3):
        await refusals.warn(home.house)

    assert len(home.mouth.tried) == 1
