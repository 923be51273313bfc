"""What a chat is told: every event of the kinds it chose, once, in the order of the log."""

import asyncio
import sqlite3
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsc.callbacks import Callback
from smsc.events import CallEvent
from storage import accounts, arrivals, chats, events, subscriptions, verifications
from storage.arrivals import Arrivals
from storage.database import Database
from storage.errors import NotStored
from storage.events import Kind
from storage.subscriptions import Loudness, Target
from storage.verifications import State
from tests.storage.samples import CHAT, DAY, MINUTE, NOON, PHONE, a_check, another_account, event, in_memory, started

ALL = frozenset(Kind)
PEOPLE = frozenset({Kind.INCOMING, Kind.CALL})
MACHINES = frozenset({Kind.FAILED, Kind.DELIVERED})
CALL = CallEvent(PHONE, NOON + MINUTE)


async def subscribe(db, target, *kinds, loudness=Loudness.LOUD):
    for kind in kinds:
        await db(subscriptions.choose, target, kind, loudness)


async def arrive(db, target, *kinds):
    for number, kind in enumerate(kinds, 1):
        await db(arrivals.record, target.account_id, event(kind, number), NOON)


async def untold(db, target, kinds=ALL, *, limit=100):
    """The ids of what is untold there."""
    found = await db(arrivals.untold, target, kinds, limit=limit)
    return None if found is None else [news.logged.id for news in found.news]


async def tell(db, target, kinds=ALL, *, limit=100):
    await db(arrivals.told, await db(arrivals.untold, target, kinds, limit=limit))


async def test_what_is_recorded_twice_arrived_once(db, account):
    assert [await db(arrivals.record, account, CALL, NOON) for _ in range(2)] == [True, False]
    assert await db(events.last_id) == 1


async def test_a_call_answers_the_check_that_waits_for_it(db, account):
    check = await db(started, **a_check(account))

    await db(arrivals.record, account, CALL, NOON + 2 * MINUTE)

    found = await db(verifications.get, check)
    assert (found.state, found.called_at, found.told_at) == (State.CONFIRMED, CALL.at, NOON + 2 * MINUTE)


async def test_a_repeated_call_answers_no_later_check(db, account):
    await db(arrivals.record, account, CALL, NOON)
    check = await db(started, **a_check(account))

    await db(arrivals.record, account, CALL, NOON)

    assert (await db(verifications.get, check)).state is State.WAITING


async def test_another_event_answers_no_check(db, account):
    check = await db(started, **a_check(account))

    for kind in Kind:
        if kind is not Kind.CALL:
            await db(arrivals.record, account, event(kind, 1), NOON + MINUTE)

    assert (await db(verifications.get, check)).state is State.WAITING


async def test_nothing_arrived_is_nothing_untold(db, target):
    await subscribe(db, target, *Kind)

    assert await untold(db, target) is None


async def test_a_chat_that_chose_nothing_is_told_nothing(db, target):
    await arrive(db, target, *Kind)

    assert await untold(db, target) is None


async def test_what_has_been_told_is_not_untold_any_more(db, target):
    await subscribe(db, target, Kind.FAILED)
    await arrive(db, target, Kind.FAILED, Kind.FAILED)

    await tell(db, target, limit=1)

    assert await untold(db, target) == [2]


async def test_what_was_read_and_never_told_is_read_again(db, target):
    await subscribe(db, target, Kind.FAILED)
    await arrive(db, target, Kind.FAILED)

    assert [await untold(db, target) for _ in range(2)] == [[1], [1]]


async def test_what_arrives_while_it_is_told_stays_untold(db, target):
    await subscribe(db, target, Kind.FAILED, Kind.DELIVERED)
    await arrive(db, target, Kind.FAILED)
    being_told = await db(arrivals.untold, target, ALL, limit=100)
    await db(arrivals.record, target.account_id, event(Kind.DELIVERED, 2), NOON)

    await db(arrivals.told, being_told)

    assert await untold(db, target) == [2]


async def test_machine_noise_does_not_move_what_people_are_told(db, target):
    await subscribe(db, target, Kind.FAILED, Kind.INCOMING)
    await arrive(db, target, Kind.INCOMING, Kind.FAILED, Kind.FAILED)

    await tell(db, target, MACHINES)

    assert await untold(db, target, MACHINES) is None
    assert await untold(db, target, PEOPLE) == [1]


