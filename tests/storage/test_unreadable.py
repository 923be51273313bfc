"""Bodies that could not be read: byte for byte, the last thousand, for a week."""

import sqlite3

import pytest

from storage import accounts, unreadable
from storage.unreadable import MOST
from tests.storage.samples import DAY, NOON, SECOND, another_account


async def keep(db, account, body=b"body", *, query=b"", content_type="text/plain", now=NOON):
    await db(unreadable.keep, account, body=body, query=query, content_type=content_type, why="odd", now=now)


async def test_a_body_is_kept_as_it_came(db, account):
    await keep(db, account, b"\x00\xff\xd8", query=b"a=%ff", content_type="multipart/form-data")

    [found] = await db(unreadable.newest, account)
    assert (found.body, found.query, found.content_type) == (b"\x00\xff\xd8", b"a=%ff", "multipart/form-data")
    assert (found.why, found.received_at) == ("odd", NOON)


async def test_the_same_body_again_is_kept_once(db, account):
    for second in range(3):
        await keep(db, account, now=NOON + second * SECOND)

    assert await db(unreadable.count, account) == 1


async def test_another_query_or_account_makes_another_body(db, account):
    other = await db(accounts.connect, another_account("other"), NOON)
    await keep(db, account)
    await keep(db, account, query=b"other")
    await keep(db, other)

    assert (await db(unreadable.count, account), await db(unreadable.count, other)) == (2, 1)


async def test_the_newest_come_first_and_only_as_many_as_wanted(db, account):
    for number in range(4):
        await keep(db, account, b"%d" % number)

    assert [found.body for found in await db(unreadable.newest, account, limit=2)] == [b"3", b"2"]


async def test_only_the_last_thousand_of_each_account_are_kept(db, account):
    other = await db(accounts.connect, another_account("other"), NOON)
    await keep(db, other, b"other")

    def keep_many(on):
        for number in range(MOST + 5):
            unreadable.keep(on, account, body=b"%d" % number, query=b"", content_type="", why="", now=NOON)

    await db(keep_many)

    kept = await db(unreadable.newest, account, limit=2 * MOST)
    assert [found.body for found in kept] == [b"%d" % number for number in reversed(range(5, MOST + 5))]
    assert await db(unreadable.count, other) == 1


async def test_bodies_are_forgotten_after_seven_days(db, account):
    await keep(db, account)

    assert await db(unreadable.prune, NOON + 7 * DAY) == 0
    assert await db(unreadable.prune, NOON + 7 * DAY + SECOND) == 1
    assert await db(unreadable.count, account) == 0


async def test_a_header_of_any_bytes_does_not_lose_the_body(db, account):
    await keep(db, account, content_type="text/\udcff" + "x" * 1000)

    [found] = await db(unreadable.newest, account)
    assert found.content_type == "text/?" + "x" * 194


async def test_a_body_is_not_shown_in_logs(db, account):
    await keep(db, account, b"hunter2", query=b"hunter2")

    assert "hunter2" not in repr(await db(unreadable.newest, account))


async def test_a_body_of_no_account_is_refused(db):
    with pytest.raises(sqlite3.IntegrityError):
        await keep(db, 99)


async def test_one_body_can_be_forgotten(db, account):
    for number in range(3):
        await keep(db, account, b"%d" % number)
    second = (await db(unreadable.newest, account))[1]

    await db(unreadable.forget, second.id)

    assert [found.body for found in await db(unreadable.newest, account)] == [b"2", b"0"]
