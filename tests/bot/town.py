"""The outside world with a clock that tests move, and the bot in it, which can be started and stopped."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from pydantic import SecretStr
from sqlite_utils import Database as Db

from bot.app import App, running
from bot.settings import Settings
from handlers.callbacks import address
from handlers.house import House
from handlers.words import Words
from sandbox.smsc import Account, Request, SmscStandIn
from sandbox.telegram import Answer, Chat, Message, Person, TelegramStandIn
from storage import accounts
from storage.migrations import GUARDS
from tests.conftest import TOKEN
from tests.fakes import NOON, Clock
from tests.free_port import free_port

WORDS = Words.load("ru")
TOPIC = 2


@dataclass
class Ticks:
    """Seconds of which a minute passes at every look, so that no limit ever makes a test wait."""

    now: float = 0.0
    step: float = 61.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@dataclass
class SlowClock(Clock):
    """No two looks at it are the same, as on any real clock; otherwise it stands still until a test moves it."""

    def __call__(self) -> datetime:
        self.passes(milliseconds=1)
        return self.now


@dataclass
class Town:
    """Anna, who administers a group, Boris, who does not, their chats, a Telegram, an SMSC, and the bot."""

    telegram: TelegramStandIn
    smsc: SmscStandIn
    clock: Clock
    settings: Settings
    ticks: Ticks = field(default_factory=Ticks)
    app: App | None = field(default=None, repr=False)  # 150,000 characters, in every line about a task of ours
    numbers: "count[int]" = field(default_factory=lambda: count(1001))

    def __post_init__(self) -> None:
        self._accounts = {login: fresh(account) for login, account in self.smsc.world.accounts.items()}
        self._offers = dict(self.smsc.world.offers)
        self.settle()

    def settle(self) -> None:
        """People nobody has met yet, and their chats."""
        self.anna = self.telegram.person(next(self.numbers), "Анна", username="anna")
        self.boris = self.telegram.person(next(self.numbers), "Борис", username="boris")
        self.private = self.telegram.private(self.anna)
        people, topics = [self.anna, self.boris], {TOPIC: "Статусы"}
        group_id = -1_001_500_000_000 - next(self.numbers)
        self.group = self.telegram.group("Дежурные", id=group_id, members=people, admins=people[:1], topics=topics)

    async def begin_anew(self) -> None:
        """For the next test: as if the bot had just been started for the first time, without the time that takes."""
        self.telegram.heal()
        self.smsc.set_trouble(None)
        house = house_of(self)
        await house.db(wipe)
        house.hooks.forget()
        self.clock.now, self.ticks.now = NOON, self.ticks.now + 1e6
        self.smsc.world.accounts = {login: fresh(account) for login, account in self._accounts.items()}
        self.smsc.world.offers = dict(self._offers)
        self.telegram.cloud.rooms.clear()
        for journal in (self.smsc.requests, self.smsc.deliveries, self.smsc.courier.pending, self.telegram.calls):
            journal.clear()
        self.settle()

    @asynccontextmanager
    async def bot(self, **overrides: object) -> AsyncIterator[App]:
        """The bot runs; *overrides* are settings."""
        settings = self.settings.model_copy(update=overrides)
        async with AsyncExitStack() as exits:
            self.app = await exits.enter_async_context(running(settings, clock=self.clock, ticks=self.ticks))
            self._exits = exits
            yield self.app

    def stopping(self) -> "asyncio.Task[None]":
        """The bot stops, before its block ends."""
        return asyncio.create_task(self._exits.aclose())

    @property
    def asked(self) -> list[Request]:
        """What SMSC was asked."""
        return self.smsc.requests

    def asked_to(self, action: str) -> int:
        """How often SMSC was asked to do *action*."""
        return [request.action for request in self.asked].count(action)


@asynccontextmanager
async def outside(folder: Path, **overrides: object) -> AsyncIterator[Town]:
    """Everything but the bot, whose database will be in *folder*; *overrides* are settings."""
    clock = SlowClock()

    def unix() -> float:
        return clock().timestamp()

    telegram = TelegramStandIn(token=TOKEN, clock=unix, enforce_limits=False)
    smsc = SmscStandIn(clock=unix, enforce_limits=False)
    port = free_port()
    found = {
        "telegram_token": SecretStr(TOKEN),
        "telegram_api_url": await telegram.start(),
        "smsc_api_url": await smsc.start(),
        "public_url": f"http://127.0.0.1:{port}",
        "port": port,
        "database_url": f"sqlite:///{folder}/bot.sqlite3",
    }
    try:
        yield Town(telegram, smsc, clock, Settings.model_construct(**found | overrides))
    finally:
        await smsc.stop()
        await telegram.stop()


def fresh(account: Account) -> Account:
    """A copy whose lists and money may change without the original's doing so; what is in the lists never changes."""
    return replace(account, **{field.name: copy(getattr(account, field.name)) for field in fields(account)})


