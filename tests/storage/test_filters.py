"""A filter lets through what is about its numbers and has its words."""

import pytest

from smsc.events import CallEvent, IncomingSms, StatusEvent
from storage import arrivals, events, subscriptions
from storage.events import Kind
from storage.filters import EVERYTHING, Filter
from storage.subscriptions import Loudness
from tests.storage.samples import NOON

SMS = IncomingSms(id="1", phone="79991234567", text="Где мой ЗАКАЗ?", to="74950001122")


@pytest.mark.parametrize(
    "chosen",
    [
        EVERYTHING,
        Filter(numbers=("7999",)),
        Filter(numbers=("0001122",)),
        Filter(numbers=("555", "7495")),
        Filter(words=("заказ",)),
        Filter(numbers=("7999",), words=("нет", "где")),
    ],
)
def test_what_fits_is_let_through(chosen):
    assert chosen.accepts(SMS)


@pytest.mark.parametrize(
    "chosen", [Filter(numbers=("555",)), Filter(words=("нет",)), Filter(numbers=("7999",), words=("нет",))]
)
def test_what_does_not_fit_is_kept_back(chosen):
    assert not chosen.accepts(SMS)


def test_statuses_and_calls_are_known_by_their_number():
    chosen = Filter(numbers=("7999",))

    assert chosen.accepts(StatusEvent("1", "79991234567", 1))
    assert chosen.accepts(CallEvent("79991234567", NOON))
    assert not chosen.accepts(StatusEvent("1", "79121234567", 1))


@pytest.mark.parametrize("chosen", [EVERYTHING, Filter(("7999",), ("слово", '"'))])
def test_a_filter_comes_back_from_the_database_as_it_was(chosen):
    assert Filter.unpack(chosen.pack()) == chosen


async def test_a_narrowed_subscription_is_told_less_and_its_cursor_moves_all_the_same(db, target):
    await db(subscriptions.choose, target, Kind.INCOMING, Loudness.LOUD)
    await db(subscriptions.narrow, target, Kind.INCOMING, Filter(words=("заказ",)))
    await db(events.append, target.account_id, SMS, NOON)
    await db(events.append, target.account_id, IncomingSms("2", "79991234567", "Привет", "74950001122"), NOON)

    untold = await db(arrivals.untold, target, frozenset({Kind.INCOMING}), limit=10)

    assert [item.logged.event.id for item in untold.news] == ["1"]
    await db(arrivals.told, untold)
    assert await db(arrivals.untold, target, frozenset({Kind.INCOMING}), limit=10) is None
