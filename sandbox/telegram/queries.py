"""Taps on buttons and the bot's answers to them."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.telegram.people import Person

if TYPE_CHECKING:
    from sandbox.telegram.messages import Message

LIFETIME = 150  # seconds; later Telegram says the query is too old
MAX_ANSWER = 200


@dataclass(frozen=True)
class Answer:
    """What the person who pressed saw; not *answered* when the bot kept silent or the button needs none."""

    text: str = ""
    show_alert: bool = False
    url: str = ""
    answered: bool = False
    copied: str = ""


@dataclass(eq=False)
class Query:
    """One tap."""

    id: str
    message: "Message"
    person: Person
    data: str
    at: float
    answer: Answer = field(default_factory=Answer)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "from": self.person.to_json(),
            "message": self.message.to_json(),
            "chat_instance": str(-self.message.chat.id * 7919),
            "data": self.data,
        }

    def settle(self, answer: Answer) -> None:
        self.answer = answer
        self.done.set()
