"""Days of statistics as a small table in monospace, which a phone does not break."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from handlers.statistics import Day
from handlers.words import Money, Say, _
from storage.outcomes import Outcomes

WIDE = 34  # characters of a line that a phone shows whole


def table(days: Sequence[Day], say: Say) -> str:
    """Days as monospaced lines, the latest first; what does not fit a phone's width is left out."""
    currencies = sorted({currency for day in days for currency in day.sum.spent})
    header = [say.label(_("day")), "SMS"]
    rows = [[day_name(day.day), say.plain(day.sum.sms)] for day in reversed(days)]
    if any(day.outcomes and day.outcomes.known for day in days):
        header += ["✓", "✗"]
        for row, day in zip(rows, reversed(days), strict=True):
            said = day.outcomes or Outcomes()
            row += [say.plain(said.delivered), say.plain(said.failed)]
    elif len(currencies) == 1:
        header.append(say.label(_("spent, {sign}"), sign=sign(currencies[0], say)))
        for row, day in zip(rows, reversed(days), strict=True):
            row.append(amount(day.sum.spent.get(currencies[0], Decimal(0)), say))
    return aligned([header, *rows])


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns to the right, the first to the left; the last ones go where a line would be too long."""
    kept = len(rows[0])
    while True:
        widths = [max(len(row[place]) for row in rows) for place in range(kept)]
        if sum(widths) + 2 * (kept - 1) <= WIDE or kept == 1:
            break
        kept -= 1
    lines = [[row[0].ljust(widths[0]), *(row[n].rjust(widths[n]) for n in range(1, kept))] for row in rows]
    return "\n".join("  ".join(line).rstrip() for line in lines)


def amount(money: Decimal, say: Say) -> str:
    """Without its sign, which stands in the head of the column."""
    if abs(money) >= 1000:
        return say.plain(int(money.quantize(Decimal(1), ROUND_HALF_UP)))
    return say.plain(Money(money.quantize(Decimal("0.01"), ROUND_HALF_UP)))


def sign(currency: str, say: Say) -> str:
    return say.plain(Money(Decimal(0), currency)).removeprefix("0").strip()


def day_name(day: date) -> str:
    return f"{day:%d.%m}"
