"""What became of messages is counted from the log: each message once, within the time that was asked for."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsc.events import IncomingSms, StatusEvent
from storage import accounts, events, outcomes
from storage.outcomes import Outcomes
from tests.storage.samples import DAY, HOUR, NOON, PHONE, SECOND, another_account, in_memory


def status(id: str, code: int, phone: str = PHONE) -> StatusEvent:
    return StatusEvent(id=id, phone=phone, status=code)


def within(db, *, account: int = 1, start: timedelta = timedelta(), end: timedelta = DAY) -> Outcomes:
    return outcomes.between(db, account, start=NOON + start, end=NOON + end)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([1], Outcomes(1, 0)),
        ([20], Outcomes(0, 1)),
        ([0, -1], Outcomes(0, 0)),
        ([1, 2, 4], Outcomes(1, 0)),
        ([20, 3], Outcomes(0, 1)),
        ([3, 1], Outcomes(1, 0)),
        ([1, 3], Outcomes(1, 0)),
    ],
    ids=str,
)
def test_a_message_counts_once_whatever_it_went_through(codes, expected):
    db = in_memory()
    for code in codes:
        events.append(db, 1, status("a-1", code), NOON)

    assert within(db) == expected


def test_one_id_to_two_phones_is_two_messages():
    db = in_memory()
    for phone in (PHONE, "79120000001"):
        events.append(db, 1, status("1", 1, phone), NOON)

    assert within(db) == Outcomes(2, 0)


def test_what_came_before_or_after_or_to_another_account_does_not_count():
    db = in_memory()
    other = accounts.connect(db, another_account("other"), NOON)
    for number, at in enumerate((-SECOND, timedelta(), DAY - SECOND, DAY)):
        events.append(db, 1, status(str(number), 1), NOON + at)
    events.append(db, other, status("9", 1), NOON)
    events.append(db, 1, IncomingSms(id="1", phone=PHONE, text="", to=PHONE), NOON)

    assert within(db) == Outcomes(2, 0)


@pytest.mark.parametrize("codes", [(1, 20), (20, 1), (1, 1)])
def test_the_oldest_outcome_of_an_account_says_since_when_it_is_known(codes):
    db = in_memory()
    events.append(db, 1, status("0", 0), NOON - HOUR)
    assert outcomes.since(db, 1) is None

    for number, code in enumerate(codes):
        events.append(db, 1, status(str(number), code), NOON + number * HOUR)
    assert outcomes.since(db, 1) == NOON


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 50), max_size=30).map(sorted), st.sets(st.integers(1, 30)), st.integers(0, 51))
def test_the_first_event_since_a_moment_is_found_also_among_gaps(hours, gone, since):
    db = in_memory()
    for number, hour in enumerate(hours, 1):
        events.append(db, 1, status(str(number), 1), NOON + hour * HOUR)
    for id in gone:
        db.conn.execute("delete from events where id = ?", (id,))
    left = [id for id, hour in enumerate(hours, 1) if id not in gone and hour >= since]

    found = outcomes.first_since(db, NOON + since * HOUR)

    assert all(id >= found for id in left)
    assert not [id for id, hour in enumerate(hours, 1) if id not in gone and hour < since and id >= found]
