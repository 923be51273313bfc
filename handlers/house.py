"""The house: everything that handlers lean on, and the ports through which they reach chats and rights."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from handlers.callbacks import Hooks
from handlers.charts import Chart
from handlers.credentials import unpack
from handlers.problems import NotConnected
from handlers.reply import Attachment, Reply
from handlers.words import Words
from smsc.client import Smsc
from smsc.credentials import Credentials
from smsc.errors import AccountStopped
from smsc.limits import Limits
from storage.accounts import Account
from storage.database import Database
from storage.secrets import Vault


class Role(IntEnum):
    """What a person may do in a chat; each role may do all that the lower ones may."""

    VIEWER = 1
    OPERATOR = 2
    BUYER = 3
    OWNER = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A chat and the topic in it (0: the chat itself, or its General topic)."""

    chat_id: int
    thread_id: int = 0

    @property
    def private(self) -> bool:
        """Telegram's ids of people are positive, those of groups and channels negative."""
        return self.chat_id > 0


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote or pressed. `language` is what their Telegram speaks; a *hidden* one's id is shared by many."""

    id: int
    name: str
    username: str = ""
    language: str = ""
    hidden: bool = False

    @property
    def handle(self) -> str:
        return f"@{self.username}" if self.username else self.name


class Mouth(Protocol):
    """How handlers speak to chats. Raises what `handlers.delivery` names."""

    async def send(self, place: Place, reply: Reply, *, answers: int | None = None) -> int:
        """Send; the message's id. *answers* is the message it replies to."""

    async def edit(self, place: Place, message_id: int, reply: Reply) -> None: ...

    async def delete(self, place: Place, message_id: int) -> bool:
        """Delete a message; False if Telegram would not."""

    async def working(self, place: Place, *, on_file: bool = False) -> None:
        """Show that an answer is being prepared."""

    async def fetch(self, file: Attachment) -> bytes:
        """What is in a file that a person sent. Raises TooLarge and Unfetched."""

    async def turn(self, place: Place) -> None:
        """Return when this chat may be told something without breaking Telegram's limits."""


class Rights(Protocol):
    """Who may do what, as the settings, `/grant` and Telegram say."""

    async def role(self, place: Place, person_id: int) -> Role: ...

    async def owns(self, person_id: int) -> bool:
        """Whether the person owns this installation."""

    async def serves(self, chat_id: int) -> bool:
        """Whether the bot speaks in this chat at all."""

    async def administrators(self, chat_id: int) -> Mapping[int, Person]:
        """Telegram's administrators of a group by their ids; nobody, if Telegram does not say."""


@dataclass(frozen=True)
class House:
    """What every handler may lean on, made once at start."""

    db: Database
    vault: Vault
    words: Words
    mouth: Mouth
    rights: Rights
    dial: Callable[[Credentials, str], Smsc]
    limits: Limits
    hooks: Hooks
    probe: Callable[[str, bytes], Awaitable[int]]
    draw: Callable[[Chart], Awaitable[bytes]]  # a PNG; raises NoPicture
    wake: Callable[[int], None]
    clock: Callable[[], datetime]
    bot_name: Callable[[], str]
    public_url: str
    base_url: str

    def sign_in(self, account: Account) -> Smsc:
        """SMSC on behalf of *account*; raises AccountStopped if SMSC has refused its credentials."""
        if account.credentials is None:
            raise NotConnected
        if account.stopped_why is not None:
            raise AccountStopped
        return self.dial(unpack(self.vault.open(account.credentials, owner=account.seal)), account.base_url)
