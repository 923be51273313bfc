"""People who ask the bot for help, each in a chat of their own, and what they are answered."""

import asyncio
from dataclasses import dataclass, field
from random import Random

from sandbox.telegram import Message
from sandbox.telegram.rooms import Room
from tests.faults.audience import FIRST_COMMANDER, Audience
from tests.faults.told import Repeat

PAUSE = (0.0, 0.2)  # seconds between two commands


@dataclass
class Commands:
    """*asked* are the commands that were given."""

    hearing: Audience
    luck: Random
    asked: list[Message] = field(default_factory=list)

    async def give(self, how_many: int) -> None:
        """The commanders in turn, now and then."""
        people = [chat for chat in self.hearing.telegram.chats if chat.id >= FIRST_COMMANDER]
        for number in range(how_many):
            chat = people[number % len(people)]
            self.asked.append(await chat.say(self.hearing.telegram.cloud.people[chat.id], "/help"))
            await asyncio.sleep(self.luck.uniform(*PAUSE))

    @property
    def unanswered(self) -> int:
        return sum(all(other.reply_to is not message for other in said(message.chat)) for message in self.asked)

    @property
    def chats(self) -> dict[int, Room]:
        return {message.chat.id: message.chat for message in self.asked}


def said(chat: Room) -> list[Message]:
    """The bot's own messages."""
    return [message for message in chat.messages if message.by_bot]


def repeated_answers(chat: Room) -> list[Repeat]:
    """The answers to people that were given before. A file that hangs on a card of the bot's own answers nobody."""
    answered: dict[int, int] = {}
    found = []
    for place, message in enumerate(said(chat)):
        if message.reply_to is None or message.reply_to.by_bot:
            continue
        if message.reply_to.id in answered:
            found.append(Repeat(place, answered[message.reply_to.id]))
        answered[message.reply_to.id] = place
    return found
