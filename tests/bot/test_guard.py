"""Connections that say nothing are cut; those that are being answered are not; there are never too many."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.guard import SWEEPS, Guard

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class Served:
    """A server with one page that is answered when *go* is set."""

    guard: Guard
    port: int
    asked: asyncio.Event
    go: asyncio.Event

    @asynccontextmanager
    async def connected(self, said: bytes = b"") -> AsyncIterator[asyncio.StreamReader]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(said)
        await writer.drain()
        before = len(self.guard.server.connections)
        while said == b"" and len(self.guard.server.connections) < max(1, before):  # noqa: ASYNC110 - no event
            await asyncio.sleep(0)
        try:
            yield reader
        finally:
            writer.transport.abort()

    async def here(self, count: int) -> None:
        """Return when so many are connected."""
        while len(self.guard.server.connections) != count:  # noqa: ASYNC110 - aiohttp sets no event
            await asyncio.sleep(0)


@asynccontextmanager
async def served(*, most: int = 10) -> AsyncIterator[Served]:
    asked, go = asyncio.Event(), asyncio.Event()

    async def page(_request: web.Request) -> web.Response:
        asked.set()
        await go.wait()
        return web.Response(text="here you are")

    app = web.Application()
    app.router.add_get("/", page)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    assert runner.server is not None
    try:
        yield Served(Guard(runner.server, most), runner.addresses[0][1], asked, go)
    finally:
        go.set()
        await runner.cleanup()


async def ended(reader: asyncio.StreamReader) -> bool:
    """Whether the other side has cut the connection; waits until it has, or has said something."""
    try:
        return await reader.read(1) == b""
    except ConnectionError:
        return True


async def test_who_says_nothing_or_half_a_head_is_cut_after_some_sweeps():
    async with served() as server, server.connected() as silent, server.connected(GET[:10]) as half:
        await server.here(2)
        for _ in range(SWEEPS):
            server.guard.sweep()
        await server.here(2)
        server.guard.sweep()

        assert await ended(silent)
        assert await ended(half)


async def test_who_is_being_answered_is_not_cut():
    async with served() as server, server.connected(GET) as asking:
        await server.asked.wait()
        for _ in range(SWEEPS * 3):
            server.guard.sweep()
        server.go.set()

        assert (await asking.readline()).startswith(b"HTTP/1.1 200")


async def test_who_has_asked_may_idle_until_aiohttp_ends_it():
    async with served() as server, server.connected(GET) as asking:
        server.go.set()
        assert (await asking.readuntil(b"here you are")).startswith(b"HTTP/1.1 200")
        for _ in range(SWEEPS * 3):
            server.guard.sweep()

        await server.here(1)
        assert not asking.at_eof()


async def test_who_is_too_many_goes_at_once_the_longest_silent_first():
    async with served(most=1) as server, server.connected() as first:
        await server.here(1)
        server.guard.sweep()
        async with server.connected() as second:
            await server.here(2)
            server.guard.sweep()

            assert await ended(first)
            await server.here(1)
            assert not second.at_eof()


async def test_it_sweeps_until_it_is_told_not_to():
    async with served() as server, server.connected() as silent:
        await server.here(1)
        watching = asyncio.create_task(server.guard.watch(0))

        assert await ended(silent)
        watching.cancel()
