"""Methods that ask: about the bot, chats, members, files; and the answer to a tap."""

import re
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.membership import Membership
from sandbox.telegram.news import Item
from sandbox.telegram.people import member_json
from sandbox.telegram.queries import MAX_ANSWER, Answer
from sandbox.telegram.request import Request

Json = dict[str, Any]
ACCEPTED_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def get_me(request: Request) -> Json:
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return request.cloud.bot.to_json() | abilities


def get_chat(request: Request) -> Json:
    room = request.room()
    extra = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(ACCEPTED_GIFTS, False),
    }
    pinned = {"pinned_message": room.pinned[-1].to_json()} if room.pinned else {}
    return room.to_json() | extra | pinned


def get_chat_administrators(request: Request) -> list[Json]:
    room = request.room()
    if room.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    ranked = [(request.cloud.people[number], status) for number, status in room.members.items()]
    ranked += [(request.cloud.bot, room.bot_status)]
    return [member_json(who, status) for who, status in ranked if status in ("creator", "administrator")]


def get_chat_member_count(request: Request) -> int:
    room = request.room()
    return 1 + sum(status not in ("left", "kicked") for status in room.members.values())


def get_chat_member(request: Request) -> Json:
    room = request.room()
    person = request.cloud.people.get(request.number("user_id"))
    if person is None:
        raise bad_request("user not found" if room.kind == "private" else "PARTICIPANT_ID_INVALID")
    return member_json(person, room.status(person))


def leave_chat(request: Request) -> bool:
    room = request.room()
    if room.kind == "private" or not isinstance(room, Membership):
        raise bad_request("chat member status can't be changed in private chats")
    room.bot_leaves()
    return True


def get_file(request: Request) -> Json:
    return request.cloud.files.get(request.text("file_id")).file_json()


def answer_callback_query(request: Request) -> bool:
    if len(request.text("text")) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = request.text("url")
    if url and not re.match(rf"(?:https?://)?(?:t|telegram)\.me/{request.cloud.bot.username}\?start=", url):
        raise bad_request("URL_INVALID")
    answer = Answer(request.text("text"), request.flag("show_alert"), url, answered=True)
    query = request.cloud.settle(request.text("callback_query_id"), answer)
    request.cloud.news.tell(Item("answered", query.message.chat, query.message, query))
    return True
