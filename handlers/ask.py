"""What a handler receives and returns: Ask and Tap come in from the door, a Reply goes out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal, Protocol, Self

from handlers.callbacks import Hooks
from handlers.charts import Chart
from handlers.credentials import unpack
from handlers.problems import Hidden, NoRight, NotConnected, Problem
from handlers.words import Say, Words, _
from smsc.client import Smsc
from smsc.credentials import Credentials
from smsc.errors import AccountStopped
from smsc.limits import Limits
from storage import audit, questions
from storage.accounts import Account
from storage.audit import Deed
from storage.database import Database
from storage.questions import Asker, Question
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


@dataclass(frozen=True)
class Ask:
    """One command, as a handler sees it: no Update, no session, no credentials."""

    house: House
    place: Place
    person: Person
    role: Role
    say: Say
    now: datetime
    account: Account | None
    message_id: int
    rest: str = field(default="", repr=False)  # may be a password
    quoted: str = field(default="", repr=False)
    quoted_person: Person | None = None  # who wrote the message that this one replies to
    quoted_id: int | None = None
    mentioned: Person | None = None  # who is named in it, by an @name that was seen or by Telegram's mention
    attached: Attachment | None = None  # the file that came with the message, else with the one it replies to

    def require(self, role: Role) -> None:
        """Raises NoRight, or Hidden where nobody knows who asks, if the asker has less than *role* here."""
        if self.role < role:
            raise Hidden if self.person.hidden else NoRight(role.name.lower(), self.person.username)

    @property
    def connected(self) -> Account:
        """The chat's account; raises NotConnected where there is none or its credentials are gone."""
        if self.account is None or self.account.credentials is None:
            raise NotConnected
        return self.account

    @property
    def smsc(self) -> Smsc:
        """SMSC, signed in as this chat's account."""
        return self.house.sign_in(self.connected)

    @property
    def db(self) -> Database:
        return self.house.db

    @property
    def asker(self) -> Asker:
        return Asker(self.place.chat_id, self.place.thread_id, self.person.id)

    async def expect(self, answer: "AnswerHandler", arg: str = "", *, minutes: int = 10) -> None:
        """The person's next message here is the answer to what is asked now."""
        until = self.now + timedelta(minutes=minutes)
        await self.db(questions.ask, self.asker, Question(answer.name, arg, until))

    async def note(self, what: str, about: str = "", *, result: str = "done") -> None:
        """Write into the audit what this person has just done here. *about* never holds a secret."""
        account_id = self.account.id if self.account else None
        deed = Deed(self.now, self.place.chat_id, account_id, self.person.id, self.person.handle, what, about, result)
        await self.db(audit.write, deed)

    async def delete_message(self) -> bool:
        """Delete the message that started this; False if Telegram would not."""
        return await self.house.mouth.delete(self.place, self.message_id)

    async def post(self, reply: Reply) -> int:
        """Send something before the final reply; the message's id."""
        return await self.house.mouth.send(self.place, reply, answers=self.message_id)

    def with_account(self, account: Account | None) -> Self:
        """The same after the account was changed."""
        return replace(self, account=account)


@dataclass(frozen=True)
class Tap(Ask):
    """A pressed button; `message_id` is the message it stands under."""

    arg: str = ""


CommandRun = Callable[[Ask], Awaitable[Reply | None]]
TapRun = Callable[[Tap], Awaitable[Reply | Toast | None]]
AnswerRun = Callable[[Ask, str], Awaitable[Reply | None]]


@dataclass(frozen=True)
class Command:
    """A command in the list: what `/help` and the menu say of it, who may give it, what it does."""

    name: str
    about: str
    role: Role
    run: CommandRun
    usage: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class TapHandler:
    """What a kind of button does. *once*: pressed once, it and its one-shot neighbours are used up.
    *quick*: it never asks SMSC, so its toast can be the answer to the tap. *fresh*: it answers with a new message."""

    name: str
    role: Role
    run: TapRun
    once: bool = False
    quick: bool = False
    fresh: bool = False


@dataclass(frozen=True)
class AnswerHandler:
    """What happens with the answer to a question the bot asked. *files*: it may be a file without a word."""

    name: str
    role: Role
    run: AnswerRun
    files: bool = False


def command(
    *, about: str, role: Role, usage: str = "", aliases: tuple[str, ...] = (), alone: bool = False
) -> Callable[[CommandRun], Command]:
    """Make a function a command named after it; one that stands *alone* takes nothing after its name."""
    return lambda run: Command(_name(run), about, role, _alone(run) if alone else run, usage, aliases)


def _alone(run: CommandRun) -> CommandRun:
    """Whoever adds something to a command believes that it matters, so it is not passed over."""

    async def checked(ask: Ask) -> Reply | None:
        if ask.rest:
            raise Problem(_("❌ Nothing goes after /{name}. Nothing was done.\nJust send: /{name}"), name=_name(run))
        return await run(ask)

    return checked


def tap(*, role: Role, once: bool = False, quick: bool = False, fresh: bool = False) -> Callable[[TapRun], TapHandler]:
    """Make a function what a button does."""
    return lambda run: TapHandler(_full_name(run), role, run, once, quick, fresh)


def answer(*, role: Role, files: bool = False) -> Callable[[AnswerRun], AnswerHandler]:
    """Make a function the reader of an answer."""
    return lambda run: AnswerHandler(_full_name(run), role, run, files)


def _name(run: Callable[..., object]) -> str:
    return run.__name__


def _full_name(run: Callable[..., object]) -> str:
    return f"{run.__module__.rpartition('.')[2]}.{run.__name__}"
