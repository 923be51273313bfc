"""Methods for the topics of a forum; the bot needs to be an administrator."""

from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.membership import Membership
from sandbox.telegram.request import Request
from sandbox.telegram.rooms import Topic

MAX_NAME = 128


def create_forum_topic(request: Request) -> dict[str, Any]:
    room = _forum(request)
    number = room.open_topic(_name(request), request.cloud.bot)
    return {"message_thread_id": number, "name": request.text("name"), "icon_color": 7322096}


def edit_forum_topic(request: Request) -> bool:
    topic = _topic(request)
    if "name" in request.values:
        topic.name = _name(request)
    return True


def close_forum_topic(request: Request) -> bool:
    topic = _topic(request)
    if topic.closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = True
    return True


def reopen_forum_topic(request: Request) -> bool:
    topic = _topic(request)
    if not topic.closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = False
    return True


def delete_forum_topic(request: Request) -> bool:
    _topic(request)
    _forum(request).delete_topic(request.number("message_thread_id"))
    return True


def _forum(request: Request) -> Membership:
    room = request.room()
    if not room.topics or not isinstance(room, Membership):
        raise bad_request("the chat is not a forum")
    if room.bot_status != "administrator":
        raise bad_request("not enough rights to manage topics")
    return room


def _topic(request: Request) -> Topic:
    topic = _forum(request).topics.get(request.number("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _name(request: Request) -> str:
    if not 1 <= len(request.text("name")) <= MAX_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY")
    return request.text("name")
