"""Where SMSC cannot reach this bot, the bot asks SMSC: incoming SMS and confirming calls, once a minute."""

import logging
from datetime import UTC, datetime

from handlers.ask import House
from handlers.watch import rejected
from smsc.errors import SmscError
from smsc.events import CallEvent, Event, IncomingSms
from storage import accounts, answers, arrivals
from storage.accounts import Account

log = logging.getLogger(__name__)

WAITCALL = "[waitcall]"  # smsc.ru/api: a confirming call is recorded as an incoming message with this text
LAST_ID = "received:last-id"
EVER = datetime.fromtimestamp(0, UTC)


async def look(house: House) -> None:
    """Take what has come for every account; does nothing where SMSC calls back by itself."""
    if house.public_url:
        return
    for account in await house.db(accounts.connected):
        try:
            await take(account, house)
        except SmscError as error:
            await rejected.note(error, account, house)
            log.warning("the inbox of account %s was not read: %s", account.id, error)


async def take(account: Account, house: House) -> None:
    """Log what is new. What had come before the account was connected is nobody's news."""
    last = await house.db(answers.recall, account.id, LAST_ID, after=EVER)
    found = await house.sign_in(account).received(after_id=last.body if last else None)
    now = house.clock()
    if last is not None:
        for sms in found:
            await house.db(arrivals.record, account.id, event_of(sms, now), now)
        if found:
            house.wake(account.id)
    newest = found[-1].id if found else (last.body if last else "0")
    await house.db(answers.remember, account.id, LAST_ID, newest, now)


def event_of(sms: IncomingSms, now: datetime) -> Event:
    """A call has no time here that could be trusted: it came within the minute since SMSC was asked last."""
    return CallEvent(sms.phone, now.replace(microsecond=0)) if sms.text.strip() == WAITCALL else sms
