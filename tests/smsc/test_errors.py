"""Errors are read by people and by programs."""

from datetime import timedelta

import pytest

from smsc.errors import (
    REASONS,
    AccountStopped,
    AddressBlocked,
    Nonsense,
    Reason,
    Refused,
    SmscError,
    TooSoon,
    Unreachable,
    reason_of,
)


def test_three_is_money_here_and_nothing_found_there() -> None:
    assert reason_of("wait_call.php", 3) is Reason.MONEY
    assert reason_of("users.php", 3) is Reason.NOTHING_FOUND
    assert reason_of("info.php", 3) is Reason.OPERATOR_NOT_FOUND
    assert reason_of("balance.php", 3) is Reason.UNKNOWN


@pytest.mark.parametrize("page", REASONS)
def test_one_two_four_and_nine_are_the_same_everywhere(page: str) -> None:
    reasons = [reason_of(page, code) for code in (1, 2, 4, 9)]

    assert reasons == [Reason.PARAMETERS, Reason.AUTH, Reason.IP_BLOCKED, Reason.TOO_MANY]


def test_every_reason_but_unknown_has_a_page() -> None:
    used = {reason for table in REASONS.values() for reason in table.values()}

    assert used == set(Reason) - {Reason.UNKNOWN}


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (Refused(3, Reason.MONEY, "no money", "wait_call.php"), "wait_call.php refused: 3 money (no money)"),
        (Unreachable("HTTP 503", maybe_done=True), "no answer: HTTP 503, perhaps done"),
        (Unreachable("refused", maybe_done=False), "no answer: refused, not done"),
        (Nonsense("get.php", "<html>"), "get.php answered nonsense: '<html>'"),
        (TooSoon(timedelta(seconds=40)), "one request too many: free again in 0:00:40"),
        (AccountStopped(), "SMSC refused these credentials; calls are stopped until their owner acts"),
        (AddressBlocked(timedelta(minutes=30)), "our address is blocked, or nearly: free again in 0:30:00"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_error_says_what_happened(error: SmscError, text: str) -> None:
    assert str(error) == text


def test_equal_errors_are_still_two_events() -> None:
    assert TooSoon(timedelta(1)) != TooSoon(timedelta(1))
