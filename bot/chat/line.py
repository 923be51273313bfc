"""The line to Telegram: connection, poller, inbox, door and sender put together, and whether it is alive."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from telegram.error import TelegramError

from bot.chat import menu
from bot.chat.connection import WANTED, Connection
from bot.chat.door import Door
from bot.chat.inbox import Inbox, RawUpdate
from bot.chat.limits import Limits
from bot.chat.patience import Patience
from bot.chat.poller import Poller, why
from bot.chat.reader import Reader
from bot.chat.replies import Replies
from bot.chat.rights import Rights
from bot.chat.sending import Sender
from bot.chat.taps import Taps
from bot.metrics import Metrics
from bot.settings import Settings
from handlers import claim
from handlers.commands import ANSWERS, COMMANDS, TAPS, UNASKED
from handlers.house import House
from handlers.words import Words
from storage import owners
from storage.database import Database
from storage.errors import NotStored
from storage.secrets import Vault

log = logging.getLogger(__name__)

PULSE = timedelta(seconds=20)
RETRY = 3.0  # seconds
ALIVE = timedelta(minutes=1)
BY_NAME = {name: item for item in COMMANDS for name in (item.name, *item.aliases)}


@dataclass
class Line:
    """One for the program. `bot_name` is empty until Telegram has answered for the first time."""

    connection: Connection
    sender: Sender
    rights: Rights
    inbox: Inbox
    poller: Poller
    db: Database
    clock: Callable[[], datetime]
    bot_name: str = ""
    known: asyncio.Event = field(default_factory=asyncio.Event)
    answered_at: datetime | None = None
    _door: list[Door] = field(default_factory=list)

    @classmethod
    def to(
        cls,
        settings: Settings,
        token: str,
        *,
        db: Database,
        vault: Vault,
        clock: Callable[[], datetime],
        ticks: Callable[[], float],
    ) -> "Line":
        connection = Connection.to(settings.telegram_api_url, token, proxy=settings.telegram_proxy.get_secret_value())
        taps = {item.name: item for item in TAPS}
        sender = Sender(connection.bot, db, Limits(ticks), taps, clock, Metrics())
        doors: list[Door] = []

        async def open_door(raw: RawUpdate) -> None:
            await doors[0].open(raw)

        inbox = Inbox(db, vault, open_door, clock)
        owners, allowed = frozenset(settings.owners), frozenset(settings.allowed_chats)
        rights = Rights(connection.bot, db, owners, allowed, clock)
        poller = Poller(connection, inbox, db, clock)
        return cls(connection, sender, rights, inbox, poller, db, clock, _door=doors)

    def answer_with(self, house: House) -> None:
        """From here on updates lead into *house*."""
        reader, replies = Reader(house, self.rights), Replies(house, Patience(house))
        taps = Taps(self.connection.bot, reader, replies, {item.name: item for item in TAPS})
        answers = {item.name: item for item in ANSWERS}
        door = Door(self.connection.bot, house, self.rights, reader, replies, taps, BY_NAME, answers, UNASKED)
        self._door.append(door)

    @property
    def answers(self) -> bool:
        """Whether Telegram has answered within the last minute."""
        return self.answered_at is not None and self.clock() - self.answered_at < ALIVE

    async def run(self, words: Words, *, webhook: tuple[str, str] | None) -> None:
        """Reach Telegram, however long that takes, then take updates for ever."""
        beside = [asyncio.create_task(self._pulse())]
        try:
            await self.known.wait()
            log.info("Telegram answers; the bot is @%s", self.bot_name)
            # What was left over first: an update of today must not be taken for one of before the stop.
            for step in (
                self._offer_claim,
                self._door[0].replies.patience.clear,
                self.inbox.resume,
                partial(self._choose_mode, webhook),
            ):
                await until_done(step)
            beside.append(asyncio.create_task(until_done(partial(menu.publish, self.connection.bot, words, COMMANDS))))
            await (beside[0] if webhook else self.poller.run())
        finally:
            for task in beside:
                task.cancel()

    async def _pulse(self) -> None:
        """Ask who we are, again and again: the one honest sign that Telegram can be reached."""
        while True:
            try:
                me = await self.connection.bot.get_me()
            except TelegramError as error:
                log.warning("Telegram does not answer: %s", why(error))
                await asyncio.sleep(RETRY)
                continue
            self.bot_name = me.username or ""
            self.answered_at = self.clock()
            self.known.set()
            await asyncio.sleep(PULSE.total_seconds())

    async def _offer_claim(self) -> None:
        """An installation without an owner is claimed by whoever can read its log."""
        if not self.rights.owners and not await self.db(owners.exist):
            token = await claim.offer(self.db, now=self.clock())
            log.warning("nobody owns this bot yet; claim it: https://t.me/%s?start=%s", self.bot_name, token)

    async def _choose_mode(self, webhook: tuple[str, str] | None) -> None:
        if webhook is None:
            await self.connection.bot.delete_webhook()
        else:
            url, secret = webhook
            await self.connection.bot.set_webhook(url, secret_token=secret, allowed_updates=list(WANTED))

    async def stop_answering(self) -> None:
        await self.inbox.close()

    async def close(self) -> None:
        await self.connection.close()


async def until_done(step: Callable[[], Awaitable[None]], *, pause: float = RETRY) -> None:
    """Do *step* again, seconds apart, until neither Telegram nor the disk fails it."""
    while True:
        try:
            return await step()
        except (TelegramError, NotStored) as error:
            log.warning("%s is put off: %s", getattr(step, "__name__", "a step"), why(error))
            await asyncio.sleep(pause)
