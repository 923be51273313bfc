"""What a handler receives, Ask or Tap, and how a function becomes one: @command, @tap, @answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

from handlers.house import House, Person, Place, Role
from handlers.problems import Hidden, NoRight, NotConnected, Problem
from handlers.reply import Attachment, Reply, Toast
from handlers.words import Say, _
from smsc.client import Smsc
from storage import audit, questions
from storage.accounts import Account
from storage.audit import Deed
from storage.database import Database
from storage.questions import Asker, Question


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
