"""The few types that know something."""

from datetime import date

import pytest

from smsc.types import Period, TaskStatus


def test_a_status_smsc_adds_later_keeps_its_number() -> None:
    later = TaskStatus(9)

    assert later == 9
    assert later.name == "STATUS_9"
    assert isinstance(later, TaskStatus)
    assert TaskStatus(9) == later


def test_a_known_status_is_itself() -> None:
    assert TaskStatus(2) is TaskStatus.DONE


def test_a_status_is_a_number() -> None:
    with pytest.raises(ValueError, match="done"):
        TaskStatus("done")


def test_a_period_of_one_day_is_a_period() -> None:
    assert Period(date(2026, 8, 12), date(2026, 8, 12))


def test_a_period_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2026, 8, 12), date(2026, 8, 11))
