"""Payments to subclients: one winner for each quote and each subclient, and the truth about every one that began."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from storage import interrupted, payments, spending
from storage.payments import Before, Quote, State
from storage.spending import Limit, OverLimit
from tests.storage.samples import CHAT, DAY, MINUTE, NOON

BEFORE = Before(Decimal("1000.10"), Decimal("7.00"), NOON + MINUTE)


def an_offer(account):
    return Quote(account, CHAT, 0, "ivan", Decimal("500.50"), "RUB", Decimal("1000.10"), 1, "@anna")


async def quoted(db, account, **changes):
    return await db(payments.quote, replace(an_offer(account), **changes), NOON)


async def begin(db, id, **more):
    return await db(payments.begin, id, NOON, before=BEFORE, message_id=7, **more)


async def test_a_quote_keeps_money_to_the_last_digit(db, account):
    id = await quoted(db, account)
    assert await begin(db, id)

    found = await db(payments.get, id)
    assert (found.price, found.balance_before, found.debit_before) == (
        Decimal("500.50"),
        Decimal("1000.10"),
        Decimal("7.00"),
    )
    assert (found.state, found.message_id, found.quoted_at) == (State.PAYING, 7, NOON)


async def test_of_two_confirmations_and_of_two_quotes_one_wins(db, account):
    ids = [await quoted(db, account), await quoted(db, account, login="IVAN")]

    won = await asyncio.gather(*(begin(db, id) for id in ids * 5))

    assert sorted(won) == [False] * 9 + [True]


@pytest.mark.parametrize("state", [State.PAYING, State.UNKNOWN])
async def test_a_subclient_whose_payment_has_no_known_end_is_not_paid_again_and_another_is(db, account, state):
    first = await quoted(db, account)
    await begin(db, first)
    await db(payments.finish, first, state, now=NOON, shown=True)

    assert not await begin(db, await quoted(db, account))
    assert await begin(db, await quoted(db, account, login="petr"))


async def test_a_payment_ends_once(db, account):
    id = await quoted(db, account)
    await begin(db, id)
    assert await db(payments.finish, id, State.PAID, now=NOON, shown=True)

    assert not await db(payments.finish, id, State.REFUSED, now=NOON + MINUTE, shown=True)
    assert (await db(payments.get, id)).state is State.PAID
    assert await begin(db, await quoted(db, account))


async def test_what_was_read_before_another_payment_was_made_is_no_sign_for_the_next(db, account):
    ids = [await quoted(db, account), await quoted(db, account)]
    early = replace(BEFORE, read_at=NOON)
    await begin(db, ids[0])
    await db(payments.finish, ids[0], State.PAID, now=NOON, shown=True)

    assert not await db(payments.begin, ids[1], NOON, before=early, message_id=8)
    assert await begin(db, ids[1])


async def test_after_a_restart_what_was_being_paid_is_in_doubt_until_shown_and_found_out(db, account):
    ids = [await quoted(db, account), await quoted(db, account, login="petr")]
    await begin(db, ids[0])

    assert await db(interrupted.doubt, NOON) == 1
    assert [one.id for one in await db(payments.unknown)] == [ids[0]]
    assert [one.id for one in await db(payments.unshown)] == [ids[0]]
    await db(payments.shown, ids[0], State.UNKNOWN)
    assert await db(payments.unshown) == []
    await db(payments.finish, ids[0], State.PAID, now=NOON, shown=False)
    assert [one.state for one in await db(payments.unshown)] == [State.PAID]


@pytest.mark.parametrize(
    ("state", "spent"),
    [(State.PAYING, "500.50"), (State.UNKNOWN, "500.50"), (State.PAID, "500.50"), (State.REFUSED, "0")],
)
async def test_payments_count_as_spent_unless_certainly_refused(db, account, state, spent):
    id = await quoted(db, account)
    assert await db(spending.spent_since, CHAT, NOON) == 0
    await begin(db, id)
    await db(payments.finish, id, state, now=NOON, shown=True)

    assert await db(spending.spent_since, CHAT, NOON) == Decimal(spent)


async def test_beyond_the_limit_nothing_begins_without_a_second_person(db, account):
    id, limit = await quoted(db, account), Limit(Decimal(500), NOON)

    with pytest.raises(OverLimit):
        await begin(db, id, limit=limit)

    assert (await db(payments.get, id)).state is State.QUOTED
    assert await begin(db, id, limit=limit, approver=(2, "@boris"))
    assert (await db(payments.get, id)).approver == "@boris"


async def test_quotes_that_nobody_took_are_forgotten_and_payments_are_not(db, account):
    paid, _left = await quoted(db, account), await quoted(db, account, login="petr")
    await begin(db, paid)
    await db(payments.finish, paid, State.PAID, now=NOON, shown=True)

    assert await db(payments.prune, now=NOON + 40 * DAY, keep=timedelta(days=30)) == 1
    assert (await db(payments.get, paid)).state is State.PAID
