"""The chats that listen, in the small Telegram: who was to be told what, and what they were told."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sandbox.telegram import Chat, TelegramStandIn
from storage.events import Kind
from tests.conftest import TOKEN
from tests.faults.furniture import Wishes
from tests.faults.happenings import Happening
from tests.faults.told import Shown, told

ANNA, BORIS = 1001, 1002
EVERYTHING = frozenset({Kind.INCOMING, Kind.CALL, Kind.FAILED, Kind.DELIVERED})
GROUP, TOPIC = -1_001_500_000_001, 2
FIRST_COMMANDER = 2001
WISHES: Wishes = {
    (ANNA, 0): EVERYTHING,
    (BORIS, 0): frozenset({Kind.DELIVERED}),
    (GROUP, TOPIC): frozenset({Kind.INCOMING, Kind.FAILED}),
}


@dataclass(frozen=True)
class Audience:
    """The chats of *wishes*."""

    telegram: TelegramStandIn
    wishes: Wishes

    def shown(self, chat_id: int) -> list[Shown]:
        """What the bot has said there, oldest first, as it stands now."""
        return [
            Shown(message.text, message.document.data if message.document else b"")
            for message in self.chat(chat_id).messages
            if message.by_bot
        ]

    def chat(self, chat_id: int) -> Chat:
        return next(chat for chat in self.telegram.chats if chat.id == chat_id)

    def untold(self, happenings: Iterable[Happening]) -> dict[int, set[str]]:
        """Of *happenings*, what a chat wishes to be told and was not."""
        happened = list(happenings)
        missing = {}
        for (chat_id, _thread), kinds in self.wishes.items():
            wanted = {each.phone for each in happened if each.kind in kinds}
            missing[chat_id] = wanted - told(self.shown(chat_id))
        return {chat_id: phones for chat_id, phones in missing.items() if phones}

    async def hears(self, happenings: Iterable[Happening], *, within: float = 60.0) -> None:
        """Wait until all of *happenings* are told. TimeoutError says what is missing."""
        happened = list(happenings)
        try:
            await self.until(lambda: not self.untold(happened), within=within)
        except TimeoutError:
            missing = {chat_id: len(phones) for chat_id, phones in self.untold(happened).items()}
            raise TimeoutError(f"events that were not told, by chat: {missing}") from None

    async def until(self, condition: Callable[[], bool], *, within: float) -> None:
        """Look again whenever something was said."""
        async with asyncio.timeout(within):
            with self.telegram.news.listening() as heard:
                while not condition():
                    while (await heard.get()).kind not in {"new", "edited"}:
                        pass


@asynccontextmanager
async def audience(wishes: Wishes = WISHES, *, commanders: int = 0) -> AsyncIterator[tuple[Audience, str]]:
    """The small Telegram with the chats, and its address. *commanders* more people only give commands."""
    telegram = TelegramStandIn(token=TOKEN, clock=time.time, enforce_limits=False)
    url = await telegram.start()
    listening = [chat_id for chat_id, _thread in wishes if chat_id > 0]
    for id in {ANNA, *listening, *range(FIRST_COMMANDER, FIRST_COMMANDER + commanders)}:
        telegram.private(telegram.person(id, f"Слушатель {id}"))
    anna = telegram.cloud.people[ANNA]
    telegram.group("Дежурные", id=GROUP, members=[anna], admins=[anna], topics={TOPIC: "Статусы"})
    try:
        yield Audience(telegram, wishes), url
    finally:
        await telegram.stop()
