"""TELEGRAM_PROXY: everything for Telegram goes through it, and nothing else does."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from telegram.error import NetworkError

from bot.chat.connection import Connection
from bot.chat.errors import undelivered
from handlers.delivery import NotNow
from tests.bot.town import Town, asked, login
from tests.conftest import TOKEN
from tests.free_port import free_port

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def pumped(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while part := await source.read(65536):
        target.write(part)
    target.close()


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[str]:
    """Somewhere on loopback; the address."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"{host}:{port}"
    finally:
        server.close()


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

    async with listening(serve) as address:
        yield f"http://{address}", asked_for


@asynccontextmanager
async def socks(behind: str) -> AsyncIterator[tuple[str, set[str]]]:
    """A SOCKS5 proxy that leads everywhere to *behind*, and the names it was asked for."""
    asked_for = set[str]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _version, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")  # nobody has to prove who they are
        *_head, kind, length = await reader.readexactly(5)
        assert kind == 3, "a name, not an address"
        asked_for.add((await reader.readexactly(length)).decode())
        await reader.readexactly(2)
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        to = urlsplit(behind)
        source, there = await asyncio.open_connection(to.hostname, to.port)
        await asyncio.gather(pumped(reader, there), pumped(source, writer))

    async with listening(serve) as address:
        yield f"socks5://{address}", asked_for


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_a_socks_proxy_looks_the_names_up(town: Town, scheme: str):
    async with socks(town.settings.telegram_api_url) as (address, asked_for):
        connection = Connection.to("http://telegram.invalid", TOKEN, proxy=address.replace("socks5", scheme))
        me = await connection.bot.get_me()
        await connection.close()

    assert me.is_bot
    assert asked_for == {"telegram.invalid"}


@pytest.mark.parametrize("scheme", ["socks5", "http"])
async def test_where_no_proxy_listens_nothing_was_sent(scheme: str):
    connection = Connection.to(
        "https://telegram.invalid", TOKEN, proxy=f"{scheme}://somebody:hush@127.0.0.1:{free_port()}"
    )
    with pytest.raises(NetworkError) as failed:
        await connection.bot.get_me()
    await connection.close()

    assert isinstance(undelivered(failed.value), NotNow)
    assert "hush" not in "".join(traceback.format_exception(failed.value))


async def test_telegram_is_reached_through_the_proxy_and_smsc_is_not(town: Town):
    async with proxy() as (address, asked_for), town.bot(telegram_proxy=SecretStr(address)):
        await login(town)
        await asked(town.private, town.anna, "/balance")

        assert asked_for == {urlsplit(town.settings.telegram_api_url).netloc}
        assert town.asked
