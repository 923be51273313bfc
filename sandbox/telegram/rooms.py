"""A chat as Telegram keeps it: members, topics, messages. What people do in it is in chats.py."""

import itertools
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.cloud import Cloud
from sandbox.telegram.errors import bad_request, forbidden
from sandbox.telegram.messages import Message
from sandbox.telegram.news import Item
from sandbox.telegram.people import Person

# https://core.telegram.org/bots/api#chat: supergroup ids are -100 followed by ten digits or more.
SUPERGROUPS = -1_000_000_000_000
INSIDE = ("creator", "administrator", "member")


@dataclass
class Topic:
    """A topic of a forum; its id is that of the message which created it."""

    name: str
    root: Message
    closed: bool = False


class Room:
    """One chat."""

    def __init__(self, cloud: Cloud, id: int, title: str, kind: str, members: dict[int, str]) -> None:
        self.cloud = cloud
        self.id = id
        self.title = title
        self.kind = kind
        self.members = members
        self.bot_status = "member"
        self.topics: dict[int, Topic] = {}
        self.messages: list[Message] = []
        self.deleted: list[Message] = []
        self.pinned: list[Message] = []
        self._unreachable: set[Message] = set()
        self._numbers = itertools.count(1)

    def status(self, person: Person) -> str:
        """creator, administrator, member, left or kicked."""
        return self.bot_status if person == self.cloud.bot else self.members.get(person.id, "left")

    def user_json(self, user_id: int) -> dict[str, Any]:
        return self.cloud.user_json(user_id)

    def to_json(self) -> dict[str, Any]:
        own: dict[str, Any] = {"id": self.id, "type": self.kind}
        if self.kind == "private":
            person = self.cloud.people[self.id]
            return own | {"first_name": person.name} | ({"username": person.username} if person.username else {})
        return own | {"title": self.title} | ({"is_forum": True} if self.topics else {})

    def number(self) -> int:
        """The next message id or version: both grow together, see Message."""
        return next(self._numbers)

    def add(self, message: Message) -> Message:
        message.version = message.id
        message.entities = tuple(e for e in message.entities if not e.user_id or e.user_id in self.cloud.people)
        self.messages.append(message)
        self.cloud.news.tell(Item("new", self, message))
        return message

    def changed(self, message: Message) -> Message:
        message.version = self.number()
        message.edited_at = self.cloud.now
        self.cloud.news.tell(Item("edited", self, message))
        return message

    def touched(self, message: Message) -> None:
        """Something beside the text changed: a reaction, say."""
        self.cloud.news.tell(Item("edited", self, message))

    def say_action(self, action: str, thread_id: int | None) -> None:
        self.cloud.news.tell(Item("action", self, action=action, thread_id=thread_id))

    def remove(self, message: Message) -> None:
        self.messages.remove(message)
        self.deleted.append(message)
        self.cloud.news.tell(Item("deleted", self, message))

    def find(self, message_id: int) -> Message | None:
        roots = (topic.root for topic in self.topics.values())
        reachable = (message for message in (*roots, *self.messages) if message not in self._unreachable)
        return next((message for message in reachable if message.id == message_id), None)

    def topic_root(self, thread_id: int | None) -> Message | None:
        topic = self.topics.get(thread_id or 0)
        return topic.root if topic else None

    def open_topic(self, name: str, by: Person, *, thread_id: int | None = None) -> int:
        created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        number = thread_id or self.number()
        root = Message(self, number, by, self.cloud.now, service=created, thread_id=number)
        self.topics[number] = Topic(name, root)
        self._numbers = itertools.count(max(number + 1, self.number()))
        return number

    def admit(self) -> None:
        """Raises ApiError (403) when the bot cannot speak here."""
        if self.bot_status in INSIDE:
            return
        if self.kind == "private":
            raise forbidden("bot was blocked by the user")
        gone = "was kicked from" if self.bot_status == "kicked" else "is not a member of"
        raise forbidden(f"bot {gone} the {self.kind} chat")

    def check_topic(self, thread_id: int) -> None:
        # "General" is addressed without an id: its own id, 1, is refused like any unknown one.
        topic = self.topics.get(thread_id)
        if topic is None:
            raise bad_request("message thread not found")
        if topic.closed:
            raise bad_request("TOPIC_CLOSED")

    def move(self, new_id: int) -> None:
        """The group becomes a supergroup: a new id, and the bot cannot reach the old messages any more."""
        self._unreachable.update(self.messages)
        del self.cloud.rooms[self.id]
        self.cloud.moved[self.id] = new_id
        self.id, self.kind = new_id, "supergroup"
        self.cloud.rooms[new_id] = self
