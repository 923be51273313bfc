"""What SMSC could not tell of messages is looked up in its history: statuses of those that other programs sent, too.

At the start and once an hour where SMSC calls back, as it gives up calling after three hours; every few minutes where
it cannot call. A status counts once, however it was learnt: the log knows it by its fingerprint.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.house import House
from handlers.watch import accounts
from smsc.callbacks import Callback
from smsc.messages import Past
from smsc.types import Period
from storage import events, history
from storage.accounts import Account
from storage.events import Entry
from storage.history import Look

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
REACH = DAY + timedelta(hours=1)  # an SMS is tried for a day at most (`valid`): what was sent earlier changes no more
FEW, MANY = 40, 200  # pages of one look, each of five hundred messages; the next look goes on


async def look(house: House) -> None:
    """Does nothing where SMSC calls back by itself."""
    if not house.public_url:
        await take_all(house, pages=FEW)


async def catch_up(house: House) -> None:
    """Does nothing where SMSC is asked every few minutes anyway."""
    if house.public_url:
        await take_all(house, pages=MANY)


async def take_all(house: House, *, pages: int) -> None:
    await accounts.each(house, lambda account: take(account, house, pages=pages), what="history")


async def take(account: Account, house: House, *, pages: int) -> None:
    """Log what has changed since the last look. What had before the first one is nobody's news."""
    now = house.clock()
    for _page in range(pages):
        look = await house.db(history.look, account.id, now)
        if look is None:
            return
        further = await turn(look, account, house)
        if not further and look.begun >= now:  # an older one was cut short: what came since is still to be read
            return
    log.warning("the history of account %s is longer than %s pages; the next look goes on", account.id, pages)


async def turn(look: Look, account: Account, house: House) -> bool:
    """Take one page; whether there is another."""
    page = await house.sign_in(account).history(days_of(look), before=look.before or None)
    before, now = next_before(page, look.before), house.clock()
    # Five hundred of them take 10 ms, for which nobody else should wait.
    entries = await asyncio.to_thread(entries_of, page, look, account.id, now)
    if await house.db(history.take, account.id, entries, look, before=before):
        house.wake(account.id)
    return bool(before)


def days_of(look: Look) -> Period:
    """SMSC takes whole days in a zone that it does not name: one more on either side has them all."""
    return Period((look.since - REACH - DAY).date(), (look.begun + DAY).date())


def next_before(page: Sequence[Past], before: str) -> str:
    """The message before which the next page begins; empty behind the last, and where SMSC gave the same page again.

    That all of a page were sent long ago says nothing: below may stand what was written earlier, to be sent later.
    """
    return page[-1].int_id if page and page[-1].int_id != before else ""


def entries_of(page: Sequence[Past], look: Look, account_id: int, now: datetime) -> list[Entry]:
    """What has changed, oldest first as it is told, as the callbacks that did not come."""
    news = (row.status.told(row.id, row.phone) for row in reversed(page) if changed(row, look.since))
    return [events.entry(account_id, Callback.of(status), now) for status in news]


def changed(row: Past, since: datetime) -> bool:
    """Where SMSC says no time, the log decides."""
    at = row.status.at or row.status.sent_at
    return at is None or at >= since.replace(microsecond=0)  # SMSC tells whole seconds
