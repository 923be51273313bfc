"""SMSC as far as the client can tell: a real server on loopback that writes down what it is asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from stamina import AsyncRetryingCaller

from smsc.client import Smsc
from smsc.credentials import Login
from smsc.limits import Limits

DEMO = Login("demo", "s3cret-word")
AT_ONCE = AsyncRetryingCaller(attempts=3, timeout=None, wait_initial=0, wait_max=0, wait_jitter=0)

Answering = Callable[["Asked"], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    host: str
    path: str
    query: str
    content_type: str
    form: dict[str, str]
    request: web.Request


@dataclass
class StandIn:
    """Answers with *body*, or however *answering* says."""

    body: bytes = b'{"balance": "1871.62"}'
    answering: Answering | None = None
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        host = request.host.partition(":")[0]
        asked = Asked(request.method, host, request.path, request.query_string, request.content_type, form, request)
        self.asked.append(asked)
        if self.answering:
            return await self.answering(asked)
        # SMSC announces windows-1251 whatever it sends.
        return web.Response(body=self.body, headers={"Content-Type": "application/json; charset=windows-1251"})

    def says(self, body: bytes | str) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.answering = None

    @property
    def forms(self) -> list[dict[str, str]]:
        return [asked.form for asked in self.asked]


@asynccontextmanager
async def served(stand_in: StandIn) -> AsyncIterator[StandIn]:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", stand_in.handle)
    async with TestServer(app) as server:
        stand_in.url = str(server.make_url("/")).rstrip("/")
        yield stand_in


@dataclass
class Clock:
    """Seconds that pass only when somebody sleeps or a test says so."""

    now: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)  # others sleep at the same time


def limits(clock: Clock, *, patience: float = 5.0) -> Limits:
    return Limits(clock=clock, patience=patience, sleep=clock.sleep)


def client(stand_in: StandIn, http: ClientSession, **others: object) -> Smsc:
    """A client of *stand_in*, with a clock of its own unless *limits* are given."""
    settings = {"limits": limits(Clock()), "retry": AT_ONCE, "credentials": DEMO} | others
    return Smsc(http=http, base_url=stand_in.url, **settings)  # type: ignore[arg-type]
