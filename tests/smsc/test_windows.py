"""A window is exact: never more than its number in any minute, never fewer than could be."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc.windows import MINUTE, Window


def test_lets_its_number_in_and_the_next_after_a_minute() -> None:
    window = Window(2)
    for now in (0.0, 10.0):
        assert window.wait(1, now) == 0
        window.enter(1).ended = now

    assert window.wait(1, 15.0) == 45.0
    assert window.wait(1, 60.0) == 0


def test_counts_from_the_end_because_smsc_may_have_counted_late() -> None:
    window = Window(1)
    slow = window.enter(1)

    assert window.wait(1, 100.0) == MINUTE
    slow.ended = 100.0
    assert window.wait(1, 130.0) == 30.0


def test_forgets_what_was_never_sent() -> None:
    window = Window(1)
    window.forget(window.enter(1))

    assert window.wait(1, 0.0) == 0
    assert not window.busy(0.0)


def test_a_heavy_request_waits_for_as_many_as_it_needs() -> None:
    window = Window(100)
    for now, weight in ((0.0, 50), (10.0, 30), (20.0, 20)):
        window.enter(weight).ended = now

    assert window.wait(1, 30.0) == 30.0
    assert window.wait(50, 30.0) == 30.0
    assert window.wait(51, 30.0) == 40.0
    assert window.wait(100, 30.0) == 50.0


def test_what_never_fits_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="never fit"):
        Window(100).wait(101, 0.0)


@dataclass
class Sent:
    """A request: SMSC counts it anywhere between its start and its end."""

    start: float
    end: float


waits = st.floats(0, 90, allow_nan=False)
durations = st.floats(0, 25, allow_nan=False)


@given(st.integers(1, 5), st.lists(st.tuples(waits, durations), max_size=60))
def test_no_minute_of_smsc_ever_holds_one_too_many(limit: int, calls: list[tuple[float, float]]) -> None:
    """Whenever SMSC counts a request: here the earlier ones at their end, the last at its start."""
    window, now, sent = Window(limit), 1_000.0, list[Sent]()
    for pause, duration in calls:
        now += pause
        now += window.wait(1, now)
        assert window.wait(1, now) <= 1e-9
        one = window.enter(1)
        sent.append(Sent(now, now + duration))
        now += duration
        one.ended = now

    for first, last in zip(sent, sent[limit:], strict=False):
        assert last.start - first.end >= MINUTE - 1e-6


@given(st.integers(1, 5), st.lists(waits, max_size=60))
def test_nobody_waits_while_there_is_room(limit: int, pauses: list[float]) -> None:
    window, now, ends = Window(limit), 1_000.0, list[float]()
    for pause in pauses:
        now += pause
        counted = [end for end in ends if end + MINUTE > now]

        assert (window.wait(1, now) == 0) == (len(counted) < limit)
        now += window.wait(1, now)
        window.enter(1).ended = now
        ends.append(now)
