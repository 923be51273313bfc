"""How far SMSC's history of sent messages has been read. What is found there goes into the log as callbacks do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database as Db

from storage import answers, events
from storage.events import Entry

LONGEST = timedelta(days=7)  # as far back as SMSC tells incoming SMS; answers are kept a day longer
MARGIN = timedelta(hours=1)  # a status may reach SMSC's history with a time that is past; what is known is no news
KNOWN, READING = "history:known", "history:reading"


@dataclass(frozen=True, slots=True)
class Look:
    """One passage from the newest message back: when it was *begun*, from when on changes count (*since*), and the
    message it goes on *before* (empty: from the newest)."""

    since: datetime
    begun: datetime
    before: str = ""


def look(db: Db, account_id: int, now: datetime) -> Look | None:
    """The one under way, else a new one. None the first time, and after a pause in which all has grown old: then only
    the moment is remembered."""
    known = answers.recall(db, account_id, KNOWN, after=now - LONGEST)
    if known is None:
        answers.remember(db, account_id, KNOWN, "", now)
        answers.forget(db, account_id, READING)
        return None
    under_way = answers.recall(db, account_id, READING, after=now - LONGEST)
    return Look(known.at, under_way.at, under_way.body) if under_way else Look(known.at, now)


def take(db: Db, account_id: int, entries: Sequence[Entry], look: Look, *, before: str) -> int:
    """Log what a page holds, and where the next one begins; if none does (empty), all until *look* began is known.
    How many *entries* are news."""
    if before:
        answers.remember(db, account_id, READING, before, look.begun)
    else:
        answers.remember(db, account_id, KNOWN, "", max(look.since, look.begun - MARGIN))
        answers.forget(db, account_id, READING)
    batches = (entries[first : first + events.MOST] for first in range(0, len(entries), events.MOST))
    return sum(events.append_all(db, batch) for batch in batches)