async def test_each_event_is_as_loud_as_its_kind_was_chosen(db, target):
    await subscribe(db, target, Kind.FAILED)
    await subscribe(db, target, Kind.DELIVERED, loudness=Loudness.SILENT)
    await arrive(db, target, Kind.FAILED, Kind.DELIVERED)

    found = await db(arrivals.untold, target, ALL, limit=100)

    assert [news.loudness for news in found.news] == [Loudness.LOUD, Loudness.SILENT]


async def test_two_chats_are_told_the_same_each_at_its_own_pace(db, target):
    other = Target(-2, 7, target.account_id)
    await db(chats.meet, -2, kind="group", title="Вторая", now=NOON)
    for each in (target, other):
        await subscribe(db, each, Kind.FAILED)
    await arrive(db, target, Kind.FAILED, Kind.FAILED)

    await tell(db, target)

    assert (await untold(db, target), await untold(db, other)) == (None, [1, 2])


async def test_another_accounts_events_are_not_told(db, target):
    other = await db(accounts.connect, another_account("other"), NOON)
    await subscribe(db, target, Kind.FAILED)
    await arrive(db, Target(CHAT, 0, other), Kind.FAILED)

    assert await untold(db, target) is None


async def test_a_call_is_not_told_where_its_check_has_its_card_and_the_cursor_passes_it(db, target):
    await subscribe(db, target, Kind.CALL)
    await db(verifications.show_on, await db(started, **a_check(target.account_id)), 50)
    await db(arrivals.record, target.account_id, CALL, NOON)

    assert await untold(db, target) == []
    await tell(db, target)
    assert await untold(db, target) is None


@pytest.mark.parametrize(("chat", "thread"), [(-2, 0), (CHAT, 7)])
async def test_elsewhere_a_call_is_told_with_its_check(db, target, chat, thread):
    await db(chats.meet, -2, kind="group", title="Вторая", now=NOON)
    elsewhere = Target(chat, thread, target.account_id)
    await subscribe(db, elsewhere, Kind.CALL)
    check = await db(started, **a_check(target.account_id))
    await db(arrivals.record, target.account_id, CALL, NOON)

    [news] = (await db(arrivals.untold, elsewhere, ALL, limit=100)).news

    assert (news.logged.event, news.verification.id) == (CALL, check)


async def test_a_second_call_is_told_as_a_call_of_its_own(db, target):
    await subscribe(db, target, Kind.CALL)
    await db(verifications.show_on, await db(started, **a_check(target.account_id)), 50)
    await db(arrivals.record, target.account_id, CALL, NOON)
    await db(arrivals.record, target.account_id, CallEvent(PHONE, CALL.at + MINUTE), NOON)

    [news] = (await db(arrivals.untold, target, ALL, limit=100)).news

    assert (news.logged.id, news.verification) == (2, None)


def status_callback(number):
    return Callback.of(event(Kind.DELIVERED, number))


async def test_what_is_appended_is_in_the_log_when_append_returns(db, account):
    way_in = Arrivals(db)

    await way_in.append(account, status_callback(1), NOON)

    [logged] = await db(events.since, account, [(Kind.DELIVERED, 0)], limit=10)
    assert (logged.event, logged.received_at) == (event(Kind.DELIVERED, 1), NOON)


async def test_a_burst_is_stored_whole_in_order_and_each_event_once(db, account):
    way_in = Arrivals(db)

    await asyncio.gather(*(way_in.append(account, status_callback(number % 300), NOON) for number in range(600)))

    found = await db(events.since, account, [(Kind.DELIVERED, 0)], limit=1000)
    assert [logged.event.id for logged in found] == [str(number) for number in range(300)]


async def test_a_burst_after_a_burst_is_stored_too(db, account):
    way_in = Arrivals(db)
    for burst in range(3):
        await asyncio.gather(*(way_in.append(account, status_callback(10 * burst + one), NOON) for one in range(10)))

    assert await db(events.last_id) == 30


async def test_an_appended_call_answers_its_check(db, account):
    check = await db(started, **a_check(account))

    await Arrivals(db).append(account, Callback.of(CALL), NOON + MINUTE)

    assert (await db(verifications.get, check)).state is State.CONFIRMED


