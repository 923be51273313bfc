"""Telegram's errors, told apart by what they mean for a message: not sent, perhaps sent, never to be sent."""

from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.chat.transport import NotSent
from handlers.delivery import ChatGone, MessageGone, Moved, NotNow, Perhaps, TopicGone, Undelivered, Unsayable

NOT_MODIFIED = "message is not modified"
CANNOT_PARSE = "can't parse entities"
CLOSED = (
    "chat not found",
    "have no rights",
    "not enough rights",
    "chat_write_forbidden",
    "peer_id_invalid",
    "bot was kicked",
    "user is deactivated",
    "group chat was deactivated",
    "chat_restricted",
)
NO_FILES = (  # the chat takes texts all the same
    "rights to send documents",
    "rights to send photos",
    "chat_send_docs_forbidden",
    "chat_send_photos_forbidden",
    "chat_send_media_forbidden",
)
NO_TOPIC = ("message thread not found", "topic_deleted", "topic_closed")
NO_MESSAGE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message to delete not found",
)
TOO_MANY = "too many requests"


def undelivered(error: TelegramError) -> Undelivered:
    """What *error* says about the message. BadRequest is a NetworkError in this library, so it is asked first."""
    match error:
        case RetryAfter():
            return NotNow(seconds(error))
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return ChatGone(error.message)
        case BadRequest():
            return refused(error.message)
        case InvalidToken():
            return NotNow(timedelta(seconds=30))
        case NetworkError():
            return broken(error)
        case _:
            return Perhaps(type(error).__name__)


def refused(message: str) -> Undelivered:
    """A 400, by its text: Telegram gives no finer code."""
    text = message.lower()
    if TOO_MANY in text:
        return NotNow(timedelta(seconds=30))
    if any(part in text for part in NO_TOPIC):
        return TopicGone(message)
    if any(part in text for part in NO_FILES):
        return Unsayable(message)
    if any(part in text for part in CLOSED):
        return ChatGone(message)
    if any(part in text for part in NO_MESSAGE):
        return MessageGone(message)
    return Unsayable(message)


def broken(error: NetworkError) -> Undelivered:
    """No answer, or none that can be read. What never left us may simply be sent again."""
    text = error.message.lower()
    if isinstance(error.__cause__, NotSent):
        return NotNow(timedelta(seconds=3))
    if TOO_MANY in text:
        return NotNow(timedelta(seconds=30))
    if "entity too large" in text:
        return Unsayable(error.message)
    return Perhaps(type(error).__name__)


def is_flood(error: TelegramError) -> bool:
    """A 429; the library knows only those that name a time by a class of their own."""
    return isinstance(error, RetryAfter) or TOO_MANY in error.message.lower()


def is_doubtful(error: TelegramError) -> bool:
    """A 400 about the chat may pass, unlike a 403: its text is all there is, and rights change by the minute."""
    return isinstance(error, BadRequest)


def seconds(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
