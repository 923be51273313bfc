"""A house for tests: a real database in a file, the real SMSC client, and a mouth that writes down what it says."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, DummyCookieJar
from cryptography.fernet import Fernet
from stamina import AsyncRetryingCaller

from handlers.ask import Ask, Tap
from handlers.callbacks import Hooks
from handlers.charts import Chart
from handlers.credentials import alias_of, pack
from handlers.house import House, Person, Place, Role
from handlers.reply import Attachment, Reply
from handlers.words import Say, Words
from smsc.client import Smsc
from smsc.credentials import Credentials, Login
from smsc.events import Event
from smsc.limits import Limits
from storage import accounts, arrivals, chats, subscriptions
from storage.accounts import Account, NewAccount, seal_of
from storage.database import Database
from storage.events import Kind
from storage.secrets import Vault, digest
from storage.subscriptions import Loudness, Target
from tests.fresh import lay_out

NOON = datetime(2026, 8, 12, 9, tzinfo=UTC)  # in Moscow
ANNA = Person(1001, "Анна", "anna", "ru")
CHAT, GROUP = 1001, -1001
HOOK, SECRET = "a-token-nobody-guesses", "a-secret-nobody-guesses"
AT_ONCE = AsyncRetryingCaller(attempts=3, timeout=None, wait_initial=0, wait_max=0, wait_jitter=0)

Trouble = Callable[[Place, Reply], Exception | None]


def in_turn(*errors: Exception | None) -> Trouble:
    """The first messages meet *errors*, one each (None: it goes well); all that follow go well."""
    left = iter(errors)
    return lambda _place, _reply: next(left, None)


def always(error: Exception, *, chat: int | None = None) -> Trouble:
    """Every message, or every one to *chat*, meets *error*."""
    return lambda place, _reply: error if chat in {None, place.chat_id} else None


@dataclass
class Clock:
    """Time that passes when a test says so, and when somebody sleeps by it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **length: float) -> None:
        self.now += timedelta(**length)

    async def sleep(self, seconds: float) -> None:
        self.passes(seconds=seconds)
        await asyncio.sleep(0)


@dataclass(frozen=True)
class Said:
    """A message as the chat got it."""

    place: Place
    id: int
    reply: Reply
    answers: int | None = None

    @property
    def text(self) -> str:
        return self.reply.text


@dataclass
class FakeMouth:
    """Says everything to nobody. *tried* has what met an error as well; *held* chats are answered when let go."""

    sent: list[Said] = field(default_factory=list)
    edited: list[Said] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    tried: list[Said] = field(default_factory=list)
    on_send: Trouble = field(default_factory=in_turn)
    on_edit: Trouble = field(default_factory=in_turn)
    held: dict[int, asyncio.Event] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    can_delete: bool = True

    async def send(self, place: Place, reply: Reply, *, answers: int | None = None) -> int:
        said = Said(place, 100 + len(self.tried), reply, answers)
        await self._try(said, self.on_send)
        self.sent.append(said)
        return said.id

    async def edit(self, place: Place, message_id: int, reply: Reply) -> None:
        said = Said(place, message_id, reply)
        await self._try(said, self.on_edit)
        self.edited.append(said)

    async def _try(self, said: Said, trouble: Trouble) -> None:
        self.tried.append(said)
        if said.place.chat_id in self.held:
            await self.held[said.place.chat_id].wait()
        if error := trouble(said.place, said.reply):
            raise error

    async def delete(self, place: Place, message_id: int) -> bool:
        self.deleted.append(message_id)
        return self.can_delete

    async def working(self, place: Place, *, on_file: bool = False) -> None:
        return

    async def fetch(self, file: Attachment) -> bytes:
        return self.files[file.id]

    async def turn(self, place: Place) -> None:
        await asyncio.sleep(0)

    def hold(self, chat_id: int) -> asyncio.Event:
        """Answer *chat_id* only when the event is set."""
        return self.held.setdefault(chat_id, asyncio.Event())

    def texts(self, chat_id: int) -> list[str]:
        return [said.text for said in self.sent if said.place.chat_id == chat_id]


