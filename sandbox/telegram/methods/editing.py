"""Methods that change or remove what is already in a chat."""

from typing import Any

from sandbox.telegram.entities import Entity, Formatted
from sandbox.telegram.errors import bad_request
from sandbox.telegram.keyboards import Rows
from sandbox.telegram.messages import Message
from sandbox.telegram.methods.sending import under_file
from sandbox.telegram.request import Request
from sandbox.telegram.rooms import Room
from sandbox.telegram.texts import message_text

Json = dict[str, Any]
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
DELETABLE = 48 * 3600  # seconds
MAX_AT_ONCE = 100


def edit_message_text(request: Request) -> Json:
    words = message_text(request.text("text"), request.text("parse_mode"), request.listed("entities"))
    message = request.own_message()
    if message.has_media:
        raise bad_request("there is no text in the message to edit")
    return _rewritten(message, words, request.text("text"), request.buttons())


def edit_message_caption(request: Request) -> Json:
    message = request.own_message()
    if not message.has_media:
        raise bad_request("there is no caption in the message to edit")
    return _rewritten(message, under_file(request.values), request.text("caption"), request.buttons())


def edit_message_reply_markup(request: Request) -> Json:
    message = request.own_message()
    return _rewritten(message, Formatted(message.text, message.entities), message.html, request.buttons())


def edit_message_media(request: Request) -> Json:
    message, media = request.own_message(), request.mapping("media")
    if media["type"] not in ("photo", "document"):
        raise bad_request("can't use the media of the specified type")
    words = under_file(media)
    is_photo = media["type"] == "photo"
    photo = request.photo(media["media"]) if is_photo else None
    document = None if is_photo else request.document(media["media"])
    if (photo, document) == (message.photo, message.document):
        return _rewritten(message, words, media.get("caption", ""), request.buttons())
    message.photo, message.document = photo, document
    message.text, message.entities, message.html = words.text, words.entities, media.get("caption", "")
    message.buttons = request.buttons()
    return message.chat.changed(message).to_json()


def delete_message(request: Request) -> bool:
    room = request.room()
    message = room.find(request.number("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _may_delete(room, message):
        raise bad_request("message can't be deleted")
    room.remove(message)
    return True


def delete_messages(request: Request) -> bool:
    room, numbers = request.room(), request.listed("message_ids")
    if not 1 <= len(numbers) <= MAX_AT_ONCE:
        raise bad_request("message identifiers are not specified")
    for message in (room.find(number) for number in numbers):
        if message and _may_delete(room, message):
            room.remove(message)
    return True


def set_message_reaction(request: Request) -> bool:
    room = request.room()
    message = room.find(request.number("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    reactions = request.listed("reaction")
    if len(reactions) > 1 or any(one["type"] != "emoji" for one in reactions):
        raise bad_request("REACTION_INVALID")
    message.reactions = [one["emoji"] for one in reactions]
    room.touched(message)
    return True


def pin_chat_message(request: Request) -> bool:
    room = _pinning(request)
    message = room.find(request.number("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    room.pinned = [*(kept for kept in room.pinned if kept is not message), message]
    return True


def unpin_chat_message(request: Request) -> bool:
    room = _pinning(request)
    wanted = request.number("message_id") or (room.pinned[-1].id if room.pinned else 0)
    if wanted not in [message.id for message in room.pinned]:
        raise bad_request("message to unpin not found")
    room.pinned = [message for message in room.pinned if message.id != wanted]
    return True


def unpin_all_chat_messages(request: Request) -> bool:
    _pinning(request).pinned.clear()
    return True


def _rewritten(message: Message, words: Formatted, html: str, buttons: Rows) -> Json:
    old: tuple[str, tuple[Entity, ...], Rows] = (message.text, message.entities, message.buttons)
    if old == (words.text, words.entities, buttons):
        raise bad_request(NOT_MODIFIED)
    message.history.append(message.text)
    message.text, message.entities, message.html, message.buttons = words.text, words.entities, html, buttons
    return message.chat.changed(message).to_json()


def _may_delete(room: Room, message: Message) -> bool:
    """Own messages for two days, and other people's where the bot is asked in private or is an admin."""
    own = message.by_bot or room.kind == "private" or room.bot_status == "administrator"
    return own and not message.service and room.cloud.now - message.date < DELETABLE


def _pinning(request: Request) -> Room:
    room = request.room()
    if room.kind != "private" and room.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return room
