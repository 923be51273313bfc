"""Telegram's updates: each stored once, handled in order, wiped afterwards, and never asked for again."""

import pytest

from storage import updates
from storage.rows import rows
from storage.updates import State, Stored
from tests.storage.samples import DAY, NOON, SECOND


def stored(*ids):
    return [Stored(id, f"update {id}") for id in ids]


async def test_what_is_new_is_told_apart_from_what_was_delivered_before(db):
    await db(updates.keep, stored(1, 2), NOON)

    assert await db(updates.keep, stored(2, 3), NOON) == stored(3)


async def test_a_repeated_update_does_not_overwrite_the_first(db):
    await db(updates.keep, [Stored(1, "first")], NOON)
    await db(updates.keep, [Stored(1, "second")], NOON)

    assert await db(updates.waiting) == [Stored(1, "first")]


async def test_an_update_that_comes_twice_in_one_delivery_is_one(db):
    assert await db(updates.keep, stored(1, 1), NOON) == stored(1)


async def test_what_waits_comes_in_telegrams_order(db):
    await db(updates.keep, stored(30, 10, 20), NOON)

    assert await db(updates.waiting) == stored(10, 20, 30)


@pytest.mark.parametrize("state", [State.DONE, State.FAILED])
async def test_what_is_handled_waits_no_more_and_its_text_is_wiped(db, state):
    await db(updates.keep, stored(1, 2), NOON)

    await db(updates.finish, 1, state)

    assert await db(updates.waiting) == stored(2)
    assert await db(rows, "select state, body from updates where id = 1") == [{"state": state, "body": ""}]


async def test_what_is_handled_is_not_handled_again_when_it_is_delivered_again(db):
    await db(updates.keep, stored(1), NOON)
    await db(updates.finish, 1, State.DONE)

    assert await db(updates.keep, stored(1), NOON) == []
    assert await db(updates.waiting) == []


async def test_a_new_bot_asks_telegram_for_whatever_there_is(db):
    assert await db(updates.next_offset, NOON) is None


async def test_the_next_offset_is_behind_the_highest_id(db):
    await db(updates.keep, stored(30, 10), NOON)

    assert await db(updates.next_offset, NOON) == 31


async def test_handled_updates_are_forgotten_after_two_days_and_waiting_ones_never(db):
    await db(updates.keep, stored(1, 2, 3), NOON)
    await db(updates.finish, 1, State.DONE)

    assert await db(updates.prune, NOON + 2 * DAY) == 0
    assert await db(updates.prune, NOON + 2 * DAY + SECOND) == 1
    assert await db(updates.waiting) == stored(2, 3)


async def test_forgetting_does_not_move_the_next_offset(db):
    await db(updates.keep, stored(1, 2, 3), NOON)
    for id in (1, 2, 3):
        await db(updates.finish, id, State.DONE)

    await db(updates.prune, NOON + 30 * DAY)

    assert await db(updates.next_offset, NOON) == 4
    assert await db(updates.keep, stored(3), NOON) == []
