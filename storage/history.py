"""How far SMSC's history of sent messages has been read. What is found there goes into the log as callbacks do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database as Db

from storage import accounts, answers, events
from storage.events import Entry

LONGEST = timedelta(days=7)  # as far back as SMSC tells incoming SMS; answers are kept a day longer
MARGIN = timedelta(hours=1)  # a status may reach SMSC's history with a time that is past; what is known is no news
LATELY = timedelta(days=1)  # as far as is looked back where the last look's time cannot be right
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
    the moment is remembered; and for an account that is connected no more."""
    if not _connected(db, account_id):
        return None
    known = answers.recall(db, account_id, KNOWN, after=now - LONGEST)
    if known is None:
        answers.remember(db, account_id, KNOWN, "", now)
        answers.forget(db, account_id, READING)
        return None
    under_way = answers.recall(db, account_id, READING, after=now - LONGEST)
    begun, before = (under_way.at, under_way.body) if under_way and under_way.at <= now else (now, "")
    # What is known from a time that is still to come, a clock has told that was wrong: what is known is known anyway.
    return Look(known.at if known.at <= begun else begun - LATELY, begun, before)


def take(db: Db, account_id: int, entries: Sequence[Entry], look: Look, *, before: str) -> int:
    """Log what a page holds, and where the next one begins; if none does (empty), all until *look* began is known.
    How many *entries* are news; none of an account that was disconnected meanwhile."""
    if not _connected(db, account_id):
        return 0
    if before:
        answers.remember(db, account_id, READING, before, look.begun)
    else:
        answers.remember(db, account_id, KNOWN, "", max(look.since, look.begun - MARGIN))
        answers.forget(db, account_id, READING)
    batches = (entries[first : first + events.MOST] for first in range(0, len(entries), events.MOST))
    return sum(events.append_all(db, batch) for batch in batches)


def _connected(db: Db, account_id: int) -> bool:
    account = accounts.get(db, account_id)
    return account is not None and account.credentials is not None
