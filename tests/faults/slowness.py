"""Clients that begin a request and never end it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from tests.faults.happenings import mailing
from tests.faults.program import Program
from tests.faults.sender import Sender

HALF_A_HEAD = b"POST /smsc/x HTTP/1.1\r\nHost: bot\r\nContent-"
HEAD = b"Host: bot\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n"
HALF_A_BODY = b"POST %s HTTP/1.1\r\n" + HEAD + b"\r\nid=1&"
GIVEN_UP_WITHIN = 30.0  # seconds; they are cut after 10 to 15


@dataclass(frozen=True)
class Outcome:
    """*slowest* is the longest wait of a good callback, *stopping* the way from SIGTERM to the end, in seconds.
    *given_up* are the half-sent requests that the other side has ended."""

    answers: set[int]
    slowest: float
    status: int
    stopping: float
    given_up: int


async def slowed(running: Program, posting: Sender, *, half_sent: int, good: int) -> Outcome:
    """Post *good* callbacks and then stop it, with as many half heads as half bodies open meanwhile."""
    waits = []
    async with half_requests(running.callbacks, heads=half_sent, bodies=half_sent) as slow:
        for happening in islice(mailing(secret=running.furniture.secret), good):
            begun = time.monotonic()
            await posting.post(happening.body)
            waits.append(time.monotonic() - begun)
        begun = time.monotonic()
        status = await running.stop()
        stopping = time.monotonic() - begun
        return Outcome(set(posting.answers), max(waits), status, stopping, await ended(slow))


@asynccontextmanager
async def half_requests(url: str, *, heads: int, bodies: int) -> AsyncIterator[list[asyncio.StreamReader]]:
    """So many connections with half a request on each; they stay open meanwhile."""
    to = urlsplit(url)
    streams = []
    try:
        for number in range(heads + bodies):
            reader, writer = await asyncio.open_connection(to.hostname, to.port)
            streams.append((reader, writer))
            writer.write(HALF_A_HEAD if number < heads else HALF_A_BODY % to.path.encode())
        yield [reader for reader, _writer in streams]
    finally:
        for _reader, writer in streams:
            writer.transport.abort()


async def ended(readers: list[asyncio.StreamReader]) -> int:
    """How many of the connections the other side has given up, by an answer or without one."""
    waiting = [asyncio.ensure_future(last_words(reader)) for reader in readers]
    done, late = await asyncio.wait(waiting, timeout=GIVEN_UP_WITHIN)
    for task in late:
        task.cancel()
    return len(done)


async def last_words(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(200)
    except ConnectionError:
        return b""
