"""Each connected account in turn: what goes wrong with one of them delays no other."""

import logging
from collections.abc import Awaitable, Callable

from handlers.house import House
from handlers.watch import rejected
from smsc.errors import SmscError
from storage import accounts
from storage.accounts import Account
from storage.errors import NotStored

log = logging.getLogger(__name__)


async def each(house: House, take: Callable[[Account], Awaitable[None]], *, what: str) -> None:
    """*take* of every account, *what* for the log. Raises NotStored: without a disk there is no use in going on."""
    for account in await house.db(accounts.connected):
        try:
            await take(account)
        except SmscError as error:
            await rejected.note(error, account, house)
            log.warning("the %s of account %s was not read: %s", what, account.id, error)
        except NotStored:
            raise
        except Exception:
            log.exception("the %s of account %s was not read", what, account.id)
