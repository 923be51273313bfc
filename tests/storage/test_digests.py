"""Digests: where, how often, when next; each change leaves the rest as it was."""

from dataclasses import replace

import pytest

from storage import accounts, chats, digests, subscriptions
from storage.digests import NO_ACCOUNT, UNREACHABLE
from tests.storage.samples import CHAT, DAY, HOUR, MINUTE, NOON

TOPIC, NEW = 7, -1002


@pytest.fixture
async def daily(db, target):
    return await chosen(db)


async def chosen(db, *, chat=CHAT, thread=0, weekday=None, at=NOON + HOUR, minute=540):
    await db(digests.choose, chat, thread, minute=minute, weekday=weekday, zone="", next_at=at)
    found = await db(digests.of_place, chat, thread)
    return next(one for one in found if one.weekday == weekday)


async def test_one_daily_and_one_weekly_one_for_a_place(db, daily):
    weekly = await chosen(db, weekday=0)
    later = await chosen(db, minute=600, at=NOON + 2 * HOUR)

    assert await db(digests.of_place, CHAT, 0) == [later, weekly]
    assert later.id == daily.id


async def test_it_is_due_from_its_time_on(db, daily):
    assert await db(digests.due, NOON) == []
    assert await db(digests.due, NOON + HOUR) == [daily]


async def test_what_is_done_with_is_due_at_the_next_time(db, daily):
    await db(digests.begin, daily)
    await db(digests.plan, daily, NOON + DAY, zone="Europe/Berlin")

    [planned] = await db(digests.due, NOON + DAY)
    assert planned == replace(daily, next_at=NOON + DAY, zone="Europe/Berlin")


async def test_a_time_that_somebody_chose_meanwhile_stays(db, daily):
    changed = await chosen(db, minute=600, at=NOON + 2 * HOUR)

    await db(digests.plan, daily, NOON + DAY, zone="")

    assert await db(digests.of_place, CHAT, 0) == [changed]


async def test_what_is_put_off_is_due_later_and_still_of_its_time(db, daily):
    await db(digests.postpone, daily.id, NOON + HOUR + MINUTE)

    assert await db(digests.due, NOON + HOUR) == []
    assert await db(digests.due, NOON + HOUR + MINUTE) == [daily]


async def test_tries_are_counted_but_for_those_that_never_left(db, daily):
    assert await db(digests.begin, daily)
    assert await db(digests.begin, replace(daily, tries=1))
    await db(digests.never_left, daily.id, NOON)

    assert [one.tries for one in await db(digests.due, NOON)] == [1]


async def test_of_two_who_begin_one_does(db, daily):
    assert [await db(digests.begin, daily) for _ in range(2)] == [True, False]


async def test_one_that_was_changed_or_ended_is_not_begun(db, daily):
    await chosen(db, minute=600, at=NOON + 2 * HOUR)
    assert not await db(digests.begin, daily)

    await db(digests.drop, CHAT, 0)
    assert not await db(digests.begin, daily)


async def test_a_chat_that_is_shut_pauses_and_goes_on_with_what_is_due(db, daily):
    assert await db(digests.pause_chat, CHAT) == 1
    assert await db(digests.pause_chat, CHAT) == 0
    assert await db(digests.due, NOON + DAY) == []
    assert (await db(digests.of_place, CHAT, 0))[0].paused_why == UNREACHABLE

    assert await db(digests.resume_chat, CHAT) == 1
    assert await db(digests.due, NOON + DAY) == [daily]


async def test_one_that_waits_for_an_account_is_found_when_there_is_one(db, daily, account):
    assert await db(digests.pause, daily, NO_ACCOUNT) == 1
    assert await db(digests.pause, daily, NO_ACCOUNT) == 0
    assert await db(digests.resume_chat, CHAT) == 0
    assert await db(digests.waiting_for_account) == []

    await db(chats.use_account, CHAT, account)
    assert [one.id for one in await db(digests.waiting_for_account)] == [daily.id]

    await db(accounts.stop, account, "wrong password", NOON)
    assert await db(digests.waiting_for_account) == []


async def test_a_chat_that_moved_to_another_zone_is_found(db, daily):
    assert await db(digests.displaced) == []

    await db(chats.live_in, CHAT, "Asia/Omsk")

    assert await db(digests.displaced) == [(daily, "Asia/Omsk")]


async def test_only_those_of_the_place_end(db, daily):
    elsewhere = await chosen(db, thread=TOPIC)

    assert await db(digests.drop, CHAT, 0) == 1
    assert await db(digests.drop, CHAT, 0) == 0
    assert await db(digests.of_place, CHAT, TOPIC) == [elsewhere]


async def test_they_follow_a_group_and_only_what_barred_the_way_is_over(db, daily):
    await db(digests.pause, await chosen(db, thread=TOPIC), NO_ACCOUNT)
    await db(digests.pause_chat, CHAT)

    await db(subscriptions.move_chat, CHAT, NEW)

    assert [one.paused_why for one in await db(digests.of_place, NEW, 0)] == [None]
    assert [one.paused_why for one in await db(digests.of_place, NEW, TOPIC)] == [NO_ACCOUNT]


async def test_a_deleted_topics_digest_goes_to_the_chat(db, daily):
    await chosen(db, thread=TOPIC, minute=600)

    assert await db(subscriptions.forget_topic, CHAT, TOPIC) == 1

    assert [one.minute for one in await db(digests.of_place, CHAT, 0)] == [600]
