"""When SMSC certainly did nothing, and when it is looked at again where that is not certain."""

from datetime import timedelta

import pytest

from handlers.doubts import Looks, certainly_not_done
from smsc.errors import AccountStopped, AddressBlocked, Nonsense, Reason, Refused, TooSoon, Unreachable
from tests.fakes import NOON

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    "error",
    [
        Refused(10, Reason.NOT_ENOUGH_TO_CREDIT),
        Refused(7, Reason.SHARED_BALANCE),
        TooSoon(MINUTE),
        AccountStopped(),
        AddressBlocked(MINUTE),
        Unreachable("refused", maybe_done=False),
    ],
)
def test_a_no_in_words_and_what_was_never_sent_did_nothing(error):
    assert certainly_not_done(error)


@pytest.mark.parametrize(
    "error", [Unreachable("timed out", maybe_done=True), Nonsense("users.php"), Refused(77, Reason.UNKNOWN)]
)
def test_silence_nonsense_and_codes_that_no_document_lists_prove_nothing(error):
    assert not certainly_not_done(error)


def test_looks_come_ever_less_often():
    looks, seconds = Looks(), [second for second in range(1000) if second % 15 == 0]

    due = [second for second in seconds if looks.due(1, NOON, NOON + timedelta(seconds=second))]

    assert due == [30, 60, 120, 240, 480, 960]
    assert not looks.due(2, NOON, NOON + timedelta(seconds=19))
