"""/stats 7d: what the account and its subclients sent and spent: cards with views, files, pictures."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from handlers import counted, counted_files, figures, periods, pictured
from handlers.ask import Ask, Tap, command, tap
from handlers.charts import Chart, NoPicture
from handlers.commands import digests
from handlers.figures import Compared
from handlers.house import Role
from handlers.reply import Button, Document, Picture, Reply
from handlers.statistics import Share, by_client
from handlers.views import (
    USUAL,
    Shown,
    View,
    compared,
    days_of,
    details_of,
    grouped,
    head,
    known_login,
    read_period,
    read_shown,
    title,
    today,
)
from handlers.words import Say, _
from smsc.types import ClientTotal

QUICK = {"today": _("Today"), "7d": _("7 days"), "month": _("Month")}
VIEWS = {View.CLIENTS: _("Clients"), View.OPERATIONS: _("By operation"), View.OPERATORS: _("By operator")}
WORDS = {
    "top": View.CLIENTS,
    "топ": View.CLIENTS,
    "clients": View.CLIENTS,
    "клиенты": View.CLIENTS,
    "operations": View.OPERATIONS,
    "операции": View.OPERATIONS,
    "operators": View.OPERATORS,
    "операторы": View.OPERATORS,
}
CSV, EXCEL = {"csv"}, {"excel", "xlsx", "эксель"}


@command(about=_("Statistics"), usage="7d", role=Role.VIEWER, aliases=("st",))
async def stats(ask: Ask) -> Reply:
    _account = ask.connected
    first, _space, rest = ask.rest.partition(" ")
    word = first.lower()
    if digests.is_about(word):
        return await digests.given(ask, word, rest)
    if view := WORDS.get(word):
        return await card(ask, Shown(read_period(rest or USUAL, ask), view))
    if word in CSV | EXCEL:
        return await (as_csv if word in CSV else as_excel)(ask, Shown(read_period(rest or USUAL, ask)))
    if whole := periods.read(ask.rest, today(ask)):
        return await card(ask, Shown(whole))
    named = periods.read(first, today(ask))
    return await card(ask, Shown(named or read_period(USUAL, ask), login=rest.strip() if named else ask.rest))


async def card(ask: Ask, shown: Shown) -> Reply:
    """The card, and buttons that lead to its other views, edited in place."""
    period = periods.lived(shown.period, today(ask))
    found = await compared(ask, period)
    shown = replace(shown, login=known_login(found, shown.login, ask))
    text = await worded(ask, shown, found)
    return Reply(text, buttons(shown, ask))


async def worded(ask: Ask, shown: Shown, found: Compared) -> str:
    say, alias = ask.say, ask.connected.alias
    match shown.view:
        case View.OPERATIONS | View.OPERATORS:
            return figures.shares(grouped(shown, await details_of(ask, shown)), say, head=head(ask, shown))
        case View.CLIENTS:
            return figures.clients(found, say, alias=alias)
        case _ if shown.login:
            days = await days_of(ask, shown, found)
            return figures.client(found, shown.login, days, say, alias=alias, most=counted.DAYS_MOST)
        case _:
            return figures.total(found, say, alias=alias)


def buttons(shown: Shown, ask: Ask) -> tuple[tuple[Button, ...], ...]:
    """Periods; views, where the one that is shown leads back; files; once more, and what is sent by itself."""
    say = ask.say
    quick = [Button(say.label(label), "stats.show", shown.over(word)) for word, label in QUICK.items()]
    views = [view_button(view, shown, say) for view in VIEWS if not (shown.login and view is View.CLIENTS)]
    if shown.login:
        back = replace(shown, view=View.CLIENTS, login="")
        views.insert(0, Button(say.label(_("‹ Clients")), "stats.show", str(back)))
    files = (
        Button(say.label(_("📈 Picture")), "stats.picture", str(shown)),
        Button(say.label(_("📄 CSV")), "stats.file", str(shown)),
        Button("📗 Excel", "stats.excel", str(shown)),
    )
    again = Button(f"🔄 {say.local(ask.now):%H:%M}", "stats.show", str(shown))
    return tuple(quick), tuple(views), files, (again, Button(say.label(_("⏰ Schedule")), "digests.look"))


def view_button(view: View, shown: Shown, say: Say) -> Button:
    if view is shown.view:
        return Button(say.label(_("‹ Total")), "stats.show", str(replace(shown, view=View.TOTAL)))
    return Button(say.label(VIEWS[view]), "stats.show", str(replace(shown, view=view)))


@tap(role=Role.VIEWER)
async def show(tap: Tap) -> Reply:
    return await card(tap, read_shown(tap.arg, tap))


@tap(role=Role.VIEWER, fresh=True)
async def file(tap: Tap) -> Reply:
    return await as_csv(tap, read_shown(tap.arg, tap))


@tap(role=Role.VIEWER, fresh=True)
async def excel(tap: Tap) -> Reply:
    return await as_excel(tap, read_shown(tap.arg, tap))


@tap(role=Role.VIEWER, fresh=True)
async def picture(tap: Tap) -> Reply:
    """A picture of what the card shows, the same numbers under it; without one the numbers alone."""
    shown = read_shown(tap.arg, tap)
    text, chart = await drawn(tap, shown)
    if chart is None:
        return Reply(text)
    try:
        return Reply(text, picture=Picture(await tap.house.draw(chart)))
    except NoPicture:
        return Reply(text)


async def drawn(ask: Ask, shown: Shown) -> tuple[str, Chart | None]:
    """The caption, and what to draw: days where they are few and say something, else shares."""
    heading, name = head(ask, shown), title(ask, shown)
    if shown.view in {View.OPERATIONS, View.OPERATORS}:
        return in_bars(ask.say, grouped(shown, await details_of(ask, shown)), heading, name)
    found = await compared(ask, periods.lived(shown.period, today(ask)))
    shown = replace(shown, login=known_login(found, shown.login, ask))
    days = await days_of(ask, shown, found) if shown.view is View.TOTAL else []
    if len(days) > 1 and any(day.sum.sms for day in days):
        caption = pictured.days_caption(days, ask.say, head=heading)
        return caption, pictured.columns(days, ask.say, title=name)
    if shown.login:
        return await drawn(ask, replace(shown, view=View.OPERATIONS))
    return in_bars(ask.say, by_client(found.now.clients), heading, name)


def in_bars(say: Say, shares: Sequence[Share], heading: str, name: str) -> tuple[str, Chart | None]:
    if not any(share.sum.sms for share in shares):
        nothing = _("There is nothing to draw: days are drawn for 2 to {most} days, shares where there are subclients.")
        return "\n".join([heading, say(nothing, most=counted.DAYS_MOST)]), None
    return pictured.bars_caption(shares, say, head=heading), pictured.bars(shares, say, title=name)


async def as_csv(ask: Ask, shown: Shown) -> Reply:
    """What the card shows, all of it."""
    period = periods.lived(shown.period, today(ask))
    if shown.view in {View.OPERATIONS, View.OPERATORS}:
        return Reply(head(ask, shown), document=counted_files.details_csv(period, await details_of(ask, shown)))
    found = await counted.totals(ask, period)
    lines: list[ClientTotal] = found.client(shown.login) if shown.login else [*found.own, *found.clients]
    return Reply(head(ask, shown), document=counted_files.totals_csv(period, lines))


async def as_excel(ask: Ask, shown: Shown) -> Reply:
    """Every view of the period in one file; of one subclient, where the card shows one."""
    found = await compared(ask, periods.lived(shown.period, today(ask)))
    details = await details_of(ask, shown)
    days = await days_of(ask, shown, found)
    await ask.house.mouth.working(ask.place, on_file=True)
    if shown.login:
        found = only(found, shown.login)
    made: Document = await asyncio.to_thread(counted_files.excel, found, details, days, ask.say)
    return Reply(head(ask, shown), document=made)


def only(found: Compared, login: str) -> Compared:
    """What *found* says of one subclient."""
    before = replace(found.before, own=(), clients=found.before.client(login)) if found.before else None
    return replace(found, now=replace(found.now, own=(), clients=found.now.client(login)), before=before)
