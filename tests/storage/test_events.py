"""The log: each event once, in order, and kept for as long as somebody waits for it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smsc.callbacks import Callback
from smsc.codes import STATUS_MEANING
from smsc.events import StatusEvent
from storage import accounts, chats, events, subscriptions
from storage.events import Kind
from storage.rows import rows
from storage.subscriptions import Loudness, Target
from tests.storage.samples import CHAT, DAY, NOON, PHONE, SECOND, another_account, event, in_memory

KEEP = timedelta(days=30)
LONG_AFTER = NOON + KEEP + SECOND


async def append(db, account, *kinds):
    """One event of each of *kinds*, numbered from one."""
    for number, kind in enumerate(kinds, 1):
        await db(events.append, account, event(kind, number), NOON)


async def kept(db, account):
    found = await db(events.since, account, [(kind, 0) for kind in Kind], limit=100)
    return [logged.id for logged in found]


@pytest.mark.parametrize("kind", Kind)
async def test_appending_twice_is_appending_once(db, account, kind):
    first = await db(events.append, account, event(kind, 1), NOON)
    second = await db(events.append, account, event(kind, 1), NOON + DAY)

    assert (first, second) == (True, False)
    assert await kept(db, account) == [1]


async def test_a_repeated_status_with_another_cost_is_no_news(db, account):
    await append(db, account, Kind.DELIVERED)

    assert not await db(events.append, account, replace(event(Kind.DELIVERED, 1), cnt=3, sender="x"), NOON)


async def test_the_same_event_of_two_accounts_is_two(db, account):
    other = await db(accounts.connect, another_account("other"), NOON)
    await append(db, account, Kind.FAILED)

    assert await db(events.append, other, event(Kind.FAILED, 1), NOON)


@pytest.mark.parametrize("kind", Kind)
async def test_an_event_comes_back_as_it_was_with_its_kind_and_time(db, account, kind):
    await append(db, account, kind)

    [logged] = await db(events.since, account, [(kind, 0)], limit=10)

    assert (logged.id, logged.event, logged.received_at) == (1, event(kind, 1), NOON)
    assert await db(events.count, account) == {kind: 1}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (-3, Kind.FAILED),
        (-2, Kind.PROGRESS),
        (-1, Kind.PROGRESS),
        (0, Kind.PROGRESS),
        (1, Kind.DELIVERED),
        (2, Kind.DELIVERED),
        (3, Kind.FAILED),
        (4, Kind.DELIVERED),
        *((code, Kind.FAILED) for code in (6, 20, 22, 23, 24, 25)),
    ],
)
async def test_the_kind_of_a_status_is_what_it_means_for_who_waits(db, account, status, kind):
    await db(events.append, account, StatusEvent("1", PHONE, status), NOON)

    assert status in STATUS_MEANING
    assert await db(events.count, account) == {kind: 1}


async def test_an_unknown_status_counts_as_a_failure(db, account):
    await db(events.append, account, StatusEvent("1", PHONE, 777), NOON)

    assert await db(events.count, account) == {Kind.FAILED: 1}


@example([*range(100), *range(events.MOST - 100)])
@given(st.lists(st.integers(0, 40), min_size=1, max_size=50))
def test_many_events_at_once_are_each_one_after_the_other(numbers):
    one_by_one, at_once = in_memory(), in_memory()
    single = [events.append(one_by_one, 1, event(Kind.FAILED, number), NOON) for number in numbers]

    entries = [events.entry(1, Callback.of(event(Kind.FAILED, number)), NOON) for number in numbers]
    fresh = events.append_all(at_once, entries)

    assert fresh == sum(single) == len(set(numbers))
    log = "select id, fingerprint, body from events order by id"
    assert rows(at_once, log) == rows(one_by_one, log)


async def test_since_knows_only_what_is_after_a_kinds_own_cursor(db, account):
    await append(db, account, Kind.FAILED, Kind.CALL, Kind.FAILED, Kind.CALL)

    found = await db(events.since, account, [(Kind.FAILED, 1), (Kind.CALL, 2)], limit=10)

    assert [logged.id for logged in found] == [3, 4]


async def test_since_knows_one_account_only(db, account):
    other = await db(accounts.connect, another_account("other"), NOON)
    await append(db, account, Kind.FAILED)

    assert await db(events.since, other, [(Kind.FAILED, 0)], limit=10) == []


async def test_since_no_kind_is_nothing(db, account):
    await append(db, account, Kind.FAILED)

    assert await db(events.since, account, [], limit=10) == []


@given(
    st.lists(st.sampled_from(Kind), max_size=25),
    st.dictionaries(st.sampled_from(Kind), st.integers(0, 30)),
    st.integers(1, 12),
)
def test_since_is_the_oldest_after_the_cursors_in_log_order(kinds, cursors, limit):
    db = in_memory()
    for number, kind in enumerate(kinds, 1):
        events.append(db, 1, event(kind, number), NOON)

    found = events.since(db, 1, list(cursors.items()), limit=limit)

    wanted = [id for id, kind in enumerate(kinds, 1) if kind in cursors and id > cursors[kind]]
    assert [logged.id for logged in found] == wanted[:limit]


async def test_the_last_id_grows_with_every_event(db, account):
    assert await db(events.last_id) == 0

    await append(db, account, Kind.FAILED, Kind.CALL)

    assert await db(events.last_id) == 2


async def test_what_smsc_last_told_is_known_by_account(db, account):
    other = await db(accounts.connect, another_account("other"), NOON)
    await db(events.append, account, event(Kind.CALL, 1), NOON)
    await db(events.append, account, event(Kind.CALL, 2), NOON + DAY)

    assert await db(events.last_received, account) == NOON + DAY
    assert await db(events.last_received, other) is None


async def test_events_are_counted_by_kind(db, account):
    await append(db, account, Kind.FAILED, Kind.FAILED, Kind.CALL)

    assert await db(events.count, account) == {"fail": 2, "call": 1}


async def test_what_is_old_and_was_told_is_forgotten(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await append(db, target.account_id, Kind.FAILED, Kind.FAILED)
    [subscription] = await db(subscriptions.awake, target)
    await db(subscriptions.advance, [subscription.id], 1)

    forgotten = await db(events.prune, now=LONG_AFTER, keep=KEEP)

    assert forgotten == 1
    assert await kept(db, target.account_id) == [2]


async def test_what_is_young_is_kept_though_it_was_told(db, account):
    await append(db, account, Kind.FAILED)

    assert await db(events.prune, now=NOON + KEEP, keep=KEEP) == 0


async def test_a_subscription_to_another_kind_or_account_keeps_nothing(db, target):
    other = await db(accounts.connect, another_account("other"), NOON)
    await db(subscriptions.choose, target, Kind.CALL, Loudness.LOUD)
    await db(subscriptions.choose, Target(CHAT, 0, other), Kind.FAILED, Loudness.LOUD)
    await append(db, target.account_id, Kind.FAILED, Kind.PROGRESS)

    assert await db(events.prune, now=LONG_AFTER, keep=KEEP) == 2


async def test_a_subscription_that_is_off_keeps_nothing(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.OFF)
    await append(db, target.account_id, Kind.FAILED)

    assert await db(events.prune, now=LONG_AFTER, keep=KEEP) == 1


async def test_a_chat_that_cannot_be_told_keeps_nothing(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await append(db, target.account_id, Kind.FAILED)
    await db(subscriptions.pause, CHAT, "blocked")

    assert await db(events.prune, now=LONG_AFTER, keep=KEEP) == 1


async def test_of_two_chats_the_one_that_has_got_less_far_keeps_the_events(db, target):
    other = Target(-2, 0, target.account_id)
    await db(chats.meet, -2, kind="group", title="Вторая", now=NOON)
    for each in (target, other):
        await db(subscriptions.choose, each, Kind.FAILED, Loudness.SILENT)
    await append(db, target.account_id, Kind.FAILED)
    [told] = await db(subscriptions.awake, target)
    await db(subscriptions.advance, [told.id], 1)

    assert await db(events.prune, now=LONG_AFTER, keep=KEEP) == 0


async def test_forgetting_goes_in_steps_oldest_first(db, account):
    await append(db, account, *[Kind.FAILED] * 5)

    assert await db(events.prune, now=LONG_AFTER, keep=KEEP, most=3) == 3
    assert await kept(db, account) == [4, 5]


async def test_ids_are_never_used_again(db, account):
    await append(db, account, Kind.FAILED, Kind.FAILED)
    await db(events.prune, now=LONG_AFTER, keep=KEEP)

    await append(db, account, Kind.CALL)

    assert await kept(db, account) == [3]


async def test_an_event_is_found_by_its_number_and_only_for_its_account(db, account):
    await append(db, account, Kind.INCOMING, Kind.CALL)
    other = await db(accounts.connect, another_account("other"), NOON)

    found = await db(events.get, account, 2)

    assert (found.id, found.kind, found.received_at) == (2, Kind.CALL, NOON)
    assert found.event == event(Kind.CALL, 2)
    assert await db(events.get, other, 2) is None
    assert await db(events.get, account, 3) is None
