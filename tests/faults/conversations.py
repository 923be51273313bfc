"""Chats as a handler meets them, on a Telegram where everything goes wrong that can: a Mouth with troubles."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from bot.chat.limits import Limits
from handlers.delivery import ChatGone, MessageGone, Moved, NotNow, Perhaps, TopicGone, Unfetched
from handlers.house import Place
from handlers.reply import Attachment, Reply
from tests.faults.told import Shown

ON_ITS_WAY = 0.2  # seconds, in each direction


class Trouble(Enum):
    """What becomes of one message or edit."""

    TOO_MANY = "refused for some seconds"
    NO_CONNECTION = "it never left"
    LOST = "no answer, and it did not arrive"
    NO_ANSWER = "no answer, though it arrived"

    @property
    def ambiguous(self) -> bool:
        return self in {Trouble.LOST, Trouble.NO_ANSWER}


@dataclass
class Posted:
    """A message in a chat; an edit replaces what it shows."""

    place: Place
    shown: Shown


@dataclass
class Conversation:
    """One chat and what it is told, also when it moves to another id."""

    id: int
    gone: bool = False
    knocks: int = 0  # since the bot was thrown out
    deleted_topics: set[int] = field(default_factory=set)
    troubles: deque[Trouble] = field(default_factory=deque)
    posted: dict[int, Posted] = field(default_factory=dict)

    def throw_out(self) -> None:
        self.gone, self.knocks = True, 0

    @property
    def shown(self) -> list[Shown]:
        return [message.shown for message in self.posted.values()]

    def by_place(self) -> list[list[Shown]]:
        """What was shown under each id of the chat and in each topic."""
        places = {message.place for message in self.posted.values()}
        return [[message.shown for message in self.posted.values() if message.place == place] for place in places]


@dataclass
class Conversations:
    """A Mouth. *called* finds a chat by its first id, *here* by the one it has now; *moved* leads from old to new."""

    called: dict[int, Conversation]
    here: dict[int, Conversation]
    moved: dict[int, int] = field(default_factory=dict)
    number: int = 0
    _limits: list[Limits] = field(default_factory=list)

    @classmethod
    def among(cls, *chats: int) -> "Conversations":
        called = {chat_id: Conversation(chat_id) for chat_id in chats}
        return cls(called, dict(called))

    def begin_anew(self) -> None:
        """A program that has just started knows nothing of what was said before."""
        self._limits.append(Limits(asyncio.get_running_loop().time))

    @property
    def limits(self) -> Limits:
        return self._limits[-1]

    async def turn(self, place: Place) -> None:
        await self.limits.ready(place.chat_id)

    async def send(self, place: Place, reply: Reply, *, answers: int | None = None) -> int:
        found, trouble = await self._reached(place)
        if place.thread_id in found.deleted_topics:
            raise TopicGone("message thread not found")
        self.number += 1
        message_id = self.number
        if trouble is not Trouble.LOST:
            found.posted[message_id] = Posted(place, shown(reply))
        await self._answered(trouble)
        return message_id

    async def edit(self, place: Place, message_id: int, reply: Reply) -> None:
        found, trouble = await self._reached(place)
        message = found.posted.get(message_id)
        if message is None or message.place != place or place.thread_id in found.deleted_topics:
            raise MessageGone("message to edit not found")
        if trouble is not Trouble.LOST:
            message.shown = shown(reply)
        await self._answered(trouble)

    async def delete(self, place: Place, message_id: int) -> bool:
        return False

    async def working(self, place: Place, *, on_file: bool = False) -> None:
        return

    async def fetch(self, file: Attachment) -> bytes:
        raise Unfetched

    async def _reached(self, place: Place) -> tuple[Conversation, Trouble | None]:
        """The chat a request arrives at, and what is wrong with it; raises what certainly was not done."""
        async with self.limits.turn(place.chat_id):
            await asyncio.sleep(ON_ITS_WAY)
        if new := self.moved.get(place.chat_id):
            raise Moved(new)
        found = self.here[place.chat_id]
        if found.gone:
            found.knocks += 1
            raise ChatGone("bot was kicked from the group chat")
        trouble = found.troubles.popleft() if found.troubles else None
        if trouble is Trouble.TOO_MANY:
            self.limits.pause(place.chat_id, 7)
            raise NotNow(timedelta(seconds=7))
        if trouble is Trouble.NO_CONNECTION:
            raise NotNow(timedelta(seconds=3))
        return found, trouble

    async def _answered(self, trouble: Trouble | None) -> None:
        await asyncio.sleep(ON_ITS_WAY)
        if trouble is not None:
            raise Perhaps(trouble.value)

    def move(self, old: int, new: int) -> None:
        """The group becomes a supergroup; its old messages stay behind."""
        found = self.here.pop(old)
        found.id, self.here[new], self.moved[old] = new, found, new


def shown(reply: Reply) -> Shown:
    return Shown(reply.text, reply.document.data if reply.document else b"")
