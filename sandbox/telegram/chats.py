"""What people do in a chat: write, edit, press buttons, share, come and go; the bot gets updates of it."""

import asyncio
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.telegram.cloud import Cloud
from sandbox.telegram.documents import Upload
from sandbox.telegram.keyboards import Button
from sandbox.telegram.membership import Membership
from sandbox.telegram.messages import Contact, Message
from sandbox.telegram.people import ANONYMOUS_ADMIN, Person
from sandbox.telegram.privacy import is_heard
from sandbox.telegram.queries import Answer
from sandbox.telegram.rooms import INSIDE
from sandbox.telegram.texts import plain
from sandbox.telegram.waiting import first_fitting

ANSWER_TIMEOUT = 5.0  # seconds a person waits for the answer to a tap
# https://core.telegram.org/bots/features#deep-linking
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Chat(Membership):
    """A chat with people in it. `messages` are alive and in order, `deleted` are gone."""

    async def say(
        self,
        person: Person,
        text: str,
        *,
        thread_id: int | None = None,
        reply_to: Message | None = None,
        forward_from: Person | str | None = None,
    ) -> Message:
        """A person writes; the bot gets an update unless privacy mode keeps the message from it."""
        return self._write(person, text, thread_id=thread_id, reply_to=reply_to, forwarded_from=forward_from)

    async def say_anonymously(self, text: str, *, thread_id: int | None = None) -> Message:
        """An admin writes in the name of the group."""
        return self._write(ANONYMOUS_ADMIN, text, thread_id=thread_id)

    async def share_contact(self, person: Person, phone: str, first_name: str) -> Message:
        own = person.id if first_name == person.name else 0
        return self._write(person, "", contact=Contact(phone, first_name, own))

    async def send_file(
        self, person: Person, name: str, data: bytes, caption: str = "", *, thread_id: int | None = None
    ) -> Message:
        document = self.cloud.files.document(Upload(name, data))
        return self._write(person, caption, document=document, thread_id=thread_id)

    async def edit(self, person: Person, message: Message, text: str) -> Message:
        """A person changes an own message."""
        if message.sender != person:
            raise ValueError(f"{person.name} did not write {message!r}")
        message.history.append(message.text)
        typed = plain(text)
        message.text, message.entities = typed.text, typed.entities
        self.changed(message)
        self._tell_bot("edited_message", message)
        return message

    async def press(self, person: Person, button: str | Button, *, message: Message | None = None) -> Answer:
        """Tap a button and wait for the bot's answer; LookupError when no message has such a button.

        Without *message* the newest one having it is taken; Message.button says how a string names one.
        """
        self._expect(person)
        found, holder = self._find_button(button, message)
        if found.url:
            return await self.open_link(person, found.url)
        if not found.callback_data:
            return Answer(copied=found.copy_text)
        query = self.cloud.ask(holder, person, found.callback_data)
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT):
                await query.done.wait()
        except TimeoutError:
            return query.answer
        if query.answer.url:
            await self.open_link(person, query.answer.url)
        return query.answer

    async def wait_for(
        self,
        predicate: Callable[[Message], bool],
        *,
        timeout: float = 5.0,  # noqa: ASYNC109 the error must tell what the chat holds
        after: Message | int | None = None,
    ) -> Message:
        """The first message of the bot that fits, now or within *timeout* seconds.

        *after* (a message, its id or its version) leaves out what was there and unedited at that point.
        """
        since = after.version if isinstance(after, Message) else after or 0

        def fits(message: Message) -> bool:
            return message.by_bot and message.version > since and predicate(message)

        return await first_fitting(self, fits, timeout)

    def _find_button(self, wanted: str | Button, message: Message | None) -> tuple[Button, Message]:
        for holder in [message] if message else reversed(self.messages):
            found = holder.button(wanted)
            if found:
                return found, holder
        seen = [[button.text for row in shown.buttons for button in row] for shown in self.messages[-3:]]
        raise LookupError(f"no button {wanted!r} among {seen}")

    async def open_link(self, person: Person, url: str) -> Answer:
        """Open an address; the bot's deep links end as /start in the private chat."""
        parts = urlsplit(url)
        payload = parse_qs(parts.query).get("start", [""])[0]
        ours = parts.hostname in ("t.me", "telegram.me") and parts.path.strip("/") == self.cloud.bot.username
        if not ours or "start=" not in parts.query:
            return Answer(url=url)
        if not PAYLOAD.fullmatch(payload):
            raise ValueError(f"START_PARAM_INVALID: {payload!r}")
        await private_chat(self.cloud, person).say(person, f"/start {payload}")
        return Answer(url=url)

    def _write(self, person: Person, text: str, **content: Any) -> Message:
        self._expect(person)
        if content.get("thread_id"):
            self.check_topic(content["thread_id"])
        typed = plain(text)
        message = Message(self, self.number(), person, self.cloud.now, typed.text, typed.entities, **content)
        self.add(message)
        self._tell_bot("message", message)
        return message

    def _expect(self, person: Person) -> None:
        if self.status(person) not in INSIDE and person != ANONYMOUS_ADMIN:
            raise ValueError(f"{person.name} is not in {self.title}")

    def _tell_bot(self, kind: str, message: Message) -> None:
        if is_heard(self, message):
            self.cloud.updates.push(kind, message.to_json())


def private_chat(cloud: Cloud, person: Person) -> Chat:
    """The private chat of *person* with the bot, opened when it was not."""
    known = cloud.rooms.get(person.id)
    if isinstance(known, Chat):
        return known
    made = cloud.rooms[person.id] = Chat(cloud, person.id, person.name, "private", {person.id: "member"})
    return made
