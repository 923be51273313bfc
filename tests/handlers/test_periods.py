"""Periods as people write them; what cannot be is a Problem, what names none is None."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import periods
from handlers.problems import Problem
from smsc.types import Period

TODAY = date(2026, 8, 12)  # a Wednesday


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("word", "start", "end"),
    [
        ("today", "2026-08-12", "2026-08-12"),
        ("сегодня", "2026-08-12", "2026-08-12"),
        ("yesterday", "2026-08-11", "2026-08-11"),
        ("вчера", "2026-08-11", "2026-08-11"),
        ("week", "2026-08-06", "2026-08-12"),
        ("неделя", "2026-08-06", "2026-08-12"),
        ("7d", "2026-08-06", "2026-08-12"),
        ("7д", "2026-08-06", "2026-08-12"),
        ("30d", "2026-07-14", "2026-08-12"),
        ("1d", "2026-08-12", "2026-08-12"),
        ("0d", "2026-08-12", "2026-08-12"),
        ("999d", "2025-08-12", "2026-08-12"),
        ("month", "2026-08-01", "2026-08-12"),
        ("месяц", "2026-08-01", "2026-08-12"),
        ("prev", "2026-07-01", "2026-07-31"),
        ("прошлый", "2026-07-01", "2026-07-31"),
        ("2026-07", "2026-07-01", "2026-07-31"),
        ("2026-08", "2026-08-01", "2026-08-12"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
        ("01.07-15.07", "2026-07-01", "2026-07-15"),
        ("1.7-15.7", "2026-07-01", "2026-07-15"),
        ("01.07 – 15.07", "2026-07-01", "2026-07-15"),
        ("01.07—15.07", "2026-07-01", "2026-07-15"),
        ("12.08-12.08", "2026-08-12", "2026-08-12"),
        ("01.07.26-15.07.26", "2026-07-01", "2026-07-15"),
        ("01.07.2024-15.07.2024", "2024-07-01", "2024-07-15"),
        ("TODAY", "2026-08-12", "2026-08-12"),
        ("Сегодня", "2026-08-12", "2026-08-12"),
        ("7D", "2026-08-06", "2026-08-12"),
    ],
)
def test_every_way_to_write_a_period(word, start, end):
    assert periods.read(word, TODAY) == period(start, end)


@pytest.mark.parametrize(
    ("word", "start", "end"),
    [
        pytest.param("01.09-15.09", "2025-09-01", "2025-09-15", id="not yet this year: the last one"),
        pytest.param("01.08-31.08", "2026-08-01", "2026-08-31", id="running: this one"),
        pytest.param("10.08-09.09", "2026-08-10", "2026-09-09", id="running into the next month"),
        pytest.param("20.12-05.01", "2025-12-20", "2026-01-05", id="over New Year"),
        pytest.param("20.12-05.01.26", "2025-12-20", "2026-01-05", id="over New Year, its end's year"),
        pytest.param("20.12.25-05.01", "2025-12-20", "2026-01-05", id="over New Year, its start's year"),
        pytest.param("01.07-15.07.24", "2024-07-01", "2024-07-15", id="the end's year is the start's"),
        pytest.param("01.07.24-15.07", "2024-07-01", "2024-07-15", id="the start's year is the end's"),
        pytest.param("01.12.30-05.12.30", "2030-12-01", "2030-12-05", id="the future, if somebody insists"),
    ],
)
def test_a_missing_year_is_the_one_people_mean(word, start, end):
    assert periods.read(word, TODAY) == period(start, end)


@pytest.mark.parametrize(
    ("today", "word", "start", "end"),
    [
        ("2026-01-03", "20.12-05.01", "2025-12-20", "2026-01-05"),
        ("2025-12-25", "20.12-05.01", "2025-12-20", "2026-01-05"),
        ("2026-01-15", "01.01-31.01", "2026-01-01", "2026-01-31"),
        ("2026-01-01", "yesterday", "2025-12-31", "2025-12-31"),
        ("2026-01-01", "prev", "2025-12-01", "2025-12-31"),
        ("2026-01-01", "month", "2026-01-01", "2026-01-01"),
        ("2026-01-03", "7d", "2025-12-28", "2026-01-03"),
        ("2024-03-31", "prev", "2024-02-01", "2024-02-29"),
        ("2025-03-31", "prev", "2025-02-01", "2025-02-28"),
        ("2024-02-29", "today", "2024-02-29", "2024-02-29"),
        ("2024-03-05", "01.02-29.02", "2024-02-01", "2024-02-29"),
        ("2026-03-05", "01.02.24-29.02.24", "2024-02-01", "2024-02-29"),
        ("2026-03-05", "2024-02", "2024-02-01", "2024-02-29"),
    ],
)
def test_new_year_and_leap_days(today, word, start, end):
    assert periods.read(word, date.fromisoformat(today)) == period(start, end)


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("31.06-01.07", id="no such day"),
        pytest.param("01.13-02.13", id="no such month"),
        pytest.param("00.01-02.01", id="day nought"),
        pytest.param("2026-13", id="no such month of a year"),
        pytest.param("2026-00", id="month nought"),
        pytest.param("0000-01", id="year nought"),
        pytest.param("29.02-01.03", id="no leap year"),
        pytest.param("29.02.25-01.03.25", id="no leap year, written out"),
        pytest.param("15.07.26-01.07.26", id="reversed"),
        pytest.param("15.07-01.07", id="reversed, without years"),
        pytest.param("01.01.9999-01.01.0001", id="reversed by ages"),
    ],
)
def test_a_period_that_cannot_be_is_a_problem(word):
    with pytest.raises(Problem) as problem:
        periods.read(word, TODAY)

    assert problem.value.values == {"word": word}


@pytest.mark.parametrize(
    "word",
    [
        *("", " ", "Ромашка", "7", "d", "7days", "-7d", "7.5d", "1000d", "2026", "2026-7", "26-07", "01.07", "01.07-"),
        *(
            "-15.07",
            "01.07.202-15.07.2026",
            "01.07.20261-15.07",
            "2026-07-01",
            "today today",
            "01/07-15/07",
            "сегодня!",
        ),
    ],
)
def test_a_word_that_names_no_period_is_none(word):
    assert periods.read(word, TODAY) is None


def test_a_problem_repeats_no_more_than_a_few_words():
    with pytest.raises(Problem) as problem:
        periods.read(f"31.06 {' ' * 4000}- 01.07", TODAY)

    assert len(problem.value.values["word"]) <= 40


days = st.dates(date(1971, 1, 1), date(9000, 12, 31))
number = (
    st.integers(0, 99).map(str)
    | st.integers(0, 9999).map(lambda n: f"{n:04}")
    | st.integers(0, 99).map(lambda n: f"{n:02}")
)
written = st.one_of(
    st.text(max_size=12),
    st.text("0123456789.-– dд٣", max_size=24),
    st.lists(number, min_size=4, max_size=6).map(
        lambda n: f"{'.'.join(n[:2])}{'.' + n[4] if len(n) > 4 else ''}-{'.'.join(n[2:4])}"
    ),
    st.tuples(number, number).map("-".join),
    number.map(lambda n: f"{n}d"),
    st.sampled_from([*periods.NAMED, *periods.RUSSIAN]),
)


@settings(deadline=None, max_examples=120)
@given(word=written, today=days)
def test_whatever_is_written_is_a_period_or_none_or_a_problem(word, today):
    try:
        found = periods.read(word, today)
    except Problem:
        return

    assert found is None or found.start <= found.end


@settings(deadline=None, max_examples=50)
@given(start=days, length=st.integers(0, 400), mark=st.sampled_from("-–—"))
def test_a_range_written_out_is_read_back(start, length, mark):
    end = start + timedelta(days=length)
    word = f"{start.day}.{start.month}.{start.year:04}{mark}{end.day:02}.{end.month:02}.{end.year:04}"

    assert periods.read(word, TODAY) == Period(start, end)


@settings(deadline=None, max_examples=50)
@given(today=days, back=st.integers(0, 300), length=st.integers(0, 60))
def test_a_range_of_the_last_year_needs_no_years(today, back, length):
    end = today - timedelta(days=back)
    start = end - timedelta(days=length)
    if (start.month, start.day) == (2, 29) or (end.month, end.day) == (2, 29):
        return

    assert periods.read(f"{start:%d.%m}-{end:%d.%m}", today) == Period(start, end)
