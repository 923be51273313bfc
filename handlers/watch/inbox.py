"""Where SMSC cannot reach this bot, the bot asks SMSC: incoming SMS and confirming calls, once a minute.

Where SMSC calls back it is asked as well, at the start and once an hour: it gives up calling after three hours, and at
once where somebody in between answers in our name. What is known already is no news by its id.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from handlers.house import House
from handlers.watch import accounts
from smsc.events import CallEvent, Event, IncomingSms
from storage import answers, arrivals
from storage.accounts import Account

WAITCALL = "[waitcall]"  # smsc.ru/api: a confirming call is recorded as an incoming message with this text
LAST_ID = "received:last-id"
EVER = datetime.fromtimestamp(0, UTC)

Reader = Callable[[IncomingSms, datetime], Event | None]


async def look(house: House) -> None:
    """Take what has come for every account; does nothing where SMSC calls back by itself."""
    if not house.public_url:
        await take_all(house, event_of)


async def catch_up(house: House) -> None:
    """Take the SMS that SMSC could not tell us; does nothing where it is asked every minute anyway."""
    if house.public_url:
        await take_all(house, only_sms)


async def take_all(house: House, read: Reader) -> None:
    await accounts.each(house, lambda account: take(account, house, read), what="inbox")


async def take(account: Account, house: House, read: Reader) -> None:
    """Log what is new. What had come before the account was connected is nobody's news."""
    last = await house.db(answers.recall, account.id, LAST_ID, after=EVER)
    found = await house.sign_in(account).received(after_id=last.body if last else None)
    now = house.clock()
    if last is not None:
        for sms in found:
            if event := read(sms, now):
                await house.db(arrivals.record, account.id, event, now)
        if found:
            house.wake(account.id)
    newest = found[-1].id if found else (last.body if last else "0")
    await house.db(answers.remember, account.id, LAST_ID, newest, now)


def event_of(sms: IncomingSms, now: datetime) -> Event:
    """A call has no time here that could be trusted: it came within the minute since SMSC was asked last."""
    return CallEvent(sms.phone, now.replace(microsecond=0)) if sms.text.strip() == WAITCALL else sms


def only_sms(sms: IncomingSms, _now: datetime) -> Event | None:
    """A call of the last hour is no use: nobody could say which check it answers."""
    return None if sms.text.strip() == WAITCALL else sms
