"""What is old enough is forgotten, a little at a time so that nobody waits."""

from datetime import timedelta

from handlers.counted import FOR_GOOD
from handlers.house import House
from handlers.lookup_card import KEPT
from storage import (
    actions,
    answers,
    check_history,
    drafts,
    events,
    exports,
    lookups,
    messages,
    payments,
    purchases,
    unreadable,
    updates,
)

ANSWERS = timedelta(days=8)  # SMSC keeps what it received for seven
QUOTES = timedelta(days=30)
EXPORTS = timedelta(days=30)
DRAFTS = timedelta(hours=1)  # as long as their buttons; nobody finishes them any more
MONTH = timedelta(days=32)  # what was spent counts until the month is over


async def prune(house: House, *, keep: timedelta) -> None:
    """Delete told events and checks older than *keep*, ended buttons, handled updates, old answers, unreadable bodies,
    lists that are through, quotes and drafts that nobody took, messages sent long ago, and which exports were sent."""
    now = house.clock()
    while await house.db(events.prune, now=now, keep=keep):
        pass
    await house.db(actions.prune, now)
    await house.db(updates.prune, now)
    await house.db(answers.prune, now - ANSWERS, over_before=now - FOR_GOOD)
    await house.db(unreadable.prune, now)
    await house.db(lookups.prune, now - KEPT)
    await house.db(purchases.prune, now=now, keep=QUOTES)
    await house.db(payments.prune, now=now, keep=QUOTES)
    await house.db(drafts.prune, now=now, open=DRAFTS, ended=QUOTES)
    await house.db(messages.prune, now=now, quotes=QUOTES, keep=max(keep, MONTH))
    await house.db(check_history.prune, now - keep)
    await house.db(exports.prune, now - EXPORTS)
