"""When something is due: at the chat's own time of day, once, also when clocks are put forward or back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.problems import Problem
from handlers.schedules import Schedule, latest, next_at, read, spoken
from handlers.words import Words

WORDS = Words.load("en")
BERLIN, MOSCOW = "Europe/Berlin", "Europe/Moscow"
ZONES = (MOSCOW, BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
LONGEST = {None: timedelta(days=1, hours=25), 0: timedelta(days=8, hours=25)}
moments = st.datetimes(*map(datetime.fromisoformat, ("2000-01-01", "2040-01-01")), timezones=st.just(UTC))
schedules = st.builds(Schedule, st.integers(0, 24 * 60 - 1), st.none() | st.integers(0, 6))


def due(at: str, zone: str, after: str, weekday: int | None = None) -> str:
    """The next time as that zone's clocks show it, with its offset."""
    hour, minute = map(int, at.split(":"))
    moment = datetime.fromisoformat(after).replace(tzinfo=ZoneInfo(zone))
    found = next_at(Schedule(hour * 60 + minute, weekday), ZoneInfo(zone), moment)
    return f"{found.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %z}"


@pytest.mark.parametrize(
    ("at", "zone", "after", "expected"),
    [
        pytest.param("09:00", MOSCOW, "2026-08-12 08:59", "2026-08-12 09:00 +0300", id="today"),
        pytest.param("09:00", MOSCOW, "2026-08-12 09:00", "2026-08-13 09:00 +0300", id="exactly then is over"),
        pytest.param("00:00", MOSCOW, "2026-12-31 23:59", "2027-01-01 00:00 +0300", id="New Year"),
        pytest.param("09:00", BERLIN, "2026-03-28 09:00", "2026-03-29 09:00 +0200", id="after the clocks went forward"),
        pytest.param("02:30", BERLIN, "2026-03-28 12:00", "2026-03-29 03:30 +0200", id="a time that is jumped over"),
        pytest.param("02:30", BERLIN, "2026-03-29 12:00", "2026-03-30 02:30 +0200", id="the day after that"),
        pytest.param("09:00", BERLIN, "2026-10-24 09:00", "2026-10-25 09:00 +0100", id="after the clocks went back"),
        pytest.param("02:30", BERLIN, "2026-10-24 12:00", "2026-10-25 02:30 +0200", id="a time that comes twice"),
        pytest.param("02:30", BERLIN, "2026-10-25 02:45", "2026-10-26 02:30 +0100", id="between its two comings"),
        pytest.param("03:30", BERLIN, "2026-03-29 01:59", "2026-03-29 03:30 +0200", id="just behind the jump"),
        pytest.param("02:15", "Australia/Lord_Howe", "2026-10-03 12:00", "2026-10-04 02:45 +1100", id="half an hour"),
        pytest.param("09:00", "Pacific/Apia", "2011-12-29 10:00", "2011-12-31 09:00 +1400", id="a day that never was"),
    ],
)
def test_a_daily_time(at, zone, after, expected):
    assert due(at, zone, after) == expected


@pytest.mark.parametrize(
    ("weekday", "after", "expected"),
    [
        (2, "2026-08-12 08:00", "2026-08-12 09:00 +0200"),
        (2, "2026-08-12 09:00", "2026-08-19 09:00 +0200"),
        (0, "2026-08-12 09:00", "2026-08-17 09:00 +0200"),
        (6, "2026-03-27 09:00", "2026-03-29 09:00 +0200"),
        (6, "2026-10-19 09:00", "2026-10-25 09:00 +0100"),
    ],
)
def test_a_weekly_time(weekday, after, expected):
    assert due("09:00", BERLIN, after, weekday) == expected


@settings(deadline=None)
@given(schedules, st.sampled_from(ZONES), moments)
def test_the_next_time_is_later_on_the_right_day_and_soon(schedule, zone, after):
    found = next_at(schedule, ZoneInfo(zone), after)
    local = found.astimezone(ZoneInfo(zone))

    assert after < found <= after + LONGEST[None if schedule.weekday is None else 0]
    assert abs(local.hour * 60 + local.minute - schedule.minute) in {0, 30, 60} or local.date() == date(2011, 12, 31)
    assert schedule.weekday in {None, local.weekday()} or local.date() == date(2011, 12, 31)


@settings(deadline=None)
@given(schedules, st.sampled_from(ZONES), moments)
def test_one_time_after_the_other_no_day_has_two(schedule, zone, after):
    days = []
    for _ in range(8):
        after = next_at(schedule, ZoneInfo(zone), after)
        days.append(after.astimezone(ZoneInfo(zone)).date())

    assert days == sorted(set(days))


@settings(deadline=None)
@given(schedules, st.sampled_from(ZONES), moments, st.integers(0, 40 * 24 * 60))
def test_of_those_missed_the_last_is_the_one_before_the_next(schedule, zone, start, minutes):
    now = start + timedelta(minutes=minutes)
    first = next_at(schedule, ZoneInfo(zone), start)
    found, passed = latest(schedule, ZoneInfo(zone), first, now)

    assert next_at(schedule, ZoneInfo(zone), found) > now or found == first
    assert found <= now or (found, passed) == (first, 0)
    for _ in range(passed):
        first = next_at(schedule, ZoneInfo(zone), first)
    assert first == found


@pytest.mark.parametrize(
    ("text", "weekly", "expected"),
    [
        ("", False, Schedule(540)),
        ("9", False, Schedule(540)),
        ("09:00", False, Schedule(540)),
        ("9.30", False, Schedule(570)),
        ("00:00", False, Schedule(0)),
        ("23:59", False, Schedule(1439)),
        ("", True, Schedule(540, 0)),
        ("fri", True, Schedule(540, 4)),
        ("пт 18:15", True, Schedule(1095, 4)),
        ("18:15 Воскресенье", True, Schedule(1095, 6)),
    ],
)
def test_every_way_to_write_a_time(text, weekly, expected):
    assert read(text, weekly=weekly) == expected


@pytest.mark.parametrize("text", ["24:00", "9:60", "9:5", "-1", "утром", "09:00:00", "٩", "mon"])
def test_what_is_no_time_is_a_problem_with_an_example(text):
    with pytest.raises(Problem) as problem:
        read(text, weekly=False)

    assert problem.value.values == {"word": text}


def test_a_schedule_reads_like_a_sentence():
    assert spoken(Schedule(540), WORDS.say(chosen="en")) == "every day at 09:00"
    assert spoken(Schedule(1095, 2), WORDS.say(chosen="ru")) == "каждую среду в 18:15"


@given(schedules)
def test_what_the_audit_keeps_can_be_written_again(schedule):
    kind, *rest = str(schedule).split()

    assert read(" ".join(rest), weekly=kind == "weekly") == schedule
