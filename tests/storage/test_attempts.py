"""Refused logins: counted by person and over all, forgotten in time."""

import pytest

from storage import accounts, attempts
from tests.storage.samples import HOUR, MINUTE, NOON, SECOND, another_account

ANNA, BORIS = 1, 2


async def test_two_refused_logins_are_no_reason_to_wait(db):
    for _ in range(2):
        await db(attempts.note, ANNA, NOON)

    assert await db(attempts.free_at, ANNA, NOON) is None


async def test_three_of_one_person_are_enough_for_an_hour_since_the_first(db):
    for minutes in (0, 10, 20):
        await db(attempts.note, ANNA, NOON + minutes * MINUTE)

    assert await db(attempts.free_at, ANNA, NOON + 20 * MINUTE) == NOON + HOUR
    assert await db(attempts.free_at, ANNA, NOON + HOUR) is None


async def test_three_of_anybody_are_enough_for_half_an_hour(db):
    for person in (ANNA, ANNA, BORIS):
        await db(attempts.note, person, NOON)

    assert await db(attempts.free_at, BORIS, NOON + SECOND) == NOON + HOUR / 2
    assert await db(attempts.free_at, BORIS, NOON + HOUR / 2) is None


async def test_a_stored_account_that_smsc_refused_counts_as_well(db):
    for name in "ab":
        id = await db(accounts.connect, another_account(name), NOON)
        await db(accounts.stop, id, "wrong password", NOON)
    await db(attempts.note, ANNA, NOON)

    assert await db(attempts.free_at, BORIS, NOON + SECOND) == NOON + HOUR / 2


@pytest.mark.parametrize(("later", "kept"), [(HOUR - SECOND, 2), (HOUR, 1)])
async def test_old_ones_are_forgotten(db, later, kept):
    await db(attempts.note, ANNA, NOON)
    await db(attempts.note, ANNA, NOON + later)

    assert (await db(lambda found: found.conn.execute("select count(*) from attempts").fetchone()))[0] == kept
