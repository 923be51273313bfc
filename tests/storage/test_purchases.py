"""Purchases: one winner for each quote and each number, and the truth about every one that began."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from storage import accounts, purchases
from storage.purchases import State
from tests.storage.samples import MINUTE, NOON, NUMBER, an_offer, another_account


async def begun(db, account):
    id = await db(purchases.quote, an_offer(account), NOON)
    assert await db(purchases.begin, id, NOON)
    return id


async def test_a_quote_keeps_money_to_the_last_digit(db, account):
    id = await db(purchases.quote, an_offer(account), NOON)

    found = await db(purchases.get, id)
    assert (found.price, found.monthly, found.balance_before) == (
        Decimal("249.90"),
        Decimal("500.00"),
        Decimal("1000.10"),
    )
    assert (found.state, found.renew, found.quoted_at, found.person) == (State.QUOTED, True, NOON, "@anna")
    assert (found.charged, found.balance_after, found.message_id) == (None, None, None)


async def test_what_smsc_did_not_say_stays_unsaid(db, account):
    silent = replace(an_offer(account), price=None, monthly=None, balance_before=None)

    found = await db(purchases.get, await db(purchases.quote, silent, NOON))

    assert (found.price, found.monthly, found.balance_before) == (None, None, None)


async def test_an_unknown_quote_is_none(db):
    assert await db(purchases.get, 99) is None
    assert not await db(purchases.begin, 99, NOON)


async def test_of_two_confirmations_of_one_quote_one_wins(db, account):
    id = await db(purchases.quote, an_offer(account), NOON)

    won = await asyncio.gather(*(db(purchases.begin, id, NOON) for _ in range(20)))

    assert sorted(won) == [False] * 19 + [True]


async def test_of_two_quotes_of_one_number_one_wins(db, account):
    ids = [await db(purchases.quote, an_offer(account), NOON) for _ in range(5)]

    won = await asyncio.gather(*(db(purchases.begin, id, NOON) for id in ids))

    assert sorted(won) == [False] * 4 + [True]


@pytest.mark.parametrize("state", [State.BUYING, State.UNKNOWN])
async def test_a_number_whose_purchase_has_no_known_end_is_not_bought_again(db, account, state):
    await db(purchases.finish, await begun(db, account), state, now=NOON)
    second = await db(purchases.quote, an_offer(account), NOON)

    assert not await db(purchases.begin, second, NOON)
    assert (await db(purchases.get, second)).state is State.QUOTED


@pytest.mark.parametrize("state", [State.BOUGHT, State.REFUSED])
async def test_a_number_whose_purchase_has_ended_may_be_quoted_and_bought_again(db, account, state):
    await db(purchases.finish, await begun(db, account), state, now=NOON)

    assert await begun(db, account)


async def test_a_refused_beginning_does_not_fail_who_shares_its_commit(db, account):
    await begun(db, account)
    second = await db(purchases.quote, an_offer(account), NOON)
    other = await db(purchases.quote, replace(an_offer(account), phone="74950003344"), NOON)

    won = await asyncio.gather(db(purchases.begin, second, NOON), db(purchases.begin, other, NOON))

    assert won == [False, True]


async def test_the_same_number_may_be_asked_for_by_two_accounts(db, account):
    other = await db(accounts.connect, another_account("other"), NOON)
    await begun(db, account)

    assert await begun(db, other)


async def test_the_end_of_a_purchase_is_written_down(db, account):
    id = await begun(db, account)

    await db(
        purchases.finish,
        id,
        State.BOUGHT,
        now=NOON + MINUTE,
        charged=Decimal("249.90"),
        balance_after=Decimal("750.20"),
        why="SMSC said so",
    )

    found = await db(purchases.get, id)
    assert (found.state, found.changed_at, found.why) == (State.BOUGHT, NOON + MINUTE, "SMSC said so")
    assert (found.charged, found.balance_after) == (Decimal("249.90"), Decimal("750.20"))


async def test_a_purchase_ends_once(db, account):
    id = await begun(db, account)
    await db(purchases.finish, id, State.BOUGHT, now=NOON, charged=Decimal(1))

    await db(purchases.finish, id, State.REFUSED, now=NOON + MINUTE)

    found = await db(purchases.get, id)
    assert (found.state, found.charged, found.changed_at) == (State.BOUGHT, Decimal(1), NOON)


async def test_a_quote_that_was_never_confirmed_has_no_end(db, account):
    id = await db(purchases.quote, an_offer(account), NOON)

    await db(purchases.finish, id, State.BOUGHT, now=NOON)

    assert (await db(purchases.get, id)).state is State.QUOTED


async def test_after_a_restart_what_was_being_bought_is_in_doubt_and_nothing_else(db, account):
    buying = await begun(db, account)
    quoted = await db(purchases.quote, replace(an_offer(account), phone="74950003344"), NOON)

    assert await db(purchases.doubt_begun, NOON + MINUTE) == 1
    assert [found.id for found in await db(purchases.unknown)] == [buying]
    assert (await db(purchases.get, buying)).changed_at == NOON + MINUTE
    assert (await db(purchases.get, quoted)).state is State.QUOTED


async def test_a_doubt_can_be_settled(db, account):
    id = await begun(db, account)
    await db(purchases.doubt_begun, NOON)

    await db(purchases.finish, id, State.BOUGHT, now=NOON)

    assert await db(purchases.unknown) == []
    assert [found.id for found in await db(purchases.bought, account)] == [id]


async def test_what_is_rented_is_known_by_account(db, account):
    other = await db(accounts.connect, another_account("other"), NOON)
    await db(purchases.finish, await begun(db, account), State.BOUGHT, now=NOON)

    assert [found.phone for found in await db(purchases.bought, account)] == [NUMBER]
    assert await db(purchases.bought, other) == []


async def test_renewal_is_changed_for_numbers_that_are_rented(db, account):
    id = await begun(db, account)
    await db(purchases.set_renewal, account, NUMBER, renew=False)
    before = (await db(purchases.get, id)).renew
    await db(purchases.finish, id, State.BOUGHT, now=NOON)

    await db(purchases.set_renewal, account, NUMBER, renew=False)

    assert (before, (await db(purchases.get, id)).renew) == (True, False)


async def test_a_purchase_knows_its_card(db, account):
    id = await begun(db, account)

    await db(purchases.show_on, id, 55)

    assert (await db(purchases.get, id)).message_id == 55


async def test_a_card_that_shows_doubt_is_brought_up_to_date_once_the_end_is_known(db, account):
    id = await begun(db, account)
    await db(purchases.finish, id, State.UNKNOWN, now=NOON)
    in_doubt = await db(purchases.unshown)
    await db(purchases.finish, id, State.BOUGHT, now=NOON)

    [known] = await db(purchases.unshown)
    await db(purchases.shown, id, known.state)

    assert in_doubt == []
    assert (known.id, known.state) == (id, State.BOUGHT)
    assert await db(purchases.unshown) == []


async def test_a_purchase_that_was_interrupted_shows_doubt_until_its_end_is_known(db, account):
    id = await begun(db, account)
    await db(purchases.doubt_begun, NOON)
    await db(purchases.finish, id, State.REFUSED, now=NOON)

    assert [found.id for found in await db(purchases.unshown)] == [id]


async def test_a_purchase_that_ended_at_once_needs_no_second_card(db, account):
    await db(purchases.finish, await begun(db, account), State.BOUGHT, now=NOON)

    assert await db(purchases.unshown) == []
