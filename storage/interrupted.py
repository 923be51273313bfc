"""What was under way when the bot stopped: whatever SMSC was being asked then has an unknown end."""

from datetime import datetime

from sqlite_utils import Database as Db

from storage import drafts, messages, payments, purchases


def doubt(db: Db, now: datetime) -> int:
    """To be called at start, before anything is asked; how much is in doubt."""
    begun = (purchases.doubt_begun, payments.doubt_begun, drafts.doubt_begun)
    return sum(noun(db, now) for noun in begun) + messages.doubt_begun(db)
