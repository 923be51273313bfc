"""What was under way when the bot stopped: whatever SMSC was being asked then has an unknown end."""

from datetime import datetime

from sqlite_utils import Database as Db

from storage import drafts, payments, purchases


def doubt(db: Db, now: datetime) -> int:
    """To be called at start, before anything is asked; how much is in doubt."""
    return sum(noun.doubt_begun(db, now) for noun in (purchases, payments, drafts))
