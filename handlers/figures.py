"""The words of /stats: cards for a period, for its subclients, operations and operators, and for one subclient."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_interval, format_skeleton

from handlers.daily import table
from handlers.percents import changed, percent, points
from handlers.statistics import Day, Share, Sum, Totals, by_client, change, summed
from handlers.words import Html, Money, Say, _, visible
from smsc.types import Period
from storage.outcomes import Outcomes

TOP, FEW = 10, 3
NAME = 32  # letters of a name in a list


@dataclass(frozen=True, slots=True)
class Compared:
    """A period and the one before it; *before* is None where the calendar begins.

    The outcomes are those of statuses; *earlier* is None where the log does not reach back so far.
    """

    now: Totals
    before: Totals | None
    year: int  # the running one, which goes without saying
    outcomes: Outcomes
    earlier: Outcomes | None = None


def total(found: Compared, say: Say, *, alias: str) -> str:
    """The account's own figures, those of all subclients, and the busiest of them."""
    now = found.now
    lines = [say(_("📊 {period} · {alias}"), period=span(now.period, say, year=found.year), alias=alias)]
    if not now.own and not now.clients:
        return "\n".join([*lines, say(_("No messages in this period."))])
    lines += figures(summed(now.own), summed(found.before.own) if found.before else Sum(), say)
    lines += delivered(found.outcomes, found.earlier, say)
    if not now.clients:
        lines.append(say(_("No subclients with messages here: this is the account's total.")))
    else:
        before = summed(found.before.clients) if found.before else Sum()
        lines += figures(summed(now.clients), before, say, sentence=_("<b>Subclients</b>: SMS {sms} ({change})"))
        lines += listed(by_client(now.clients), say, most=FEW)
    return "\n".join([*lines, *against(found, say)])


def clients(found: Compared, say: Say, *, alias: str) -> str:
    """The subclients, the busiest first, each against itself before."""
    head = say(
        _("📊 Subclients · {period} · {alias}"), period=span(found.now.period, say, year=found.year), alias=alias
    )
    if not found.now.clients:
        return "\n".join([head, say(_("No subclients with messages here."))])
    earlier = {share.name: share.sum.sms for share in by_client(found.before.clients)} if found.before else {}

    def compared(share: Share) -> str:
        return changed(change(share.sum.sms, earlier.get(share.name, 0)), say)

    lines = listed(by_client(found.now.clients), say, most=TOP, extra=compared)
    return "\n".join([head, *lines, *against(found, say)])


def shares(found: Sequence[Share], say: Say, *, head: str) -> str:
    """Operations or operators under *head* (HTML), the busiest first, with their share of all messages."""
    if not found:
        lines = [head, say(_("SMSC tells this of subclients only, and none sent anything in this period."))]
        return "\n".join(lines)
    whole = sum(share.sum.sms for share in found)

    def part(share: Share) -> str:
        return percent(share.sum.sms, whole, say)

    return "\n".join([head, *listed(found, say, most=TOP, extra=part)])


def client(found: Compared, login: str, days: Sequence[Day], say: Say, *, alias: str, most: int) -> str:
    """One subclient, compared, with a table of its days where there are at most *most*."""
    head = say(
        _("📊 {login} · {period} · {alias}"),
        login=short(login),
        period=span(found.now.period, say, year=found.year),
        alias=alias,
    )
    before = summed(found.before.client(login)) if found.before else Sum()
    lines = [head, *figures(summed(found.now.client(login)), before, say), *against(found, say)]
    if len(days) > 1:
        lines.append(say(_("<pre>{table}</pre>"), table=Html(say.html(table(days, say)))))
    elif found.now.period.start != found.now.period.end:
        lines.append(say(_("Days are shown for up to {most} days."), most=most))
    return "\n".join(lines)


SENT = _("SMS {sms} ({change})")


