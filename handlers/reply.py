"""What goes out to a chat: a Reply with its buttons and files, or the short answer to a tap."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: it does something of ours, opens a link, or copies a text. *only* may press it.

    *do* names a tap handler (`buy.confirm`): cards lead to each other, modules must not.
    """

    label: str
    do: str = ""
    arg: str = ""
    url: str = field(default="", repr=False)  # a one-time link, or a callback address with its secret
    copy: str = field(default="", repr=False)
    style: Literal["", "success", "danger", "primary"] = ""
    only: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file for the chat."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG for the chat; the text stands under it."""

    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a person sent, still with Telegram; *size* in bytes."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Reply:
    """A message: *text* is Telegram's HTML, buttons stand in rows. Only a loud one rings."""

    text: str = field(repr=False)
    buttons: tuple[tuple[Button, ...], ...] = ()
    document: Document | None = None
    picture: Picture | None = None
    loud: bool = False
    lasts: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Toast:
    """The short answer to a tap that changes no message; *alert* waits to be closed."""

    text: str = field(repr=False)  # may be a one-time code
    alert: bool = False
