"""When something is sent by itself: every day or on one day of the week, at a time of the chat's own zone. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from handlers.problems import Problem
from handlers.words import Msgid, Say, _

ONE = timedelta(days=1)
NINE = 9 * 60
AT = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)
WEEKDAYS = (
    _("every Monday"),
    _("every Tuesday"),
    _("every Wednesday"),
    _("every Thursday"),
    _("every Friday"),
    _("every Saturday"),
    _("every Sunday"),
)
DAYS = {
    word: number
    for number, words in enumerate(
        (
            "mon monday пн понедельник",
            "tue tuesday вт вторник",
            "wed wednesday ср среда",
            "thu thursday чт четверг",
            "fri friday пт пятница",
            "sat saturday сб суббота",
            "sun sunday вс воскресенье",
        )
    )
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """At *minute* of the day; *weekday* is 0 on Mondays, None stands for every day."""

    minute: int
    weekday: int | None = None

    @property
    def at(self) -> str:
        return f"{self.minute // 60:02}:{self.minute % 60:02}"

    def __str__(self) -> str:
        """As people write it, for the audit."""
        return f"daily {self.at}" if self.weekday is None else f"weekly {list(DAYS)[self.weekday * 4]} {self.at}"


def next_at(schedule: Schedule, zone: tzinfo, after: datetime) -> datetime:
    """The first time after *after*, in UTC.

    A time that the clocks jump over is as far behind the jump as it was to be behind its beginning; of a time that
    comes twice the first counts.
    """
    day = after.astimezone(zone).date() - ONE
    while True:
        wanted = schedule.weekday in {None, day.weekday()}
        at = datetime.combine(day, time(*divmod(schedule.minute, 60)), zone).astimezone(UTC)
        if wanted and at > after:
            return at
        day += ONE


def latest(schedule: Schedule, zone: tzinfo, due: datetime, now: datetime) -> tuple[datetime, int]:
    """The last time until *now*, of those since *due* which is one of them; and how many came before it."""
    passed = 0
    while (following := next_at(schedule, zone, due)) <= now:
        due, passed = following, passed + 1
    return due, passed


def read(text: str, *, weekly: bool) -> Schedule:
    """`09:00`, `mon 9`, nothing at all: nine o'clock, on Mondays; raises Problem."""
    minute, weekday = NINE, 0
    for word in text.lower().split():
        found = AT.fullmatch(word)
        if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
            minute = int(found[1]) * 60 + int(found[2] or 0)
        elif weekly and word in DAYS:
            weekday = DAYS[word]
        else:
            raise Problem(
                _(
                    "❌ “{word}” is neither a time nor a day of the week\n"
                    "For example: <code>/stats daily 09:00</code>, <code>/stats weekly mon 09:00</code>"
                ),
                word=word[:40],
            )
    return Schedule(minute, weekday if weekly else None)


def spoken(schedule: Schedule, say: Say) -> str:
    """Plain text: every Monday at 09:00."""
    days = _("every day") if schedule.weekday is None else WEEKDAYS[schedule.weekday]
    return say.label(_("{days} at {at}"), days=Msgid(days), at=schedule.at)