def wipe(db: Db) -> None:
    """Forget everything but which updates were handled."""
    db.conn.execute("pragma defer_foreign_keys = on")
    db.conn.execute("drop trigger audit_is_kept")  # nobody but a test may forget what was done
    for table in db.table_names():
        if table not in {"updates", "_sqlite_migrations", "sqlite_sequence"}:
            db.conn.execute(f"delete from {table}")  # noqa: S608 - our own tables
    db.conn.execute(GUARDS[1])
    db.conn.execute("update updates set received_at = ?", (NOON.timestamp(),))  # the clock goes back as well


def words(sentence: str, *, language: str = "ru", **values: object) -> str:
    """*sentence* as the bot says it, without markup."""
    return WORDS.say(chosen=language).label(sentence, **values)


async def asked(chat: Chat, person: Person, text: str, *, thread_id: int | None = None) -> Message:
    """*person* writes; the bot's message that replies to it."""
    message = await chat.say(person, text, thread_id=thread_id)
    return await chat.wait_for(lambda found: found.reply_to is message)


async def turned(chat: Chat, person: Person, label: str, card: Message) -> Message:
    """*person* presses a button of *card*, which changes."""
    before = card.version
    await chat.press(person, label, message=card)
    return await chat.wait_for(lambda found: found is card, after=before)


async def followed(chat: Chat, person: Person, label: str, card: Message) -> Message:
    """*person* presses a button of *card*; the new message that replies to it."""
    before = chat.messages[-1].id
    await chat.press(person, label, message=card)
    return await chat.wait_for(lambda found: found.id > before and found.reply_to is card)


async def refused(chat: Chat, person: Person, label: str, card: Message) -> Answer:
    """*person* presses a button of *card* in vain: the card stays as it is; what they are told."""
    before = card.version
    answer = await chat.press(person, label, message=card)
    assert card.version == before
    assert answer.text, "a press that does something may be answered without words, one in vain may not"
    return answer


async def quiet(town: Town, chat: Chat | None = None) -> list[Message]:
    """What the bot has said in *chat* (Anna's own) when all that was said and pressed anywhere is done with."""
    chat = chat or town.private
    before = list(chat.messages)
    last = await asked(chat, town.anna, "/cancel@smsc_sandbox_bot")
    assert town.app is not None
    while town.app.line.inbox._tasks:  # noqa: ASYNC110 - nobody but tests wants to know, so there is no event
        await asyncio.sleep(0)
    return [message for message in chat.messages if message.by_bot and message is not last and message not in before]


async def login(town: Town, text: str = "demo demo", *, chat: Chat | None = None) -> Message:
    """Anna connects an account in her private chat; the bot's answer."""
    chat = chat or town.private
    before = chat.messages[-1].id if chat.messages else 0
    await chat.say(town.anna, f"/login {text}")
    return await chat.wait_for(lambda found: found.id > before)


async def login_group(town: Town, *, thread_id: int | None = None, text: str = "demo demo") -> Message:
    """Anna connects an account in the group through the one-time link; the card that the group gets."""
    offer = await asked(town.group, town.anna, "/login", thread_id=thread_id)
    await town.group.press(town.anna, "🔑", message=offer)
    await town.private.wait_for(lambda found: town.group.title in found.text)
    await town.private.say(town.anna, text)
    return await town.group.wait_for(lambda found: "✅" in found.text)


async def address_of(town: Town, login: str = "demo") -> str:
    """The full callback address of an account."""
    house = house_of(town)
    account = next(found for found in await house.db(accounts.everyone) if found.identity == login)
    return address(account, house.vault, public_url=house.public_url)


async def calls_back(town: Town, login: str = "demo") -> str:
    """Somebody has put the callback address into SMSC's cabinet."""
    found = await address_of(town, login)
    town.smsc.set_handler(login, found)
    return found


def house_of(town: Town) -> House:
    assert town.app is not None, "the bot does not run"
    return town.app.house


async def once_asked(town: Town, action: str) -> None:
    """Return when SMSC has been asked to do *action* once more."""
    before = town.asked_to(action)
    while town.asked_to(action) == before:  # noqa: ASYNC110 - the stand-in sets no event
        await asyncio.sleep(0)
