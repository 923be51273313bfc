"""What the tests of the SMSC stand-in share: a clock to move, a caller of the API, a handler that listens."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import ClientSession, web

from sandbox.smsc import SmscStandIn

# Noon of 18 August 2026 in Moscow: fourteen days of the month are left.
NOON = datetime(2026, 8, 18, 9, tzinfo=UTC).timestamp()


@dataclass
class Clock:
    now: float = NOON

    def __call__(self) -> float:
        return self.now

    def forward(self, *, seconds: float = 0, days: float = 0) -> None:
        self.now += seconds + days * 86400


async def until(comes_true: Callable[[], bool]) -> None:
    """Let everybody else run until it has come true."""
    async with asyncio.timeout(10):
        while not comes_true():  # noqa: ASYNC110 - the stand-in has no event for what only a test waits for
            await asyncio.sleep(0)


@dataclass
class World:
    """The stand-in, its clock, and a program that calls it as `demo` unless told otherwise."""

    smsc: SmscStandIn
    clock: Clock
    url: str
    http: ClientSession

    def post(self, script: str, **fields: object) -> Any:
        """The raw request; `login=None` leaves the credentials out."""
        signed: dict[str, object] = {"login": "demo", "psw": "demo", **fields}
        form = {name: str(value) for name, value in signed.items() if value is not None}
        return self.http.post(f"{self.url}/sys/{script}.php", data=form, allow_redirects=False)

    async def text(self, script: str, **fields: object) -> str:
        async with self.post(script, **{"charset": "utf-8", **fields}) as answer:
            return (await answer.read()).decode()

    async def json(self, script: str, **fields: object) -> Any:
        return json.loads(await self.text(script, fmt=3, **fields))

    async def code(self, script: str, **fields: object) -> int:
        """The error code, 0 for success."""
        answer = await self.json(script, **fields)
        return answer.get("error_code", 0) if isinstance(answer, dict) else 0


@asynccontextmanager
async def world(**options: Any) -> AsyncIterator[World]:
    clock = options.pop("clock", None) or Clock()
    smsc = SmscStandIn(clock=clock, **options)
    url = await smsc.start()
    try:
        async with ClientSession() as http:
            yield World(smsc, clock, url, http)
    finally:
        await smsc.stop()


@dataclass
class Heard:
    path: str
    content_type: str
    body: bytes

    def form(self, charset: str = "windows-1251") -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("ascii"), keep_blank_values=True, encoding=charset, errors="strict"))


@dataclass
class Listener:
    """A client's handler; *answers* are its HTTP statuses in turn, then 200."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.heard.append(Heard(request.raw_path, request.headers["Content-Type"], body))
        return web.Response(status=self.answers.pop(0) if self.answers else 200, headers={"Location": "/moved"})


@asynccontextmanager
async def listening(answers: Iterable[int] = ()) -> AsyncIterator[Listener]:
    listener = Listener(answers=list(answers))
    app = web.Application()
    app.router.add_post("/{path:.*}", listener.hear)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield listener
    finally:
        await runner.cleanup()