@dataclass
class BrokenDatabase:
    """A database where *function* fails, the next *times*, with *error*; everything else is the real thing."""

    db: Database
    function: Callable[..., object]
    error: Exception
    times: int = 1

    async def __call__(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if function is self.function and self.times:
            self.times -= 1
            raise self.error
        return await self.db(function, *args, **kwargs)

    statement = __call__

    def soon(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        self.db.soon(function, *args, **kwargs)


@dataclass
class FakeRights:
    """Anna owns every chat, the bot serves all of them but those *closed*."""

    closed: set[int] = field(default_factory=set)

    async def role(self, _place: Place, person_id: int) -> Role:
        return Role.OWNER if person_id == ANNA.id else Role.VIEWER

    async def owns(self, _person_id: int) -> bool:
        return False

    async def serves(self, chat_id: int) -> bool:
        return chat_id not in self.closed

    async def administrators(self, _chat_id: int) -> Mapping[int, Person]:
        return {ANNA.id: ANNA}


@dataclass
class HeldDatabase:
    """A database where the answers of *function* come only when they are let go; everything else is the real thing."""

    db: Database
    function: Callable[..., object]
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        result = await self.db(function, *args, **kwargs)
        if function is self.function:
            self.answered.set()
            await self.let_go.wait()
        return result

    def soon(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        self.db.soon(function, *args, **kwargs)


@dataclass
class Home:
    """A house and what a test wants to know about it."""

    house: House = field(repr=False)
    mouth: FakeMouth
    clock: Clock
    woken: list[int]

    @property
    def db(self) -> Database:
        return self.house.db

    @property
    def say(self) -> Say:
        return self.house.words.say(chosen="en")

    def where(self, function: Callable[..., object], error: Exception, *, times: int = 1) -> House:
        """The same house on a disk where *function* fails."""
        return replace(self.house, db=BrokenDatabase(self.db, function, error, times))  # type: ignore[arg-type]

    async def account(self, credentials: Credentials = Login("demo", "demo"), *, chat_id: int = CHAT) -> Account:  # noqa: B008 - frozen
        """An account that is connected in *chat_id*."""
        seal = seal_of(self.house.base_url, credentials.identity)
        hook, secret = f"{HOOK}-{credentials.identity}", SECRET
        new = NewAccount(
            base_url=self.house.base_url,
            identity=credentials.identity,
            alias=alias_of(credentials),
            owner_id=ANNA.id,
            credentials=self.house.vault.seal(pack(credentials), owner=seal),
            hook=self.house.vault.seal(hook, owner=seal),
            hook_hash=digest(hook),
            secret=self.house.vault.seal(secret, owner=seal),
        )
        id = await self.db(accounts.connect, new, self.clock())
        await self.chat(chat_id)
        await self.db(chats.use_account, chat_id, id)
        found = await self.db(accounts.get, id)
        assert found is not None
        return found

    async def chat(self, chat_id: int, *, language: str = "en") -> None:
        kind = "private" if chat_id > 0 else "group"
        await self.db(chats.meet, chat_id, kind=kind, title="Дежурные", now=self.clock(), language=language)

    async def subscribe(
        self,
        account: Account,
        kinds: Iterable[Kind] = (Kind.INCOMING, Kind.CALL, Kind.FAILED),
        *,
        chat_id: int = CHAT,
        thread_id: int = 0,
        loudness: Loudness = Loudness.LOUD,
    ) -> Target:
        await self.chat(chat_id)
        target = Target(chat_id, thread_id, account.id)
        for kind in kinds:
            await self.db(subscriptions.choose, target, kind, loudness)
        return target

    async def happens(self, account: Account, *events: Event) -> None:
        """SMSC has told of *events*."""
        for event in events:
            await self.db(arrivals.record, account.id, event, self.clock())

    def ask(self, account: Account | None, rest: str = "", *, chat_id: int = CHAT) -> Ask:
        return Ask(
            house=self.house,
            place=Place(chat_id),
            person=ANNA,
            role=Role.OWNER,
            say=self.say,
            now=self.clock(),
            account=account,
            message_id=7,
            rest=rest,
        )

    def tap(self, account: Account | None, arg: str, *, chat_id: int = CHAT) -> Tap:
        ask = self.ask(account, chat_id=chat_id)
        return Tap(**{name: getattr(ask, name) for name in Ask.__dataclass_fields__}, arg=arg)


@asynccontextmanager
async def home_in(
    folder: Path, *, smsc_url: str = "http://127.0.0.1:9", clock: Clock | None = None
) -> AsyncIterator[Home]:
    """A house whose database is in *folder* and whose SMSC is at *smsc_url* (port 9: nobody)."""
    mouth, clock, woken = FakeMouth(), clock or Clock(), list[int]()
    vault = Vault.of([Fernet.generate_key().decode()])
    limits = Limits(clock=lambda: clock().timestamp(), sleep=clock.sleep)
    async with (
        Database(lay_out(folder / "bot.sqlite3")) as db,
        ClientSession(trust_env=False, cookie_jar=DummyCookieJar()) as http,
    ):

        def dial(credentials: Credentials, base_url: str) -> Smsc:
            return Smsc(credentials, http, base_url=base_url, limits=limits, retry=AT_ONCE)

        async def probe(_url: str, _body: bytes) -> int:
            return 200

        async def drawn(chart: Chart) -> bytes:
            return f"a picture of {chart.title}".encode()

        house = House(
            db=db,
            vault=vault,
            words=Words.load("en"),
            mouth=mouth,
            rights=FakeRights(),
            dial=dial,
            limits=limits,
            hooks=Hooks(db, vault),
            probe=probe,
            draw=drawn,
            wake=woken.append,
            clock=clock,
            bot_name=lambda: "smsc_bot",
            public_url="https://bot.example",
            base_url=smsc_url,
        )
        yield Home(house, mouth, clock, woken)
