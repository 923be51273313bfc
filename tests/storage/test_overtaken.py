"""Callbacks overtake each other: the furthest state of a message is news, what came before it is not."""

from datetime import timedelta

import pytest

from smsc.events import StatusEvent
from storage import arrivals, events, subscriptions
from storage.events import Kind
from storage.subscriptions import Loudness
from tests.storage.samples import NOON

LATER = NOON + timedelta(minutes=1)


def state(status, at=NOON, id="7", phone="79991234567"):
    return StatusEvent(id, phone, status, at=at)


async def told(db, target, *statuses):
    """Which states are told when all of them have come."""
    for kind in (Kind.DELIVERED, Kind.FAILED):
        await db(subscriptions.choose, target, kind, Loudness.LOUD)
    for status in statuses:
        await db(events.append, target.account_id, status, NOON)
    untold = await db(arrivals.untold, target, frozenset({Kind.DELIVERED, Kind.FAILED}), limit=10)
    return [item.logged.event.status for item in untold.news]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([state(2), state(1)], [2]),
        ([state(1), state(4)], [4]),
        ([state(3, at=LATER), state(1)], [3]),
        ([state(1, at=LATER), state(20)], [1]),
        ([state(1), state(0)], [1]),
        ([state(3), state(777)], [3]),
    ],
)
async def test_the_furthest_state_is_told(db, target, statuses, expected):
    assert await told(db, target, *statuses) == expected


async def test_other_messages_and_other_phones_of_one_message_are_not_mixed_up(db, target):
    statuses = [state(2), state(1, id="71"), state(1, phone="79991234568"), state(1, id="7:")]

    assert len(await told(db, target, *statuses)) == 4
