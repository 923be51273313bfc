"""Exports that chats wait for are each over once."""

from dataclasses import replace
from datetime import timedelta

from storage import exports
from storage.exports import Awaited, Watch
from tests.storage.samples import CHAT, NOON


async def test_an_export_is_awaited_once_in_a_chat_and_never_again_when_it_was_sent(db, account):
    wanted = Awaited(CHAT, 0, account, "8841", NOON)

    assert await db(exports.wait_for, wanted)
    assert not await db(exports.wait_for, replace(wanted, thread_id=2))
    assert await db(exports.awaited, account) == [wanted]
    await db(exports.over, wanted, NOON)
    assert not await db(exports.wait_for, wanted)
    assert await db(exports.awaited, account) == []


async def test_an_account_is_looked_at_while_a_chat_waits_or_watches(db, account):
    wanted = Awaited(CHAT, 0, account, "8841", NOON)
    await db(exports.watch, Watch(CHAT, 0, account, 7))

    assert await db(exports.expected_of) == {account: False}
    await db(exports.wait_for, wanted)
    assert await db(exports.expected_of) == {account: True}
    await db(exports.over, wanted, NOON)
    await db(exports.unwatch, CHAT, account)
    assert await db(exports.expected_of) == {}


async def test_a_watch_never_goes_back(db, account):
    await db(exports.watch, Watch(CHAT, 0, account, 9))
    await db(exports.watch, Watch(CHAT, 5, account, 7))

    assert await db(exports.watches, account) == [Watch(CHAT, 5, account, 9)]


async def test_what_was_sent_long_ago_is_forgotten_and_what_is_awaited_is_not(db, account):
    old, new = Awaited(CHAT, 0, account, "1", NOON), Awaited(CHAT, 0, account, "2", NOON)
    for wanted in (old, new):
        await db(exports.wait_for, wanted)
    await db(exports.over, old, NOON)
    await db(exports.prune, NOON + timedelta(days=30))

    assert await db(exports.awaited, account) == [new]
    assert await db(exports.wait_for, old)
