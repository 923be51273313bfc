"""Who is in a chat: people and the bot come, go and are promoted; the group becomes a supergroup."""

from typing import Any

from sandbox.telegram.messages import Message
from sandbox.telegram.news import Item
from sandbox.telegram.people import Person, member_json
from sandbox.telegram.rooms import INSIDE, SUPERGROUPS, Room


class Membership(Room):
    """A room whose members change."""

    def kick_bot(self, by: Person) -> None:
        """Removed from the group; in a private chat: blocked."""
        self._set_bot_status("kicked", by)

    def add_bot(self, by: Person) -> None:
        """Added to the group again; in a private chat: unblocked."""
        self._set_bot_status("member", by)
        if self.kind != "private":
            self._announce(by, {"new_chat_members": [self.cloud.bot.to_json()]})

    def promote_bot(self, by: Person) -> None:
        self._set_bot_status("administrator", by)

    def demote_bot(self, by: Person) -> None:
        self._set_bot_status("member", by)

    def bot_leaves(self) -> None:
        self._set_bot_status("left", self.cloud.bot)

    def join(self, person: Person) -> None:
        self._set_status(person, "member", person)
        self._announce(person, {"new_chat_members": [person.to_json()]})

    def leave(self, person: Person) -> None:
        self._announce(person, {"left_chat_member": person.to_json()})
        self._set_status(person, "left", person)

    def promote(self, person: Person, by: Person) -> None:
        self._set_status(person, "administrator", by)

    def demote(self, person: Person, by: Person) -> None:
        self._set_status(person, "member", by)

    def migrate(self) -> int:
        """The group becomes a supergroup; returns its new id."""
        creator = self.cloud.people[next(who for who, status in self.members.items() if status == "creator")]
        old, new = self.id, min(self.id, SUPERGROUPS) - 1_000_000 - next(self.cloud.numbers) % 1_000_000
        self.kind = "group"
        self._announce(creator, {"migrate_to_chat_id": new})
        self.move(new)
        self._announce(creator, {"migrate_from_chat_id": old})
        return new

    def delete_topic(self, thread_id: int) -> None:
        del self.topics[thread_id]
        for message in [message for message in self.messages if message.thread_id == thread_id]:
            self.remove(message)

    def _announce(self, by: Person, service: dict[str, Any]) -> None:
        message = Message(self, self.number(), by, self.cloud.now, service=service)
        if self.bot_status in INSIDE:
            self.cloud.updates.push("message", message.to_json())

    def _set_bot_status(self, status: str, by: Person) -> None:
        old, self.bot_status = self.bot_status, status
        self._tell_change("my_chat_member", self.cloud.bot, by, old)

    def _set_status(self, person: Person, status: str, by: Person) -> None:
        old, self.members[person.id] = self.status(person), status
        self._tell_change("chat_member", person, by, old)

    def _tell_change(self, kind: str, whose: Person, by: Person, old: str) -> None:
        self.cloud.news.tell(Item("members", self))
        change = {"chat": self.to_json(), "from": by.to_json(), "date": self.cloud.now}
        states = {
            "old_chat_member": member_json(whose, old),
            "new_chat_member": member_json(whose, self.status(whose)),
        }
        self.cloud.updates.push(kind, change | states)
