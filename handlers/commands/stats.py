"""/stats 7d: totals of the account and its subclients for a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pydantic import TypeAdapter

from handlers import periods
from handlers.ask import Ask, Button, Document, Reply, Role, Tap, command, tap
from handlers.problems import Problem
from handlers.remembered import remembered
from handlers.tables import csv_file
from handlers.words import Money, Say, _
from smsc.types import ClientTotal, Period
from storage.accounts import Account

KEPT = timedelta(seconds=60)
TOTALS = TypeAdapter(list[ClientTotal])
TOP = 10
QUICK = ("today", "7d", "month")
LABELS = {"today": _("Today"), "7d": _("7 days"), "month": _("Month")}


@dataclass(frozen=True, slots=True)
class Totals:
    """What SMSC counted in *period*: the account's own messages, and those of each subclient."""

    period: Period
    own: Sequence[ClientTotal]
    clients: Sequence[ClientTotal]


@command(about=_("Statistics"), usage="7d", role=Role.VIEWER, aliases=("st",))
async def stats(ask: Ask) -> Reply:
    _account = ask.connected
    first, _space, rest = ask.rest.partition(" ")
    if first.lower() in {"csv", "top"}:
        period = read_period(rest or "7d", ask)
        return await (as_csv(ask, period) if first.lower() == "csv" else summary(ask, period))
    if whole := periods.read(ask.rest, today(ask)):
        return await summary(ask, whole)
    named = periods.read(first, today(ask))
    period, client = named or read_period("7d", ask), rest.strip() if named else ask.rest
    return await (of_client(ask, period, client) if client else summary(ask, period))


def today(ask: Ask) -> date:
    return ask.now.astimezone(ask.say.zone).date()


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


async def totals(ask: Ask, period: Period) -> Totals:
    """Both statistics; SMSC answers three equal questions a minute, so they are shared for one."""

    async def own() -> list[ClientTotal]:
        return await ask.smsc.own_totals(period)

    async def clients() -> list[ClientTotal]:
        return await ask.smsc.client_totals(period)

    key = f"{period.start}:{period.end}"
    return Totals(
        period,
        (await remembered(ask, f"own:{key}", TOTALS, own, age=KEPT)).value,
        (await remembered(ask, f"clients:{key}", TOTALS, clients, age=KEPT)).value,
    )


async def summary(ask: Ask, period: Period) -> Reply:
    found = await totals(ask, period)
    return Reply(render(found, ask.say, account=ask.connected), buttons(period, ask.say))


def render(found: Totals, say: Say, *, account: Account) -> str:
    lines = [say(_("📊 {period} · {alias}"), period=spoken(found.period, say), alias=account.alias)]
    everything = [*found.own, *found.clients]
    if not everything:
        return "\n".join([*lines, say(_("No messages in this period."))])
    lines += total_lines(found.own, say)
    if not found.clients:
        return "\n".join([*lines, say(_("The account has no subclients with messages in this period."))])
    lines.append(say(_("<b>Subclients</b>")))
    lines += total_lines(found.clients, say)
    top = sorted(found.clients, key=lambda client: -client.sms)
    lines += [client_line(number, client, say) for number, client in enumerate(top[:TOP], 1)]
    if len(top) > TOP:
        lines.append(say.plural("… and {n} more, in the CSV", "… and {n} more, in the CSV", len(top) - TOP))
    return "\n".join(lines)


def total_lines(items: Sequence[ClientTotal], say: Say) -> list[str]:
    """Sums by currency, as subclients may differ in it."""
    lines = []
    for currency in sorted({item.currency for item in items}):
        same = [item for item in items if item.currency == currency]
        spent = Money(sum((item.credit for item in same), Decimal(0)), currency)
        paid = Money(sum((item.debit for item in same), Decimal(0)), currency)
        lines.append(
            say(
                _("SMS {sms} · spent {spent} · paid in {paid}"),
                sms=sum(item.sms for item in same),
                spent=spent,
                paid=paid,
            )
        )
    return lines


def client_line(number: int, client: ClientTotal, say: Say) -> str:
    spent = Money(client.credit, client.currency)
    return say(_("{number}. {login}  {sms}  {spent}"), number=number, login=client.login, sms=client.sms, spent=spent)


async def of_client(ask: Ask, period: Period, login: str) -> Reply:
    found = await totals(ask, period)
    wanted = login.casefold()
    client = next((item for item in found.clients if item.login.casefold() == wanted), None)
    if client is None:
        known = ", ".join(item.login for item in found.clients[:5]) or "—"
        raise Problem(
            _("🤷 No subclient “{login}” has messages: {period}\nThere are: {known}"),
            login=login[:40],
            period=spoken(period, ask.say),
            known=known,
        )
    head = ask.say(
        _("📊 {login} · {period} · {alias}"),
        login=client.login,
        period=spoken(period, ask.say),
        alias=ask.connected.alias,
    )
    return Reply("\n".join([head, *total_lines([client], ask.say)]))


def spoken(period: Period, say: Say) -> str:
    if period.start == period.end:
        return say.plain(period.start)
    return f"{say.plain(period.start)} – {say.plain(period.end)}"


def buttons(period: Period, say: Say) -> tuple[tuple[Button, ...], ...]:
    quick = tuple(Button(say.label(LABELS[name]), "stats.show", name) for name in QUICK)
    same = f"{period.start:%d.%m.%Y}-{period.end:%d.%m.%Y}"
    return quick, (Button(say.label(_("📄 CSV")), "stats.file", same), Button("🔄", "stats.show", same))


@tap(role=Role.VIEWER)
async def show(tap: Tap) -> Reply:
    return await summary(tap, read_period(tap.arg, tap))


@tap(role=Role.VIEWER, fresh=True)
async def file(tap: Tap) -> Reply:
    return await as_csv(tap, read_period(tap.arg, tap))


async def as_csv(ask: Ask, period: Period) -> Reply:
    found = await totals(ask, period)
    header = ["login", "sms", "spent", "paid_in", "currency"]
    lines = [[item.login, item.sms, item.credit, item.debit, item.currency] for item in (*found.own, *found.clients)]
    name = f"smsc_stats_{period.start:%Y%m%d}-{period.end:%Y%m%d}.csv"
    text = ask.say(_("📊 {period} · {alias}"), period=spoken(period, ask.say), alias=ask.connected.alias)
    return Reply(text, document=Document(name, csv_file(header, lines)))