def figures(now: Sum, before: Sum, say: Say, *, sentence: str = SENT) -> list[str]:
    """Messages, then money currency by currency; "—" stands where there is nothing to compare with."""
    lines = [say(sentence, sms=now.sms, change=changed(change(now.sms, before.sms), say))]
    for currency in now.currencies:
        lines += [
            say(sentence, amount=about(money[currency], currency), change=_moved(money, earlier, currency, say))
            for sentence, money, earlier in (
                (_("💰 spent {amount} ({change})"), now.spent, before.spent),
                (_("💳 paid in {amount} ({change})"), now.paid, before.paid),
            )
            if currency in money
        ]
    return lines


def _moved(now: Mapping[str, Decimal], before: Mapping[str, Decimal], currency: str, say: Say) -> Html:
    return changed(change(now[currency], before.get(currency, Decimal(0))), say)


def delivered(outcomes: Outcomes, earlier: Outcomes | None, say: Say) -> list[str]:
    """What became of messages, as far as statuses came to the bot; nothing where none did."""
    if not outcomes.known:
        return []
    compared = Html("—")
    if earlier and earlier.known:
        compared = points(ratio(outcomes), ratio(earlier), say)
    return [
        say(
            _("✅ {good} ({change}) ❌ {bad} · statuses: {n}"),
            good=percent(outcomes.delivered, outcomes.known, say),
            change=compared,
            bad=percent(outcomes.failed, outcomes.known, say),
            n=outcomes.known,
        )
    ]


def ratio(outcomes: Outcomes) -> Decimal:
    return Decimal(outcomes.delivered) / outcomes.known


def listed(found: Sequence[Share], say: Say, *, most: int, extra: Callable[[Share], str] | None = None) -> list[str]:
    """`1. name  1,804 · 84% · 2,301 ₽`, and how many more there are in the file."""
    lines = []
    for number, share in enumerate(found[:most], 1):
        parts = [say.html(share.sum.sms), *([extra(share)] if extra else [])] if share.sum.sms else []
        shown = Html(row_end(parts, money(share.sum, say)))
        lines.append(
            say(_("{number}. {name}  {figures}"), number=number, name=Html(say.inert(short(share.name))), figures=shown)
        )
    if len(found) > most:
        lines.append(say.plural("… and {n} more, in the file", "… and {n} more, in the file", len(found) - most))
    return lines


def row_end(parts: Sequence[str], money: Sequence[str]) -> str:
    """Several currencies have no room beside the rest."""
    if parts and len(money) > 1:
        return " · ".join(parts) + "\n    " + " · ".join(money)
    return " · ".join([*parts, *money])


def money(found: Sum, say: Say) -> list[str]:
    """What was spent; of what is no message, what was paid in."""
    if found.sms:
        return [say.html(about(amount, currency)) for currency, amount in found.spent.items()]
    sums = [say.html(about(amount, currency)) for currency, amount in found.paid.items()]
    return [say(_("paid in {amount}"), amount=Html(" · ".join(sums)))]


def against(found: Compared, say: Say) -> list[str]:
    if found.before is None:
        return []
    return [say(_("compared with {period}"), period=span(found.before.period, say, year=found.year))]


def about(amount: Decimal, currency: str = "") -> Money:
    """From a thousand on nobody reads kopecks on a phone; the files have them."""
    return Money(amount.quantize(Decimal(1), ROUND_HALF_UP) if abs(amount) >= 1000 else amount, currency)


def span(period: Period, say: Say, *, year: int) -> str:
    """`Aug 6 – 12`; a year that is not the running one is named."""
    skeleton = "MMMd" if {period.start.year, period.end.year} == {year} else "yMMMd"
    if period.start == period.end:
        return format_skeleton(skeleton, period.start, locale=say.language)
    return format_interval(period.start, period.end, skeleton, locale=say.language)


def short(name: str) -> str:
    """A name of somebody else's choice on one line, and not much of it."""
    line = " ".join(visible(name).split()) or "—"
    return line if len(line) <= NAME else f"{line[: NAME - 1]}…"