async def test_one_event_that_cannot_be_stored_fails_no_neighbour(db, account):
    way_in = Arrivals(db)
    of_accounts = (account, 99, account)

    found = await asyncio.gather(
        *(way_in.append(each, status_callback(number), NOON) for number, each in enumerate(of_accounts)),
        return_exceptions=True,
    )

    assert [type(each) for each in found] == [type(None), sqlite3.IntegrityError, type(None)]
    assert len(await db(events.since, account, [(Kind.DELIVERED, 0)], limit=10)) == 2


async def test_a_waiter_that_gave_up_keeps_nobody_from_being_answered(db, account):
    way_in = Arrivals(db)
    first, second = [asyncio.create_task(way_in.append(account, status_callback(one), NOON)) for one in range(2)]
    await asyncio.sleep(0)
    first.cancel()

    await asyncio.wait([second], timeout=10)

    assert second.done()
    assert await db(events.last_id) == 2


async def test_what_arrives_at_a_closed_database_is_not_stored(path):
    async with Database(path) as db:
        way_in = Arrivals(db)

    for _ in range(2):
        with pytest.raises(NotStored):
            await way_in.append(1, status_callback(1), NOON)


@dataclass
class Model:
    """What a chat should still be told, kept the simple way, beside what storage says."""

    target: Target = field(default_factory=lambda: Target(CHAT, 0, 1))
    waiting: dict[Kind, list[int]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    chosen: set[Kind] = field(default_factory=set)
    arrived: int = 0

    def arrive(self, db, kind):
        self.arrived += 1
        arrivals.record(db, 1, event(kind, self.arrived), NOON)
        if kind in self.chosen:
            self.waiting[kind].append(events.last_id(db))

    def choose(self, db, kind, loudness):
        subscriptions.choose(db, self.target, kind, loudness)
        if loudness is Loudness.OFF:
            self.chosen.discard(kind)
            self.waiting[kind].clear()
        else:
            self.chosen.add(kind)

    def tell(self, db, lane, limit):
        wanted = sorted(id for kind in lane for id in self.waiting[kind])[:limit]

        found = arrivals.untold(db, self.target, lane, limit=limit)

        if found is None:
            assert wanted == []
            return False
        assert [news.logged.id for news in found.news] == wanted
        arrivals.told(db, found)
        for kind in lane:
            self.waiting[kind] = [id for id in self.waiting[kind] if id not in wanted]
        return True

    def tell_all(self, db, limit):
        for lane in (PEOPLE, MACHINES):
            while self.tell(db, lane, limit):
                pass

    def prune(self, db):
        events.prune(db, now=NOON + 2 * DAY, keep=DAY)


kinds = st.sampled_from(Kind)
steps = st.one_of(
    st.tuples(st.just("arrive"), kinds),
    st.tuples(st.just("arrive"), kinds),
    st.tuples(st.just("choose"), kinds, st.sampled_from(Loudness)),
    st.tuples(st.just("tell"), st.sampled_from([PEOPLE, MACHINES]), st.integers(1, 4)),
    st.tuples(st.just("prune")),
)


@settings(max_examples=150, deadline=None)
@given(st.sets(st.sampled_from(sorted(PEOPLE | MACHINES))), st.lists(steps, max_size=40), st.integers(1, 5))
def test_every_event_of_the_chosen_kinds_is_told_once_and_in_order(at_first, history, limit):
    db, model = in_memory(), Model()
    for kind in sorted(at_first):
        model.choose(db, kind, Loudness.LOUD)

    for step, *arguments in history:
        getattr(model, step)(db, *arguments)
    model.tell_all(db, limit)

    assert not any(model.waiting[kind] for kind in PEOPLE | MACHINES)


@settings(max_examples=50, deadline=None)
@given(st.lists(kinds, max_size=20), st.lists(kinds, max_size=20), st.integers(1, 5))
def test_what_comes_while_a_chat_cannot_be_told_is_told_when_it_can(before, meanwhile, limit):
    db, model = in_memory(), Model()
    for kind in Kind:
        model.choose(db, kind, Loudness.SILENT)

    for kind in before:
        model.arrive(db, kind)
    subscriptions.pause(db, CHAT, "blocked")
    for kind in meanwhile:
        model.arrive(db, kind)
    silent = arrivals.untold(db, model.target, ALL, limit=limit)
    subscriptions.resume(db, CHAT)

    assert silent is None
    while model.tell(db, ALL, limit):
        pass
    assert not any(model.waiting.values())
