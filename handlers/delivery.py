"""What may become of a message on its way to a chat, named by what the sender can do about it."""

from datetime import timedelta


class Undelivered(Exception):
    """A message did not (certainly) reach its chat."""


class ChatGone(Undelivered):
    """The bot was blocked, removed, or may not write: stop, until it is let in again."""


class TopicGone(Undelivered):
    """The topic was deleted, or closed: speak to the chat itself."""


class Moved(Undelivered):
    """The group became a supergroup with another id."""

    def __init__(self, to: int) -> None:
        super().__init__(f"moved to {to}")
        self.to = to


class NotNow(Undelivered):
    """Certainly not sent; may be tried again after *wait*."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"again in {wait}")
        self.wait = wait


class Perhaps(Undelivered):
    """The connection broke after the request had gone out: it may have been sent, or not."""


class Unsayable(Undelivered):
    """Telegram will never take this message as it is."""


class TooLarge(Exception):
    """A file that Telegram gives no bot: 20 MB at most (core.telegram.org/bots/api#getfile)."""


class Unfetched(Exception):
    """Telegram did not hand out a file that a person sent; it may the next time."""


class MessageGone(Undelivered):
    """The message that was to be edited is not there any more."""
