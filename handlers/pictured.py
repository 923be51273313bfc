"""The pictures of /stats and the captions that say the same: days in columns, shares in bars."""

from collections.abc import Sequence

from handlers import figures
from handlers.charts import Chart, Columns, Part, Series, Shares
from handlers.daily import day_name, table
from handlers.percents import percent
from handlers.statistics import Day, Share, Sum
from handlers.words import Html, Say, _
from storage.outcomes import Outcomes

BARS = 10


def columns(days: Sequence[Day], say: Say, *, title: str) -> Chart:
    """Messages day by day; where statuses came to the bot, parted by what they said."""
    labels = tuple(day_name(day.day) for day in days)
    said = [day.outcomes or Outcomes() for day in days]
    if not any(outcomes.known for outcomes in said):
        return Columns(title, labels, (Series("SMS", "plain", tuple(float(day.sum.sms) for day in days)),))
    rest = [max(0, day.sum.sms - outcomes.known) for day, outcomes in zip(days, said, strict=True)]
    series = (
        Series(say.label(_("delivered")), "good", tuple(float(outcomes.delivered) for outcomes in said)),
        Series(say.label(_("not delivered")), "bad", tuple(float(outcomes.failed) for outcomes in said)),
        Series(say.label(_("no status")), "plain", tuple(map(float, rest))),
    )
    return Columns(title, labels, series, say.label(_("statuses: those that came to the bot on the day")))


def days_caption(days: Sequence[Day], say: Say, *, head: str) -> str:
    lines = [head, say(_("SMS by day: {sms} in all"), sms=sum(day.sum.sms for day in days))]
    lines.append(say(_("<pre>{table}</pre>"), table=Html(say.html(table(days, say)))))
    if any(day.outcomes and day.outcomes.known for day in days):
        lines.append(say(_("✓ delivered, ✗ not delivered: by the statuses that came to the bot on the day")))
    return "\n".join(lines)


def bars(found: Sequence[Share], say: Say, *, title: str) -> Chart:
    """The largest, and all others as one bar."""
    found = [share for share in found if share.sum.sms]
    whole = sum(share.sum.sms for share in found)
    parts = [
        Part(figures.short(share.name), float(share.sum.sms), end_of(share.sum.sms, whole, say))
        for share in few(found, say)
    ]
    return Shares(title, tuple(parts), say.label(_("SMS {sms} in all"), sms=whole))


def bars_caption(found: Sequence[Share], say: Say, *, head: str) -> str:
    found = [share for share in found if share.sum.sms]
    whole = sum(share.sum.sms for share in found)
    lines = [head, say(_("SMS {sms} in all"), sms=whole)]
    for number, share in enumerate(few(found, say), 1):
        name = Html(say.inert(figures.short(share.name)))
        end = end_of(share.sum.sms, whole, say)
        lines.append(say(_("{number}. {name}  {figures}"), number=number, name=name, figures=end))
    return "\n".join(lines)


def few(found: Sequence[Share], say: Say) -> list[Share]:
    """As many as a picture has room for."""
    if len(found) <= BARS:
        return list(found)
    others = found[BARS - 1 :]
    name = say.plural("{n} other", "{n} others", len(others))
    return [*found[: BARS - 1], Share(name, Sum(sum(share.sum.sms for share in others)))]


def end_of(part: int, whole: int, say: Say) -> str:
    return f"{say.plain(part)} · {percent(part, whole, say)}"
