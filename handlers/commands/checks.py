"""/verify list 7d: the checks that this chat has asked for, what became of each, and all of them as a CSV."""

from datetime import UTC, datetime, timedelta

from handlers import periods
from handlers.ask import Ask, Tap, tap
from handlers.commands.audit import moments
from handlers.figures import span
from handlers.house import Role
from handlers.pages import SIZE, Page, page_of, turned, turning
from handlers.problems import Problem
from handlers.reply import Button, Document, Reply
from handlers.tables import csv_file
from handlers.words import Html, Msgid, Say, _
from smsc.phone import Phone
from smsc.types import Period
from storage import check_history as history
from storage.verifications import State, Verification

MOST = 10_000  # lines of a file; whoever needs more takes shorter periods
EVER = datetime.fromtimestamp(0, UTC)
HEADER = ("asked_at", "phone", "result", "why", "call_to", "called_at", "told_at", "seconds", "person")

EMOJI = {
    State.ORDERING: "⏳",
    State.WAITING: "⏳",
    State.CONFIRMED: "✅",
    State.LATE: "☎️",
    State.EXPIRED: "⌛",
    State.CANCELLED: "✖️",
    State.REFUSED: "🚫",
    State.UNKNOWN: "⚠️",
}
NAMES = {
    State.ORDERING: _("being ordered"),
    State.WAITING: _("call awaited"),
    State.CONFIRMED: _("phone verified"),
    State.LATE: _("call too late"),
    State.EXPIRED: _("no call"),
    State.CANCELLED: _("check cancelled"),
    State.REFUSED: _("check refused"),
    State.UNKNOWN: _("SMSC is silent"),
}


@tap(role=Role.OPERATOR, fresh=True)
async def show(tap: Tap) -> Reply:
    return await listed(tap, "", 1)


@tap(role=Role.OPERATOR)
async def turn(tap: Tap) -> Reply:
    """Another page, in place."""
    number, period = turned(tap.arg)
    return await listed(tap, period, number)


async def listed(ask: Ask, words: str, number: int) -> Reply:
    """A page of the checks in the period that *words* name; of all that are kept, where they name none."""
    account, period = ask.connected, read_period(words, ask)
    start, end = bounds(period, ask)
    total = await ask.db(history.count, account.id, ask.place.chat_id, start=start, end=end)
    page = page_of(range(total), number)
    found = await ask.db(
        history.between,
        account.id,
        ask.place.chat_id,
        start=start,
        end=end,
        limit=SIZE,
        beginning=(page.number - 1) * SIZE,
    )
    lines = [head(period, total, ask, alias=account.alias), *(line(check, ask.say) for check in found)]
    if not found:
        lines.append(ask.say(_("None. A new one: <code>/verify 79991234567</code>")))
    return Reply("\n".join(lines), buttons(period, page, ask.say))


def read_period(words: str, ask: Ask) -> Period | None:
    if not words:
        return None
    try:
        period = periods.read(words, ask.say.local(ask.now).date())
    except Problem:
        period = None
    if period is None:
        raise Problem(
            _(
                "❌ “{text}” is not a period.\n"
                "For example: <code>/verify list 7d</code>, <code>/verify list 01.07-15.07</code>"
            ),
            text=words[:40],
        )
    return period


def bounds(period: Period | None, ask: Ask) -> tuple[datetime, datetime]:
    return moments(period, ask.say) if period else (EVER, ask.now + timedelta(days=1))


def head(period: Period | None, total: int, ask: Ask, *, alias: str) -> str:
    about = span(period, ask.say, year=ask.say.local(ask.now).year) if period else alias
    return ask.say.plural("🗂 {n} check · {about}", "🗂 {n} checks · {about}", total, about=about)


def line(check: Verification, say: Say) -> str:
    """State and number, so that they stand below each other; when, by whom and with what result."""
    result = say(NAMES[check.state])
    if check.state is State.CONFIRMED and check.called_at:
        result = say(_("after {after}"), after=check.called_at - check.asked_at)
    return say(
        _("{emoji} {phone}\n{day}, {at} · {person} · {result}"),
        emoji=EMOJI[check.state],
        phone=Phone.of_smsc(check.phone),
        day=say.local(check.asked_at).date(),
        at=check.asked_at,
        person=check.person,
        result=Html(result),
    )


def buttons(period: Period | None, page: Page[int], say: Say) -> tuple[tuple[Button, ...], ...]:
    same = periods.written(period) if period else ""
    file = Button(say.label(_("📄 CSV")), "checks.file", same)
    return (turning(page, "checks.turn", same), (file,)) if page.total else ()


@tap(role=Role.OPERATOR, fresh=True)
async def file(tap: Tap) -> Reply:
    """Everything of the period as a file."""
    account, period = tap.connected, read_period(tap.arg, tap)
    start, end = bounds(period, tap)
    total = await tap.db(history.count, account.id, tap.place.chat_id, start=start, end=end)
    found = await tap.db(history.between, account.id, tap.place.chat_id, start=start, end=end, limit=MOST)
    text = head(period, total, tap, alias=account.alias)
    if total > len(found):
        cut = tap.say.plural(
            "Only the newest {n} line is in the file.", "Only the newest {n} lines are in the file.", MOST
        )
        text += "\n" + cut + " " + tap.say(_("Take a shorter period for the rest."))
    name = f"checks_{period.start:%Y%m%d}-{period.end:%Y%m%d}.csv" if period else "checks.csv"
    return Reply(text, document=Document(name, csv_file(HEADER, [row(check, tap.say) for check in found])))


def row(check: Verification, say: Say) -> list[object]:
    return [
        stamp(check.asked_at, say),
        f"+{check.phone}",
        say.plain(Msgid(NAMES[check.state])),
        check.why or "",
        f"+{check.call_to}" if check.call_to else "",
        stamp(check.called_at, say),
        stamp(check.told_at, say),
        round((check.called_at - check.asked_at).total_seconds()) if check.called_at else "",
        check.person,
    ]


def stamp(at: datetime | None, say: Say) -> str:
    return f"{say.local(at):%Y-%m-%d %H:%M:%S}" if at else ""
