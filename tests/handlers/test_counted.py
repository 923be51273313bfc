"""SMSC is asked as little as can be, both of its lists of subclients, and nobody is counted twice."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlite_utils import Database as Db

from handlers import counted, periods
from handlers.commands.stats import picture, show, stats
from handlers.counted import DAYS_MOST
from sandbox.smsc import SmscStandIn
from sandbox.smsc.book import Operation
from sandbox.smsc.clients import SubClient
from smsc.errors import SmscError, TooSoon
from smsc.events import StatusEvent
from smsc.types import Period
from storage import answers
from storage.outcomes import Outcomes
from tests.fakes import NOON, Clock, Home, home_in

TODAY = date(2026, 8, 12)
WEEK = Period(date(2026, 8, 6), TODAY)


@pytest.fixture
async def home(tmp_path: Path, smsc: SmscStandIn, clock: Clock) -> AsyncIterator[Home]:
    async with home_in(tmp_path, smsc_url=await smsc.start(), clock=clock) as made:
        yield made


def questions(smsc, action="get_stat"):
    """The periods that SMSC was asked about, and which of its lists."""
    asked = [request for request in smsc.requests if request.action == action]
    return [(one.fields["start"], one.fields["end"], one.fields.get("reseller", "own")) for one in asked]


async def test_own_figures_and_both_kinds_of_subclients_are_asked_for_once(home, smsc, account):
    found = await counted.totals(home.ask(account), WEEK)

    assert sorted(questions(smsc)) == [("06.08.2026", "12.08.2026", kind) for kind in ("0", "1", "own")]
    assert {"Ромашка", "Фиалка"} <= {one.login for one in found.clients}
    assert "Ромашка" in found.apart
    assert "Фиалка" not in found.apart


async def test_all_figures_are_those_of_smscs_book(home, smsc, account):
    found = await counted.totals(home.ask(account), WEEK)
    book = [line for line in smsc.account("demo").operations if WEEK.start <= line.day <= WEEK.end]

    assert sum(one.sms for one in found.own) == sum(line.count for line in book if line.login == "demo")
    assert sum(one.sms for one in found.clients) == sum(line.count for line in book if line.login != "demo")
    for currency in ("RUR", "KZT"):
        logins = [one.login for one in smsc.account("demo").clients.values() if one.currency == currency]
        spent = sum(one.credit for one in found.clients if one.currency.replace("RUB", "RUR") == currency)
        assert spent == sum(line.spent for line in book if line.login in logins)


async def test_a_running_period_is_asked_for_again_after_a_minute_and_a_finished_one_never(home, smsc, account):
    july = Period(date(2026, 7, 1), date(2026, 7, 31))
    for _ in range(3):
        await counted.own_lines(home.ask(account), WEEK)
        await counted.own_lines(home.ask(account), july)
        home.clock.passes(seconds=61)

    assert [start for start, _end, _kind in questions(smsc)].count("06.08.2026") == 3
    assert [start for start, _end, _kind in questions(smsc)].count("01.07.2026") == 1


@pytest.mark.parametrize(("hour", "over"), [(0, False), (11, False), (12, True)])
def test_a_day_is_over_when_it_is_over_everywhere(hour, over):
    now = datetime(2026, 8, 12, hour, tzinfo=UTC)

    question, _age = counted.asked("own", Period(date(2026, 8, 11), date(2026, 8, 11)), now)

    assert question.startswith("over:") is over


def test_the_end_of_the_calendar_is_never_over():
    last = Period(date.max, date.max)

    assert not counted.asked("own", last, NOON)[0].startswith("over:")


async def test_what_is_over_outlives_other_answers(home, account):
    await home.db(answers.remember, account.id, "over:own:x", "[]", NOON)
    await home.db(answers.remember, account.id, "own:x", "[]", NOON)

    later = NOON + timedelta(days=30)
    await home.db(answers.prune, later, over_before=later - counted.FOR_GOOD)

    assert await home.db(answers.recall, account.id, "over:own:x", after=NOON - timedelta(1)) is not None
    assert await home.db(answers.recall, account.id, "own:x", after=NOON - timedelta(1)) is None


async def test_each_day_is_one_question_and_finished_ones_are_remembered(home, smsc, account):
    days = await counted.own_days(home.ask(account), WEEK)
    home.clock.passes(minutes=2)
    await counted.own_days(home.ask(account), WEEK)

    book = smsc.account("demo").operations
    for day in days:
        assert day.sum.sms == sum(line.count for line in book if (line.login, line.day) == ("demo", day.day))
    starts = [start for start, _end, _kind in questions(smsc)]
    assert len(set(starts)) == len(periods.days(WEEK)) == 7
    # At noon in Moscow yesterday is not over everywhere, so it is asked for again as today is.
    assert sorted(start for start in starts if starts.count(start) > 1) == ["11.08.2026"] * 2 + ["12.08.2026"] * 2


async def test_a_fortnight_of_days_keeps_within_smscs_limits(home, smsc, account):
    fortnight = Period(TODAY - timedelta(days=DAYS_MOST - 1), TODAY)

    days = await counted.own_days(home.ask(account), fortnight)

    assert len(days) == DAYS_MOST
    assert {request.code for request in smsc.requests} == {0}


async def test_the_days_of_all_subclients_are_one_question_a_day(home, smsc, account):
    ask = home.ask(account)
    found = await counted.totals(ask, WEEK)
    smsc.requests.clear()
    for login in ("Ромашка", "Лютик"):
        days = await counted.client_days(ask, found, login)
        assert sum(day.sum.sms for day in days) == sum(one.sms for one in found.client(login))

    assert len(questions(smsc)) == 7


async def test_longer_periods_are_not_asked_for_day_by_day(home, smsc, account):
    await stats.run(home.ask(account, "30d Ромашка"))
    await picture.run(home.tap(account, "total 30d"))

    assert len(questions(smsc)) == 6


async def test_a_subclient_that_both_lists_name_is_counted_once(home, smsc, account):
    smsc.account("demo").clients = {"Мак": SubClient(1, "Мак"), "мак": SubClient(2, "мак", kind="2")}
    smsc.account("demo").operations = [
        Operation(login, TODAY, "SMS", "", "", 5, Decimal(7)) for login in ("Мак", "мак")
    ]

    found = await counted.totals(home.ask(account), WEEK)

    assert [(one.login, one.sms) for one in found.clients] == [("Мак", 5)]


async def test_too_many_equal_questions_are_refused_by_us_and_not_by_smsc(home, smsc, account):
    ask = home.ask(account)
    for _ in range(3):
        await ask.smsc.own_totals(WEEK)

    with pytest.raises(TooSoon):
        await show.run(home.tap(account, "total 06.08.2026-12.08.2026"))
    assert {request.code for request in smsc.requests} == {0}


async def test_a_refusal_is_told_when_no_other_question_is_under_way(home, smsc, account):
    smsc.set_trouble("http500", script="get")
    with pytest.raises(SmscError):
        await counted.totals(home.ask(account), WEEK)

    asked = len(smsc.requests)
    assert len(await home.db(answers_kept)) == 2
    assert len(smsc.requests) == asked


def answers_kept(db: Db) -> list[tuple[str]]:
    return list(db.conn.execute("select question from answers").fetchall())


async def test_statuses_are_counted_by_the_day_they_came_in_the_chats_zone(home, account):
    evening = datetime(2026, 8, 11, 20, 59, tzinfo=UTC)  # a minute to midnight in Moscow
    home.clock.now = evening
    await home.happens(account, StatusEvent("1", "79991234567", 1))
    home.clock.now = evening + timedelta(minutes=2)
    await home.happens(account, StatusEvent("2", "79991234567", 20))
    home.clock.now = NOON

    ask = home.ask(account)
    said = await counted.outcomes_of(ask, periods.days(WEEK))

    assert said[date(2026, 8, 11)] == Outcomes(1, 0)
    assert said[TODAY] == Outcomes(0, 1)
    assert await counted.outcomes_in(ask, WEEK) == Outcomes(1, 1)
    assert await counted.log_begins(ask) == date(2026, 8, 11)


async def test_before_the_log_begins_nothing_is_known_however_long_ago(home, account):
    await home.happens(account, StatusEvent("1", "79991234567", 1))

    said = await counted.outcomes_of(home.ask(account), [date.min, TODAY])

    assert said == {date.min: Outcomes(), TODAY: Outcomes(1, 0)}
    assert await counted.outcomes_in(home.ask(account), Period(date(2026, 1, 1), TODAY)) == Outcomes()
