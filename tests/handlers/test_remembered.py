"""SMSC's answers, asked once and shared: the balance, the numbers that can be rented."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.balances import balance_now, balance_of
from handlers.problems import NotConnected
from handlers.rentable import find, matching, rentable, rentable_now, similar, strike_out
from sandbox.smsc import SmscStandIn
from smsc.credentials import Login
from smsc.errors import TooSoon, Unreachable
from smsc.phone import Phone
from smsc.types import RentableNumber
from storage import accounts, answers
from tests.fakes import GROUP, Clock, Home, home_in

FREE = Phone("74950001122")


@pytest.fixture
async def home(tmp_path: Path, smsc: SmscStandIn, clock: Clock) -> AsyncIterator[Home]:
    async with home_in(tmp_path, smsc_url=await smsc.start(), clock=clock) as made:
        yield made


async def again(home, account, **later):
    """The same chat asks once more, some time later."""
    home.clock.passes(**later)
    return home.ask(account)


# The balance


async def test_a_balance_is_asked_for_once_in_twenty_seconds(home, smsc, account):
    first = await balance_of(home.ask(account))
    smsc.top_up("demo", Decimal(100))

    assert await balance_of(await again(home, account, seconds=19)) == first
    assert (await balance_of(await again(home, account, seconds=1))).amount == first.amount + 100
    assert len(smsc.requests) == 2


async def test_a_balance_is_shared_by_the_chats_of_an_account_and_by_no_other_account(home, smsc, account):
    other = await home.account(Login("poor", "poor"), chat_id=GROUP)

    mine = await balance_of(home.ask(account))
    theirs = await balance_of(home.ask(other, chat_id=GROUP))

    assert (await balance_of(home.ask(account, chat_id=GROUP))) == mine
    assert (mine.amount, theirs.amount) == (Decimal("1530.00"), Decimal("0.40"))
    assert len(smsc.requests) == 2


async def test_a_balance_of_this_moment_is_asked_for_and_kept_for_the_others(home, smsc, account):
    await balance_of(home.ask(account))
    smsc.top_up("demo", Decimal(100))

    now = await balance_now(home.ask(account))

    assert now.amount == Decimal("1630.00")
    assert await balance_of(home.ask(account)) == now
    assert len(smsc.requests) == 2


async def test_no_answer_is_not_remembered(home, smsc, account):
    smsc.set_trouble("down")
    with pytest.raises(Unreachable):
        await balance_of(home.ask(account))

    smsc.set_trouble(None)

    assert (await balance_of(home.ask(account))).amount == Decimal("1530.00")


async def test_without_credentials_not_even_a_remembered_answer_is_given(home, account):
    await balance_of(home.ask(account))
    await home.db(accounts.forget_credentials, account.id)
    account = await home.db(accounts.get, account.id)

    with pytest.raises(NotConnected):
        await balance_of(home.ask(account))


# Numbers to rent


async def test_the_list_is_shared_for_a_minute(home, smsc, account):
    first = await rentable(home.ask(account))

    assert await rentable(await again(home, account, seconds=59)) == first
    assert len(smsc.requests) == 1
    assert await rentable(await again(home, account, seconds=1)) == first
    assert len(smsc.requests) == 2


async def test_the_list_keeps_prices_to_the_kopeck_and_silence_as_silence(home, account):
    first = await rentable(home.ask(account))

    assert await rentable(home.ask(account)) == first
    assert find(first, Phone("78120009902")).cost is None
    assert isinstance(find(first, FREE).cost, Decimal)


async def test_where_smsc_may_not_be_asked_again_yet_the_list_is_at_most_a_minute_old(home, smsc, account):
    for _time in range(2):
        await rentable_now(home.ask(account))
    del smsc.world.offers[FREE.digits]

    stale = await rentable_now(home.ask(account))

    assert find(stale, FREE) is not None
    assert len(smsc.requests) == 2


async def test_where_there_is_no_list_at_all_the_person_has_to_wait(home, smsc, account):
    for _time in range(2):
        await rentable_now(home.ask(account))
    await home.db(answers.forget_all, account.id)

    with pytest.raises(TooSoon):
        await rentable_now(home.ask(account))


async def test_a_number_that_was_rented_is_struck_out_of_the_shared_list(home, smsc, account):
    before = await rentable(home.ask(account))
    home.clock.passes(seconds=50)

    await strike_out(home.ask(account), FREE)

    after = await rentable(home.ask(account))
    assert [number.phone for number in before if number not in after] == [FREE]
    home.clock.passes(seconds=10)
    await rentable(home.ask(account))
    assert len(smsc.requests) == 2  # the list is no younger for that


async def test_striking_out_without_a_list_does_nothing(home, smsc, account):
    await strike_out(home.ask(account), FREE)

    assert smsc.requests == []


# Looking through the list


def number(digits: str, info: str = "") -> RentableNumber:
    return RentableNumber(Phone(digits), 1, Decimal(400), Decimal(200), info)


SHELF = [number("74950001122", "МТС, приём SMS"), number("74950003344", "Билайн"), number("78120004000", "МТС")]


def test_a_number_is_found_by_its_digits():
    assert find(SHELF, Phone("74950003344")) is SHELF[1]
    assert find(SHELF, Phone("79990000000")) is None


@pytest.mark.parametrize(
    ("text", "found"), [("495", [0, 1]), ("+7 (495)", [0, 1]), ("мтс", [0, 2]), ("МТС", [0, 2]), ("x", []), ("999", [])]
)
def test_numbers_match_by_digits_or_by_words(text, found):
    assert matching(SHELF, text) == [SHELF[index] for index in found]


def test_similar_numbers_share_the_longest_beginning():
    assert similar(SHELF, Phone("74950003355")) == [SHELF[1], SHELF[0], SHELF[2]]
    assert similar(SHELF, Phone("78120004001"), most=1) == [SHELF[2]]
    assert similar([], FREE) == []


@settings(deadline=None, max_examples=50)
@given(
    digits=st.lists(st.from_regex(r"[0-9]{1,15}", fullmatch=True), max_size=6),
    wanted=st.from_regex(r"[0-9]{1,15}", fullmatch=True),
)
def test_similar_numbers_are_at_most_three_of_the_list(digits, wanted):
    shelf = [number(each) for each in digits]

    found = similar(shelf, Phone(wanted))

    assert len(found) == min(3, len(shelf))
    assert all(each in shelf for each in found)
