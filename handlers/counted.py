"""Asks for what was counted: SMSC for messages and money, the bot's own log for what became of them.

SMSC answers three equal questions a minute, so its answers are kept for one. What can change no more is asked once.
https://smscentre.com/api/http/get_data/statistic/ and …/users/subclients/
"""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TypeVar

from pydantic import TypeAdapter

from handlers import periods
from handlers.ask import Ask
from handlers.remembered import remembered
from handlers.statistics import Day, Totals, joined, once, summed
from smsc.types import ClientDetail, ClientTotal, Period
from storage import outcomes
from storage.outcomes import Outcomes

T = TypeVar("T")
KEPT, FOR_GOOD = timedelta(seconds=60), timedelta(days=60)
TOTALS = TypeAdapter(list[ClientTotal])
DETAILS = TypeAdapter(list[ClientDetail])
OUTCOMES = TypeAdapter(Outcomes)
# SMSC's days are those of the account's time zone, which it does not name; by noon in Greenwich the day before is
# over wherever that may be.
OVER = time(12, tzinfo=UTC)
DAYS_MOST = 14  # SMSC counts no days: each is a question of its own
LOGGED_MOST = 31  # days that are looked up in the log


async def totals(ask: Ask, period: Period) -> Totals:
    """The account's own and its subclients', of both kinds: with a balance of their own, and on the account's."""
    own, apart, shared = await together(
        own_lines(ask, period), client_lines(ask, period, apart=True), client_lines(ask, period, apart=False)
    )
    return joined(period, own, apart, shared)


async def own_lines(ask: Ask, period: Period) -> list[ClientTotal]:
    question, age = asked("own", period, ask.now)
    return (await remembered(ask, question, TOTALS, partial(ask.smsc.own_totals, period), age=age)).value


async def client_lines(ask: Ask, period: Period, *, apart: bool) -> list[ClientTotal]:
    question, age = asked(f"clients{apart:d}", period, ask.now)
    fetch = partial(ask.smsc.client_totals, period, reseller=apart)
    return (await remembered(ask, question, TOTALS, fetch, age=age)).value


async def details(ask: Ask, period: Period) -> list[ClientDetail]:
    """Operation by operation. SMSC tells it of subclients only."""

    async def of(*, apart: bool) -> list[ClientDetail]:
        question, age = asked(f"details{apart:d}", period, ask.now)
        fetch = partial(ask.smsc.client_details, period, reseller=apart)
        return (await remembered(ask, question, DETAILS, fetch, age=age)).value

    own = await own_lines(ask, period)
    apart, shared = await together(of(apart=True), of(apart=False))
    return once(apart, shared, own)


async def own_days(ask: Ask, period: Period) -> list[Day]:
    """The account's own days, with what statuses said. At most DAYS_MOST."""
    every = periods.days(period)
    lines = await together(*(own_lines(ask, Period(day, day)) for day in every))
    said = await outcomes_of(ask, every)
    return [Day(day, summed(found), said[day]) for day, found in zip(every, lines, strict=True)]


async def client_days(ask: Ask, found: Totals, login: str) -> list[Day]:
    """The days of one subclient that *found* knows, from answers that serve all others too."""
    apart, every = login in found.apart, periods.days(found.period)
    lines = await together(*(client_lines(ask, Period(day, day), apart=apart) for day in every))
    return [
        Day(day, summed(one for one in of_day if one.login == login)) for day, of_day in zip(every, lines, strict=True)
    ]


async def outcomes_of(ask: Ask, days: Sequence[date]) -> dict[date, Outcomes]:
    """What statuses said on each of *days* of the chat's zone. A finished day is counted once; of what was before the
    log begins nothing is known."""
    begins = await log_begins(ask)

    async def of(day: date) -> Outcomes:
        start, end = (midnight(when, ask) for when in (day, day + timedelta(days=1)))

        async def fetch() -> Outcomes:
            return await ask.db(outcomes.between, ask.connected.id, start=start, end=end)

        if end + KEPT > ask.now:
            return await fetch()
        question = f"over:outcomes:{start.timestamp():.0f}-{end.timestamp():.0f}"
        return (await remembered(ask, question, OUTCOMES, fetch, age=FOR_GOOD)).value

    return {day: await of(day) if begins and day >= begins else Outcomes() for day in days}


async def outcomes_in(ask: Ask, period: Period) -> Outcomes:
    """What statuses said in all of *period*; nothing of one that is too long to look up."""
    every = periods.days(period) if (period.end - period.start).days < LOGGED_MOST else []
    return sum((await outcomes_of(ask, every)).values(), Outcomes())


async def log_begins(ask: Ask) -> date | None:
    """The day of the oldest event that is still kept."""
    oldest = await ask.db(outcomes.since, ask.connected.id)
    return oldest.astimezone(ask.say.zone).date() if oldest else None


async def together(*questions: Awaitable[T]) -> list[T]:
    """All answers, in their order; or the first refusal, when none is under way any more."""
    answers = await asyncio.gather(*questions, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return [answer for answer in answers if not isinstance(answer, BaseException)]


def midnight(day: date, ask: Ask) -> datetime:
    return datetime.combine(day, time(), ask.say.zone).astimezone(UTC)


def asked(what: str, period: Period, now: datetime) -> tuple[str, timedelta]:
    """The name of a question and how old its answer may be."""
    over = period.end < date.max and now >= datetime.combine(period.end + timedelta(days=1), OVER)
    name = f"{what}:{period.start}:{period.end}"
    return (f"over:{name}", FOR_GOOD) if over else (name, KEPT)
