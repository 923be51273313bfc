"""Periods as people write them: today, вчера, 7d, month, 2026-07, 01.07-15.07."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from handlers.problems import Problem
from handlers.words import _
from smsc.types import Period

DAYS_MOST = 366
AHEAD = timedelta(days=31)  # a range of days without years may be running: 01.07-31.07 in the middle of July


def month_of(day: date) -> Period:
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


NAMED: dict[str, Callable[[date], Period]] = {
    "today": lambda today: Period(today, today),
    "yesterday": lambda today: Period(today - timedelta(days=1), today - timedelta(days=1)),
    "week": lambda today: Period(today - timedelta(days=6), today),
    "month": lambda today: Period(today.replace(day=1), today),
    "prev": lambda today: month_of(today.replace(day=1) - timedelta(days=1)),
}
ONE = timedelta(days=1)
RUSSIAN = {"сегодня": "today", "вчера": "yesterday", "неделя": "week", "месяц": "month", "прошлый": "prev"}

DAY = r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?"
LENGTH = re.compile(r"(\d{1,3})[dд]")
MONTH = re.compile(r"(\d{4})-(\d{2})")
RANGE = re.compile(rf"{DAY}\s*[-–—]\s*{DAY}")


def read(word: str, today: date) -> Period | None:
    """The period that *word* names, None if it names none. Raises Problem for one that cannot be."""
    word = word.lower()
    if named := NAMED.get(RUSSIAN.get(word, word)):
        return named(today)
    try:
        return _measured(word, today)
    except ValueError as error:
        raise Problem(
            _("❌ There is no such period as “{word}”.\nFor example: <code>/stats 01.07-15.07</code>"),
            word=word[:40],
        ) from error


def _measured(word: str, today: date) -> Period | None:
    if found := LENGTH.fullmatch(word):
        days = min(max(1, int(found[1])), DAYS_MOST)
        return Period(today - timedelta(days=days - 1), today)
    if found := MONTH.fullmatch(word):
        month = month_of(date(int(found[1]), int(found[2]), 1))
        return Period(month.start, min(month.end, today)) if month.start <= today else month
    if found := RANGE.fullmatch(word):
        return _between(found, today)
    return None


def _between(found: "re.Match[str]", today: date) -> Period:
    """A year may be missing: the other day's is taken then, or one that leads to the latest such range."""
    first, last = (found[1], found[2]), (found[4], found[5])
    if found[3]:
        start = _in_year(first, _year(found[3]))
        return Period(start, _in_year(last, _year(found[6])) if found[6] else _since(last, start))
    if found[6]:
        end = _in_year(last, _year(found[6]))
        return Period(_until(first, end), end)
    start = _until(first, today)
    end = _since(last, start)
    if end > today + AHEAD:
        raise ValueError("the range ends before it starts")
    return Period(start, end)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _in_year(day: tuple[str, str], year: int) -> date:
    return date(year, int(day[1]), int(day[0]))


def _until(day: tuple[str, str], until: date) -> date:
    """The latest such day that is not after *until*."""
    found = _in_year(day, until.year)
    return found if found <= until else found.replace(year=until.year - 1)


def _since(day: tuple[str, str], since: date) -> date:
    """The first such day that is not before *since*."""
    found = _in_year(day, since.year)
    return found if found >= since else found.replace(year=since.year + 1)


def before(period: Period) -> Period | None:
    """As many days as *period* has, up to the day before it; None where the calendar has not begun."""
    try:
        return Period(period.start - (period.end - period.start) - ONE, period.start - ONE)
    except OverflowError:
        return None


def lived(period: Period, today: date) -> Period:
    """What has come of *period* until *today*; one that is all to come stays as it is."""
    return Period(period.start, min(period.end, today)) if period.start <= today else period


def days(period: Period) -> list[date]:
    """The first day first."""
    return [period.start + n * ONE for n in range((period.end - period.start).days + 1)]


def written(period: Period) -> str:
    """As `read` reads it, whatever today is."""
    return f"{period.start:%d.%m.}{period.start.year:04}-{period.end:%d.%m.}{period.end.year:04}"
