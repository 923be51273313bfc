"""What a card of /stats shows: a view of a period, of all or of one subclient; and what it takes to show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handlers import counted, figures, periods
from handlers.ask import Ask, Tap
from handlers.figures import Compared
from handlers.problems import Problem
from handlers.statistics import Day, Share, by_client, by_operation, by_operator
from handlers.words import _
from smsc.types import ClientDetail, Period

USUAL = "7d"


class View(StrEnum):
    """What a card shows of a period."""

    TOTAL = "total"
    CLIENTS = "clients"
    OPERATIONS = "operations"
    OPERATORS = "operators"


@dataclass(frozen=True, slots=True)
class Shown:
    """A card: *view* of *period*, of one subclient where *login* names it."""

    period: Period
    view: View = View.TOTAL
    login: str = ""

    def __str__(self) -> str:
        """As a button keeps it."""
        return self.over(periods.written(self.period))

    def over(self, period: str) -> str:
        """The same over *period*, a word or written out."""
        return f"{self.view} {period} {self.login}".strip()


def today(ask: Ask) -> date:
    return ask.say.local(ask.now).date()


def read_period(text: str, ask: Ask) -> Period:
    period = periods.read(text.strip(), today(ask))
    if period is None:
        raise Problem(
            _(
                "❌ “{text}” is not a period.\n"
                "For example: <code>/stats 7d</code>, <code>/stats 2026-07</code>, <code>/stats 01.07-15.07</code>"
            ),
            text=text[:40],
        )
    return period


def read_shown(text: str, ask: Ask) -> Shown:
    """What a button kept; those from before there were views kept a period alone."""
    if " " not in text:
        return Shown(read_period(text, ask))
    view, period, *login = text.split(" ", 2)
    return Shown(read_period(period, ask), View(view), *login)


async def compared(ask: Ask, period: Period) -> Compared:
    """What was counted in *period* and in the one before it."""
    earlier = periods.before(period)
    now, *before = await counted.together(*(counted.totals(ask, one) for one in (period, earlier) if one))
    outcomes, then = await counted.outcomes_in(ask, period), None
    begins = await counted.log_begins(ask)
    if outcomes.known and earlier and begins and begins <= earlier.start:
        then = await counted.outcomes_in(ask, earlier)
    return Compared(now, before[0] if before else None, today(ask).year, outcomes, then)


def known_login(found: Compared, login: str, ask: Ask) -> str:
    """The login as SMSC writes it, whatever case it was asked for in; raises Problem for one that sent nothing. A
    card that shows a subclient already goes on showing it."""
    lines = [*found.now.client(login), *(found.before.client(login) if found.before else ())]
    if not login or lines or isinstance(ask, Tap):
        return lines[0].login if lines else login
    raise Problem(
        _(
            "🤷 No subclient “{login}” has messages: {period}\nThere are: {known}\n"
            "For example: <code>/stats 7d</code>, <code>/stats month login</code>"
        ),
        login=figures.short(login),
        period=figures.span(found.now.period, ask.say, year=found.year),
        known=", ".join(figures.short(share.name) for share in by_client(found.now.clients)[:5]) or "—",
    )


async def details_of(ask: Ask, shown: Shown) -> list[ClientDetail]:
    details = await counted.details(ask, periods.lived(shown.period, today(ask)))
    return [one for one in details if shown.login in {"", one.login}]


def grouped(shown: Shown, details: Sequence[ClientDetail]) -> list[Share]:
    return by_operator(details) if shown.view is View.OPERATORS else by_operation(details)


async def days_of(ask: Ask, shown: Shown, found: Compared) -> list[Day]:
    """Day by day, where that is not too many questions for SMSC."""
    if len(periods.days(found.now.period)) > counted.DAYS_MOST or found.now.period.start > today(ask):
        return []
    if shown.login:
        return await counted.client_days(ask, found.now, shown.login)
    return await counted.own_days(ask, found.now.period)


HEADS = {
    View.TOTAL: _("📊 {period} · {alias}"),
    View.CLIENTS: _("📊 Subclients · {period} · {alias}"),
    View.OPERATIONS: _("📊 Operations · {whose} · {period} · {alias}"),
    View.OPERATORS: _("📊 Operators · {whose} · {period} · {alias}"),
}


def head(ask: Ask, shown: Shown) -> str:
    """The first line, as HTML."""
    return ask.say(_head(shown), **_heading(ask, shown))


def title(ask: Ask, shown: Shown) -> str:
    """The same for a picture, which has no emoji."""
    whole = _("SMS · {period} · {alias}") if shown.view is View.TOTAL and not shown.login else _head(shown)
    return ask.say.label(whole, **_heading(ask, shown)).removeprefix("📊 ")


def _head(shown: Shown) -> str:
    if shown.login and shown.view is View.TOTAL:
        return _("📊 {login} · {period} · {alias}")
    return HEADS[shown.view]


def _heading(ask: Ask, shown: Shown) -> dict[str, object]:
    whose = figures.short(shown.login) if shown.login else ask.say.label(_("subclients"))
    period = periods.lived(shown.period, today(ask))
    span = figures.span(period, ask.say, year=today(ask).year)
    return {"whose": whose, "login": whose, "period": span, "alias": ask.connected.alias}
