"""The owner of an account hears of refused callbacks, at most once an hour: a mistyped secret, or somebody's try."""

import logging
from datetime import timedelta

from handlers.answering import deliver
from handlers.delivery import Undelivered
from handlers.house import House, Place
from handlers.notifications import language_of
from handlers.reply import Reply
from storage import accounts

log = logging.getLogger(__name__)

PAUSE = timedelta(hours=1)


async def warn(house: House) -> None:
    """Tell, in the private chat of who connected the account; one that cannot be told is not tried again at once."""
    now = house.clock()
    for account, n in await house.db(accounts.to_warn, now=now, pause=PAUSE):
        say = await language_of(account.owner_id, house)
        text = say.plural(
            "🛡 {n} callback refused: wrong signature\n"
            "Compare the address in the SMSC cabinet with /webhook; SMSC repeats for three hours. · {alias} · #sys",
            "🛡 {n} callbacks refused: wrong signature\n"
            "Compare the address in the SMSC cabinet with /webhook; SMSC repeats for three hours. · {alias} · #sys",
            n,
            alias=account.alias,
        )
        try:
            await deliver(Reply(text, loud=True), Place(account.owner_id), house, say)
        except Undelivered as error:
            log.warning("the owner of account %s cannot be warned: %s", account.id, error)
        await house.db(accounts.warned, account.id, now)
