"""TELEGRAM_PROXY: everything for Telegram goes through it, and nothing else does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from pydantic import SecretStr

from tests.bot.town import Town, asked, login


async def pumped(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while part := await source.read(65536):
        target.write(part)
    target.close()


@asynccontextmanager
async def proxy() -> AsyncIterator[tuple[str, set[str]]]:
    """An HTTP proxy, and whom it was asked to speak to."""
    asked_for = set[str]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        to = urlsplit(head.split(b" ", 2)[1].decode())
        asked_for.add(to.netloc)
        behind, there = await asyncio.open_connection(to.hostname, to.port)
        there.write(head)
        await asyncio.gather(pumped(reader, there), pumped(behind, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}", asked_for
    finally:
        server.close()


async def test_telegram_is_reached_through_the_proxy_and_smsc_is_not(town: Town):
    async with proxy() as (address, asked_for), town.bot(telegram_proxy=SecretStr(address)):
        await login(town)
        await asked(town.private, town.anna, "/balance")

        assert asked_for == {urlsplit(town.settings.telegram_api_url).netloc}
        assert town.asked
