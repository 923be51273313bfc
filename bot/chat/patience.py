"""Signs that an answer is on its way: after a second Telegram's "typing…", after three a card of ours."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from handlers.ask import Ask
from handlers.house import House, Place
from handlers.reply import Reply
from handlers.words import _
from storage import waiting
from storage.waiting import Card

log = logging.getLogger(__name__)

REPEATED = 4.0  # seconds; Telegram shows a chat action for five


@dataclass
class Wait:
    """One answer that is being prepared; *card* is the message that says so, if it took that long."""

    over: asyncio.Event = field(default_factory=asyncio.Event)
    card: int | None = None


@dataclass
class Patience:
    """Keeps whoever waits informed. Times are in seconds."""

    house: House
    typing_after: float = 1.0
    card_after: float = 3.0

    @asynccontextmanager
    async def around(self, ask: Ask) -> AsyncIterator[Wait]:
        """While the block prepares an answer; `card` is settled when it is left."""
        wait = Wait()
        showing = asyncio.create_task(self._show(ask, wait))
        try:
            yield wait
        finally:
            wait.over.set()
            await showing  # what is on its way to Telegram is never called back: it may have arrived

    async def _show(self, ask: Ask, wait: Wait) -> None:
        if await within(self.typing_after, wait.over):
            return
        await self.house.mouth.working(ask.place)
        if await within(self.card_after - self.typing_after, wait.over):
            return
        wait.card = await self._post(ask)
        while not await within(REPEATED, wait.over):
            await self.house.mouth.working(ask.place)

    async def _post(self, ask: Ask) -> int | None:
        """The card is written down: one that a crash leaves behind goes at the next start."""
        try:
            id = await ask.post(Reply(ask.say(_("⏳ This takes longer than usual\nThe answer comes here."))))
            await self.house.db(waiting.begin, Card(ask.place.chat_id, id))
        except Exception as error:
            log.info("no card for a long wait in chat %s: %s", ask.place.chat_id, type(error).__name__)
            return None
        return id

    async def end(self, place: Place, card: int, *, answered: bool) -> None:
        """The card has become the answer, or it goes."""
        if not answered:
            await self.house.mouth.delete(place, card)
        await self.house.db(waiting.end, Card(place.chat_id, card))

    async def clear(self) -> None:
        """After a start: cards whose answers never came. What was asked is handled again, with a card of its own."""
        for card in await self.house.db(waiting.left):
            await self.end(Place(card.chat_id), card.message_id, answered=False)


async def within(seconds: float, over: asyncio.Event) -> bool:
    """Whether it is over before so many seconds have passed."""
    try:
        async with asyncio.timeout(seconds):
            await over.wait()
    except TimeoutError:
        return False
    return True
