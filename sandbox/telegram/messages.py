"""A message as a chat shows it and as the Bot API describes it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.telegram.documents import Document
from sandbox.telegram.entities import Entity
from sandbox.telegram.keyboards import Button, Rows, keyboard_json
from sandbox.telegram.people import ANONYMOUS_ADMIN, Person

if TYPE_CHECKING:
    from sandbox.telegram.rooms import Room


@dataclass(frozen=True)
class Contact:
    """A shared telephone."""

    phone: str
    first_name: str
    user_id: int = 0

    def to_json(self) -> dict[str, Any]:
        own = {"phone_number": self.phone, "first_name": self.first_name}
        return own | ({"user_id": self.user_id} if self.user_id else {})


@dataclass(eq=False, repr=False)
class Message:
    """One message, alive: an edit changes it in place and moves its `version`.

    Ids and versions of a chat come from one counter: "after this id" also means "edited since it appeared".
    """

    chat: "Room"
    id: int
    sender: Person
    date: int
    text: str = ""
    entities: tuple[Entity, ...] = ()
    html: str = ""
    buttons: Rows = field(default_factory=list)
    document: Document | None = None
    photo: Document | None = None
    contact: Contact | None = None
    reply_to: "Message | None" = None
    quote: str = ""
    thread_id: int | None = None
    silent: bool = False
    edited_at: int | None = None
    forwarded_from: Person | str | None = None
    media_group_id: str = ""
    reply_markup: dict[str, Any] = field(default_factory=dict)
    service: dict[str, Any] = field(default_factory=dict)
    reactions: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    version: int = 0

    @property
    def by_bot(self) -> bool:
        return self.sender.is_bot and self.sender != ANONYMOUS_ADMIN

    @property
    def edited(self) -> bool:
        return self.edited_at is not None

    @property
    def has_media(self) -> bool:
        return bool(self.document or self.photo)

    def button(self, wanted: "str | Button") -> Button | None:
        """The button that *wanted* names: itself, its data, or the beginning or a part of its text."""
        every = [button for row in self.buttons for button in row]
        if isinstance(wanted, Button):
            return wanted if wanted in every else None
        tests = (
            lambda button: button.callback_data == wanted,
            lambda button: button.text.startswith(wanted),
            lambda button: wanted in button.text,
        )
        return next((button for test in tests for button in every if test(button)), None)

    def to_json(self) -> dict[str, Any]:
        """The Bot API's Message, with the message it answers, one level deep as Telegram does."""
        return self._bare() | self._answered()

    def __repr__(self) -> str:
        labels = [[button.text for button in row] for row in self.buttons]
        return f"<Message {self.id} by {self.sender.name}: {self.text!r} {labels}>"

    def _bare(self) -> dict[str, Any]:
        own: dict[str, Any] = {
            "message_id": self.id,
            "from": self.sender.to_json(),
            "chat": self.chat.to_json(),
        }
        own |= {"sender_chat": self.chat.to_json()} if self.sender == ANONYMOUS_ADMIN else {}
        own |= {"date": self.date} | ({"edit_date": self.edited_at} if self.edited_at else {})
        own |= {"media_group_id": self.media_group_id} if self.media_group_id else {}
        own |= {"message_thread_id": self.thread_id, "is_topic_message": True} if self.thread_id else {}
        own |= {"reply_markup": keyboard_json(self.buttons)} if self.buttons else {}
        return own | self._origin() | self._content() | self.service

    def _content(self) -> dict[str, Any]:
        own: dict[str, Any] = {"document": self.document.to_json()} if self.document else {}
        own |= {"photo": self.photo.sizes_json()} if self.photo else {}
        own |= {"contact": self.contact.to_json()} if self.contact else {}
        text, marks = ("caption", "caption_entities") if self.has_media else ("text", "entities")
        own |= {text: self.text} if self.text else {}
        described = [entity.to_json(self.chat.user_json) for entity in self.entities]
        return own | ({marks: described} if described else {})

    def _origin(self) -> dict[str, Any]:
        if self.forwarded_from is None:
            return {}
        if isinstance(self.forwarded_from, str):
            hidden = {"type": "hidden_user", "date": self.date, "sender_user_name": self.forwarded_from}
            return {"forward_origin": hidden}
        known = {"type": "user", "date": self.date, "sender_user": self.forwarded_from.to_json()}
        return {"forward_origin": known}

    def _answered(self) -> dict[str, Any]:
        root = self.chat.topic_root(self.thread_id)
        target = self.reply_to or root
        if target is None or target is self:
            return {}
        own: dict[str, Any] = {"reply_to_message": target._bare()}
        own |= {"quote": {"text": self.quote, "position": 0}} if self.quote else {}
        # Outside forums a reply in a supergroup carries the id of its thread, without is_topic_message.
        threaded = not self.thread_id and self.chat.kind == "supergroup"
        return own | ({"message_thread_id": self.thread_start().id} if threaded else {})

    def thread_start(self) -> "Message":
        return self.reply_to.thread_start() if self.reply_to else self
