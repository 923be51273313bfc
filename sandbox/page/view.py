"""What the browser is shown: chats and messages as plain data."""

import csv
import io
from typing import Any

from sandbox.telegram import Button, Chat, Document, Entity, Message, Person, TelegramStandIn

PREVIEW_ROWS = 6
PREVIEW_COLUMNS = 6
PREVIEW_BYTES = 4096

Json = dict[str, Any]


def house(telegram: TelegramStandIn) -> Json:
    """Everything there is to see."""
    people = [person for person in telegram.cloud.people.values() if not person.is_bot]
    return {
        "bot": {"name": telegram.bot.name, "username": telegram.bot.username},
        "people": [{"id": person.id, "name": person.name, "username": person.username} for person in people],
        "chats": [chat_view(chat, people) for chat in telegram.chats],
        "described": telegram.cloud.menu.words.get(("description", "ru"), ""),
    }


def chat_view(chat: Chat, people: list[Person]) -> Json:
    return {
        "id": chat.id,
        "title": chat.title,
        "kind": chat.kind,
        "bot": chat.bot_status,
        "topics": [{"id": number, "name": topic.name} for number, topic in chat.topics.items()],
        "members": {person.id: chat.status(person) for person in people},
        "menus": {person.id: commands(chat, person) for person in people},
        "messages": [message_view(message) for message in chat.messages],
    }


def commands(chat: Chat, person: Person) -> list[Json]:
    shown = chat.cloud.menu.shown_to(person, chat)
    return [{"command": command.command, "about": command.description} for command in shown]


def message_view(message: Message) -> Json:
    return {
        "id": message.id,
        "version": message.version,
        "chat": message.chat.id,
        "thread": message.thread_id or 0,
        "sender": {"id": message.sender.id, "name": message.sender.name, "bot": message.by_bot},
        "date": message.date,
        "edited": message.edited,
        "silent": message.silent,
        "text": message.text,
        "entities": [entity_view(entity) for entity in message.entities],
        "buttons": [[button_view(button) for button in row] for row in message.buttons],
        "document": message.document and document_view(message.document),
        "photo": message.photo and photo_view(message.photo),
        "contact": message.contact and message.contact.to_json(),
        "reply": message.reply_to and answered_view(message.reply_to, message.quote),
        "forwarded": _origin(message.forwarded_from),
        "reactions": message.reactions,
    }


def entity_view(entity: Entity) -> Json:
    return entity.to_json(lambda user_id: {"id": user_id})


def button_view(button: Button) -> Json:
    return {"text": button.text, "style": button.style, "url": button.url, "copy": button.copy_text}


def answered_view(message: Message, quote: str) -> Json:
    words = quote or message.text or (message.document.name if message.document else "Изображение")
    return {"id": message.id, "name": message.sender.name, "text": words[:200]}


def document_view(document: Document) -> Json:
    name, size = document.name, len(document.data)
    return {"id": document.file_id, "name": name, "size": size, "preview": table(document)}


def photo_view(photo: Document) -> Json:
    return {"id": photo.file_id, "width": photo.width, "height": photo.height}


def table(document: Document) -> list[list[str]]:
    """The first rows of a CSV file."""
    if not document.name.lower().endswith(".csv"):
        return []
    head = document.data[:PREVIEW_BYTES]
    lines = _decoded(head).splitlines()
    whole = lines if len(head) == len(document.data) else lines[:-1]
    delimiter = ";" if whole and whole[0].count(";") >= whole[0].count(",") else ","
    rows = csv.reader(io.StringIO("\n".join(whole)), delimiter=delimiter)
    return [row[:PREVIEW_COLUMNS] for row, _ in zip(rows, range(PREVIEW_ROWS), strict=False)]


def _decoded(head: bytes) -> str:
    for charset in ("utf-8-sig", "windows-1251"):
        try:
            return head.decode(charset)
        except UnicodeDecodeError as error:
            # The cut may have gone through a letter; only damage before the last bytes is another charset.
            if error.start >= len(head) - 4:
                return head[: error.start].decode(charset)
    return head.decode("utf-8", "replace")


def _origin(origin: Person | str | None) -> str:
    return origin.name if isinstance(origin, Person) else origin or ""
