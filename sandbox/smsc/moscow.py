"""SMSC's dates: an account lives in Moscow time, a lease lives to the end of the month."""

from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

MOSCOW = timezone(timedelta(hours=3))


def at(now: float) -> datetime:
    return datetime.fromtimestamp(now, MOSCOW)


def today(now: float) -> date:
    return at(now).date()


def full(now: float) -> str:
    """`DD.MM.YYYY hh:mm:ss`, as in answers."""
    return f"{at(now):%d.%m.%Y %H:%M:%S}"


def short(now: float) -> str:
    """`DD.MM.YY hh:mm:ss`, as in the callback of a status."""
    return f"{at(now):%d.%m.%y %H:%M:%S}"


def parse_day(text: str) -> date:
    """A request's `dd.mm.yyyy`; ValueError for anything else."""
    return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=MOSCOW).date()


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def days_left(day: date) -> int:
    """Days to the end of the month, *day* itself included."""
    return (month_end(day) - day).days + 1
