"""getUpdates → stored → handed on. It never ends by itself, whatever Telegram or a box in between answers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.chat.connection import Connection
from bot.chat.errors import seconds
from bot.chat.inbox import Inbox
from storage import updates
from storage.database import Database
from storage.errors import NotStored

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


@dataclass
class Poller:
    """Asks Telegram for updates for ever. `last_good` tells how it is: the library's own flag lies."""

    connection: Connection
    inbox: Inbox
    db: Database
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    last_good: datetime | None = None

    async def run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            wish = await self._take()
            if wish is None:
                pause = FIRST_PAUSE
            else:
                await self.sleep(max(pause, wish))
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _take(self) -> float | None:
        """Ask once. None if all is well, else for how many seconds Telegram wants to be left alone."""
        try:
            found = await self.connection.updates(await self.db(updates.next_offset, self.clock()))
            fresh = await self.inbox.keep(found)
        except (TelegramError, NotStored) as error:
            log.warning("no updates: %s", why(error))
            return wished(error)
        except Exception:
            log.exception("no updates")
            return 0.0
        self.last_good = self.clock()
        if found and not fresh:
            log.warning("no updates: Telegram repeats what is stored already")
            return 0.0
        return None


def why(error: Exception) -> str:
    """For the log; the library puts the whole token into InvalidToken's own text."""
    match error:
        case InvalidToken():
            return "Telegram (or a proxy in between) does not know this token; check TELEGRAM_TOKEN"
        case Conflict():
            return "another program polls with the same token; stop it, or give this bot a token of its own"
        case TelegramError():
            return f"{type(error).__name__}: {error.message}"
        case _:
            return str(error)


def wished(error: Exception) -> float:
    return seconds(error).total_seconds() if isinstance(error, RetryAfter) else 0.0
