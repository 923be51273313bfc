"""Methods that put a new message into a chat."""

from dataclasses import replace
from typing import Any

from sandbox.telegram.entities import Formatted
from sandbox.telegram.errors import bad_request
from sandbox.telegram.messages import Contact, Message
from sandbox.telegram.request import Request
from sandbox.telegram.rooms import Room
from sandbox.telegram.texts import caption, message_text

Json = dict[str, Any]
MAX_ALBUM = 10


def send_message(request: Request) -> Json:
    words = message_text(request.text("text"), request.text("parse_mode"), request.listed("entities"))
    message = composed(request, request.room(), words)
    message.html = request.text("text")
    return message.chat.add(message).to_json()


def send_document(request: Request) -> Json:
    message = composed(request, request.room(), under_file(request.values))
    message.document = request.document(request.text("document"))
    message.html = request.text("caption")
    return message.chat.add(message).to_json()


def send_photo(request: Request) -> Json:
    message = composed(request, request.room(), under_file(request.values))
    message.photo = request.photo(request.text("photo"))
    message.html = request.text("caption")
    return message.chat.add(message).to_json()


def send_contact(request: Request) -> Json:
    message = composed(request, request.room(), Formatted(""))
    message.contact = Contact(request.text("phone_number"), request.text("first_name"))
    return message.chat.add(message).to_json()


def send_media_group(request: Request) -> list[Json]:
    room, items = request.room(), request.listed("media")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > MAX_ALBUM:
        raise bad_request("too many messages to send as an album")
    if len({item["type"] for item in items}) > 1:
        raise bad_request("document can't be mixed with other media types")
    album = str(next(request.cloud.numbers))
    made = [_with_media(request, composed(request, room, under_file(item)), item) for item in items]
    for message in made:
        message.media_group_id = album
    return [room.add(message).to_json() for message in made]


def copy_message(request: Request) -> Json:
    source = _source(request, "message to copy not found")
    words = Formatted(source.text, source.entities)
    if source.has_media and "caption" in request.values:
        words = under_file(request.values)
    message = composed(request, request.room(), words)
    message.html, message.document, message.photo = source.html, source.document, source.photo
    return {"message_id": message.chat.add(message).id}


def forward_message(request: Request) -> Json:
    source = _source(request, "message to forward not found")
    message = composed(request, request.room(), Formatted(source.text, source.entities))
    message.html, message.document, message.photo = source.html, source.document, source.photo
    message.contact, message.forwarded_from = source.contact, source.forwarded_from or source.sender
    return message.chat.add(message).to_json()


def send_chat_action(request: Request) -> bool:
    room = request.room()
    if request.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    room.say_action(request.text("action"), request.values.get("message_thread_id"))
    return True


ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def composed(request: Request, room: Room, words: Formatted) -> Message:
    """A message of the bot, not yet in the chat; ApiError for a wrong topic, reply or keyboard."""
    thread_id = request.values.get("message_thread_id")
    if thread_id:
        room.check_topic(thread_id)
    buttons = request.buttons()
    target, quote = _target(request.mapping("reply_parameters"), room)
    message = Message(room, room.number(), request.cloud.bot, request.cloud.now, words.text, words.entities)
    # A reply without a topic lands in the topic of what it answers.
    return replace(
        message,
        buttons=buttons,
        reply_to=target,
        quote=quote,
        thread_id=thread_id or (target.thread_id if target else None),
        silent=request.flag("disable_notification"),
        reply_markup=request.mapping("reply_markup"),
    )


def under_file(values: Json) -> Formatted:
    return caption(values.get("caption", ""), values.get("parse_mode", ""), values.get("caption_entities", []))


def _with_media(request: Request, message: Message, item: Json) -> Message:
    if item["type"] == "photo":
        message.photo = request.photo(item["media"])
    elif item["type"] == "document":
        message.document = request.document(item["media"])
    else:
        raise bad_request("can't use the media of the specified type in the album")
    message.html = item.get("caption", "")
    return message


def _target(parameters: Json, room: Room) -> tuple[Message | None, str]:
    if not parameters:
        return None, ""
    target = room.find(parameters["message_id"])
    if target is None and not parameters.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    quote = parameters.get("quote", "") if target else ""
    if target and quote not in target.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return target, quote


def _source(request: Request, missing: str) -> Message:
    source = request.room("from_chat_id").find(request.number("message_id"))
    if source is None or source.service:
        raise bad_request(missing)
    return source
