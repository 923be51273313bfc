"""/audit 7d: who did what in this chat, when, with which result; the newest on a card, all of it as a CSV."""

from datetime import UTC, date, datetime, time, timedelta

from handlers import deeds, periods
from handlers.ask import Ask, Tap, command, tap
from handlers.figures import span
from handlers.house import Role
from handlers.pages import SIZE, Page, page_of, turned, turning
from handlers.problems import Problem
from handlers.reply import Button, Document, Reply
from handlers.tables import csv_file
from handlers.words import Html, Say, _
from smsc.types import Period
from storage import audit as log
from storage.audit import Deed

MOST = 10_000  # lines of a file; whoever needs more takes shorter periods
HEADER = ("at", "person", "person_id", "what", "about", "result")


@command(about=_("Who did what"), usage="7d", role=Role.OWNER)
async def audit(ask: Ask) -> Reply:
    return await listed(ask, read_period(ask.rest or "7d", ask), 1)


@tap(role=Role.OWNER)
async def turn(tap: Tap) -> Reply:
    """Another page, in place."""
    number, period = turned(tap.arg)
    return await listed(tap, read_period(period, tap), number)


@tap(role=Role.OWNER, fresh=True)
async def file(tap: Tap) -> Reply:
    """Everything of the period as a file."""
    period = read_period(tap.arg, tap)
    start, end = moments(period, tap.say)
    total = await tap.db(log.count, tap.place.chat_id, start=start, end=end)
    found = await tap.db(log.between, tap.place.chat_id, start=start, end=end, limit=MOST)
    text = head(period, total, tap)
    if total > len(found):
        cut = tap.say.plural(
            "Only the newest {n} line is in the file.", "Only the newest {n} lines are in the file.", MOST
        )
        text += "\n" + cut + " " + tap.say(_("Take a shorter period for the rest."))
    name = f"audit_{period.start:%Y%m%d}-{period.end:%Y%m%d}.csv"
    return Reply(text, document=Document(name, csv_file(HEADER, [row(deed, tap.say) for deed in found])))


def read_period(text: str, ask: Ask) -> Period:
    try:
        period = periods.read(text.strip(), ask.say.local(ask.now).date())
    except Problem:
        period = None
    if period is None:
        raise Problem(
            _(
                "❌ “{text}” is not a period.\n"
                "For example: <code>/audit 7d</code>, <code>/audit 2026-07</code>, <code>/audit 01.07-15.07</code>"
            ),
            text=text[:40],
        )
    return period


def moments(period: Period, say: Say) -> tuple[datetime, datetime]:
    """From the first midnight of *period* to the one after its last day, in the chat's zone."""
    try:
        return midnight(period.start, say), midnight(period.end + timedelta(days=1), say)
    except OverflowError:  # the calendar ends, and nothing was done there
        return (datetime.max.replace(tzinfo=UTC),) * 2


def midnight(day: date, say: Say) -> datetime:
    return datetime.combine(day, time(), say.zone).astimezone(UTC)


async def listed(ask: Ask, period: Period, number: int) -> Reply:
    start, end = moments(period, ask.say)
    total = await ask.db(log.count, ask.place.chat_id, start=start, end=end)
    page = page_of(range(total), number)
    found = await ask.db(
        log.between, ask.place.chat_id, start=start, end=end, limit=SIZE, beginning=(page.number - 1) * SIZE
    )
    lines = [head(period, total, ask), *(line(deed, ask.say) for deed in found)]
    if not found:
        lines.append(ask.say(_("Nothing was done here in this time.")))
    return Reply("\n".join(lines), buttons(period, page, ask.say))


def head(period: Period, total: int, ask: Ask) -> str:
    named = span(period, ask.say, year=ask.say.local(ask.now).year)
    return ask.say.plural(
        "🗂 Who did what · {n} line · {period}", "🗂 Who did what · {n} lines · {period}", total, period=named
    )


def buttons(period: Period, page: Page[int], say: Say) -> tuple[tuple[Button, ...], ...]:
    same = periods.written(period)
    file = Button(say.label(_("📄 CSV")), "audit.file", same)
    return (turning(page, "audit.turn", same), (file,)) if page.total else ()


def line(deed: Deed, say: Say) -> str:
    """When, who, and what they did."""
    return say(
        _("{day} {at} · {person} · {what}"),
        day=say.local(deed.at).date(),
        at=deed.at,
        person=deed.person,
        what=Html(deeds.what(deed, say)),
    )


def row(deed: Deed, say: Say) -> list[object]:
    at = f"{say.local(deed.at):%Y-%m-%d %H:%M:%S}"
    return [at, deed.person, deed.person_id, deed.what, deed.about, deed.result]
