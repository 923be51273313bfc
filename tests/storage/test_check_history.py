"""A chat's checks, newest first; old ones are forgotten, running ones never."""

import pytest

from storage import accounts, check_history, verifications
from storage.verifications import NewCheck, State
from tests.storage.samples import CHAT, DAY, MINUTE, NOON, a_check, another_account, started

QUARTER = 15 * MINUTE


async def start(db, account, at=NOON, **changes):
    return await db(started, **a_check(account) | {"asked_at": at, "deadline": at + QUARTER} | changes)


async def listed(db, account, *, start=NOON - DAY, end=NOON + DAY, limit=100, beginning=0):
    found = await db(check_history.between, account, CHAT, start=start, end=end, limit=limit, beginning=beginning)
    assert beginning or await db(check_history.count, account, CHAT, start=start, end=end) >= len(found)
    return [check.id for check in found]


async def test_the_newest_come_first_and_a_page_at_a_time(db, account):
    ids = [await start(db, account, NOON + n * MINUTE, phone=f"7999000000{n}") for n in range(5)]

    assert await listed(db, account) == ids[::-1]
    assert await listed(db, account, limit=2, beginning=2) == [ids[2], ids[1]]


async def test_a_period_begins_with_its_start_and_ends_before_its_end(db, account):
    ids = [await start(db, account, NOON + n * MINUTE, phone=f"7999000000{n}") for n in range(3)]

    assert await listed(db, account, start=NOON, end=NOON + 2 * MINUTE) == [ids[1], ids[0]]
    assert await db(check_history.count, account, CHAT, start=NOON, end=NOON + 2 * MINUTE) == 2


async def test_another_chats_and_another_accounts_checks_are_not_in_it(db, account):
    mine = await start(db, account)
    await start(db, account, phone="79990000001", chat_id=-2)
    other = await db(accounts.connect, another_account("other"), NOON)
    await start(db, other)

    assert await listed(db, account) == [mine]
    assert await db(check_history.count, account, CHAT, start=NOON - DAY, end=NOON + DAY) == 1


async def test_what_ended_long_ago_is_forgotten(db, account):
    ended = await start(db, account)
    await db(verifications.expire, NOON + QUARTER)
    young = await start(db, account, NOON + DAY, phone="79990000001")
    await db(verifications.cancel, young)

    assert await db(check_history.prune, NOON + QUARTER) == 0
    assert await db(check_history.prune, NOON + QUARTER + MINUTE) == 1

    assert await db(verifications.get, ended) is None
    assert await db(verifications.get, young) is not None


@pytest.mark.parametrize("state", [State.ORDERING, State.WAITING])
async def test_what_runs_is_never_forgotten(db, account, state):
    new = NewCheck(account, CHAT, 0, "79991234567", "@anna")
    check, _begun = await db(verifications.begin, new, NOON, NOON + QUARTER)
    if state is State.WAITING:
        await db(verifications.ordered, check.id, "74950001122", now=NOON, deadline=NOON + QUARTER)

    assert await db(check_history.prune, NOON + 365 * DAY) == 0
    assert (await db(verifications.get, check.id)).state is state
