"""One request to a method: its decoded parameters, asked for by name."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.cloud import Cloud
from sandbox.telegram.documents import Document, Upload
from sandbox.telegram.errors import bad_request
from sandbox.telegram.keyboards import Rows, keyboard
from sandbox.telegram.messages import Message
from sandbox.telegram.rooms import Room

ATTACHED = "attach://"


@dataclass(frozen=True)
class Request:
    """What a method function receives; types were checked against bot_api.json before."""

    cloud: Cloud
    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return str(self.values.get(name, ""))

    def number(self, name: str) -> int:
        return int(self.values.get(name, 0))

    def flag(self, name: str) -> bool:
        return bool(self.values.get(name, False))

    def listed(self, name: str) -> list[Any]:
        return list(self.values.get(name, []))

    def mapping(self, name: str) -> dict[str, Any]:
        return dict(self.values.get(name, {}))

    def room(self, name: str = "chat_id") -> Room:
        """The chat in which the bot acts; ApiError when it is unknown, moved or the bot was thrown out."""
        if name not in self.values:
            raise bad_request("chat_id is empty")
        room = self.cloud.room(self.values[name])
        room.admit()
        return room

    def own_message(self) -> Message:
        """The bot's message that an edit means."""
        room = self.room()
        if "message_id" not in self.values:
            raise bad_request("message identifier is not specified")
        message = room.find(self.number("message_id"))
        if message is None:
            raise bad_request("message to edit not found")
        if not message.by_bot or message.service:
            raise bad_request("message can't be edited")
        return message

    def buttons(self) -> Rows:
        markup = self.mapping("reply_markup")
        return keyboard(markup) if "inline_keyboard" in markup else []

    def document(self, source: str) -> Document:
        upload = self._upload(source)
        return self.cloud.files.document(upload) if upload else self._known(source)

    def photo(self, source: str) -> Document:
        upload = self._upload(source)
        known = None if upload else self._known(source)
        if known and not known.width:
            raise bad_request("can't use file of type Document as Photo")
        return known or self.cloud.files.photo(upload or Upload("", b""))

    def _upload(self, source: str) -> Upload | None:
        if not source.startswith(ATTACHED):
            return None
        upload = self.files.get(source.removeprefix(ATTACHED))
        if upload is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return upload

    def _known(self, source: str) -> Document:
        if source.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")  # nothing outside exists here
        return self.cloud.files.get(source)
