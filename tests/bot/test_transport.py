"""The way to Telegram: what broke before a request can have been seen, what perhaps after, and each sent only once."""

import asyncio
import socket
import struct
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from ssl import Purpose, SSLContext, create_default_context

import pytest
from aiohttp.payload import BytesIOPayload
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from telegram import InputFile
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.chat.connection import CALLS, Connection
from bot.chat.errors import undelivered
from bot.chat.transport import Transport, Waits, opened
from handlers.delivery import NotNow, Perhaps
from tests.bot.town import Town
from tests.conftest import TOKEN
from tests.free_port import free_port

GOOD = b'{"ok":true,"result":true}'
FOUND = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 25\r\n\r\n" + GOOD
ELSEWHERE = b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
KEEP_OUT = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
HALF, NOISE = FOUND[:-5], b"\x00\x01\x02\r\n\r\n"
RESET, SILENCE = "reset", "silence"
DAY = timedelta(days=1)
EVERY_BYTE = bytes(range(256)) * 8000  # more than a megabyte, which aiohttp does not take in one piece

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """Hears a request, gives the next of *answers*, and hears the next one; a broken answer is its last."""

    answers: list[bytes | str]
    url: str = ""
    heard: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while self.answers:
                self.heard.append(await reader.readuntil(b"\r\n\r\n"))
                length = self.heard[-1].lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length or 0))
                if not await given(writer, self.answers.pop(0)):
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


async def given(writer: asyncio.StreamWriter, answer: bytes | str) -> bool:
    """Whether there can be another request after it."""
    if answer == RESET:
        reset(writer)
    elif answer == SILENCE:
        await asyncio.Event().wait()
    else:
        writer.write(answer)
        await writer.drain()
    return answer in (FOUND, ELSEWHERE)


def reset(writer: asyncio.StreamWriter) -> None:
    """Not an end of the stream: a packet that says the connection never was."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def server(*answers: bytes | str) -> AsyncIterator[Server]:
    made = Server(list(answers))
    tasks = list[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.create_task(made.serve(reader, writer)))

    async with served(serve) as made.url:
        try:
            yield made
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def served(serve: Serve, *, ssl: SSLContext | None = None) -> AsyncIterator[str]:
    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=ssl)
    try:
        yield "http://{}:{}".format(*listening.sockets[0].getsockname())
    finally:
        listening.close()


def self_signed(folder: Path) -> SSLContext:
    """What a server shows that calls itself 127.0.0.1 and has only its own word for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(datetime.now(UTC) - DAY).not_valid_after(datetime.now(UTC) + DAY)
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(private + made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    context = create_default_context(Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem")
    return context


@asynccontextmanager
async def transport(waits: Waits = CALLS, *, proxy: str = "", pool: int = 1) -> AsyncIterator[Transport]:
    made = opened(proxy, waits, pool=pool)
    try:
        yield made
    finally:
        await made.shutdown()


async def failure(way: Transport, url: str, **waits: float) -> TelegramError:
    """How a request fails; never by an error that could show the token."""
    with pytest.raises(TelegramError) as failed:
        await way.post(f"{url}/bot{TOKEN}/sendMessage", **waits)
    assert TOKEN not in "".join(traceback.format_exception(failed.value))
    return failed.value


def meaning(error: TelegramError) -> type[Exception]:
    return type(undelivered(error))


async def test_where_nobody_listens_nothing_was_sent():
    async with transport() as way:
        assert meaning(await failure(way, f"http://127.0.0.1:{free_port()}")) is NotNow


async def test_where_no_cipher_can_be_agreed_on_nothing_was_sent():
    async def babble(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(NOISE)
        writer.close()

    async with served(babble) as url, transport() as way:
        error = await failure(way, url.replace("http", "https"))

    assert meaning(error) is NotNow
    assert not isinstance(error, TimedOut)


async def test_a_certificate_that_nobody_vouches_for_gets_no_token(tmp_path: Path):
    heard = list[bytes]()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read())
        writer.close()

    async with served(listen, ssl=self_signed(tmp_path)) as url, transport() as way:
        error = await failure(way, url.replace("http", "https"))

    assert meaning(error) is NotNow
    assert "self-signed" in error.message
    assert b"".join(heard) == b""


async def test_a_connection_that_does_not_come_about_in_time_sent_nothing():
    async with server(SILENCE) as deaf, transport() as way:
        error = await failure(way, deaf.url.replace("http", "https"), connect_timeout=0.05)

    assert (type(error), meaning(error)) == (TimedOut, NotNow)


async def test_what_waited_for_a_free_connection_in_vain_was_not_sent():
    async with server(SILENCE) as deaf, transport() as way:
        first = asyncio.create_task(failure(way, deaf.url, read_timeout=0.3))
        while not deaf.heard:  # noqa: ASYNC110 - the first request has the only connection
            await asyncio.sleep(0)
        error = await failure(way, deaf.url, pool_timeout=0.05, connect_timeout=0)

        assert (type(error), meaning(error)) == (TimedOut, NotNow)
        assert meaning(await first) is Perhaps
        assert len(deaf.heard) == 1


async def test_a_proxy_that_keeps_us_out_sent_nothing():
    async with server(KEEP_OUT) as guard:
        proxy = guard.url.replace("//", "//somebody:hush@")
        async with transport(proxy=proxy) as way:
            error = await failure(way, "https://api.telegram.org")

    assert meaning(error) is NotNow
    assert "hush" not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize("answer", [RESET, HALF, NOISE, b""], ids=["reset", "half", "noise", "nothing"])
async def test_what_broke_after_the_request_was_perhaps_done(answer: bytes | str):
    async with server(answer) as broken, transport() as way:
        error = await failure(way, broken.url)

    assert meaning(error) is Perhaps
    assert len(broken.heard) == 1


async def test_a_connection_reset_before_the_request_was_read_leaves_open_whether_it_was():
    """From here it looks the same."""

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reset(writer)

    async with served(serve) as url, transport() as way:
        error = await failure(way, url)

    assert meaning(error) is Perhaps


async def test_silence_ends_and_leaves_open_what_was_done():
    async with server(SILENCE) as deaf, transport() as way:
        error = await failure(way, deaf.url, read_timeout=0.05)

    assert (type(error), meaning(error)) == (TimedOut, Perhaps)
    assert len(deaf.heard) == 1


@pytest.mark.parametrize("answer", [RESET, b""], ids=["reset", "closed"])
async def test_a_connection_that_dies_between_two_requests_brings_no_third(answer: bytes | str):
    async with server(FOUND, answer, FOUND) as tired, transport() as way:
        await way.post(f"{tired.url}/bot{TOKEN}/sendMessage")
        error = await failure(way, tired.url)

    assert meaning(error) is Perhaps
    assert len(tired.heard) == 2


async def test_an_answer_that_leads_elsewhere_is_not_followed():
    async with server(ELSEWHERE, FOUND) as moved, transport() as way:
        await failure(way, moved.url)

    assert len(moved.heard) == 1


async def test_cookies_do_not_come_back():
    async with server(FOUND, FOUND) as sweet, transport() as way:
        for _ in range(2):
            await way.post(f"{sweet.url}/bot{TOKEN}/sendMessage")

    assert len(sweet.heard) == 2
    assert b"cookie" not in sweet.heard[1].lower()


async def test_a_proxy_in_the_environment_is_none_of_ours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    async with server(FOUND) as direct, transport() as way:
        assert await way.post(f"{direct.url}/bot{TOKEN}/getMe") is True


async def test_after_its_end_it_fails_like_a_connection():
    async with server(FOUND) as lonely, transport() as way:
        await way.shutdown()
        assert isinstance(await failure(way, lonely.url), NetworkError)


def test_a_body_is_given_the_time_that_a_slow_line_needs():
    waits = Waits(pool=1, connect=2, write=3, read=4)
    body = BytesIOPayload(BytesIO(bytes(5 * 16 * 1024)))

    assert (waits.until_answered(None), waits.until_answered(body)) == (10, 15)
    assert replace(waits, write=None).until_answered(body) is None


async def test_a_file_arrives_byte_for_byte_with_its_name_and_its_text(town: Town):
    await town.private.say(town.anna, "/start")
    connection = Connection.to(town.settings.telegram_api_url, TOKEN)
    name = 'Отчёт "май".csv'
    await connection.bot.send_document(town.private.id, InputFile(EVERY_BYTE, name), caption="+1 & 2=3 · да")
    await connection.close()
    sent = town.private.messages[-1]

    assert (sent.text, sent.document.name) == ("+1 & 2=3 · да", name)
    assert sent.document.data == EVERY_BYTE


async def test_a_text_arrives_as_it_was_written(town: Town):
    await town.private.say(town.anna, "/start")
    connection = Connection.to(town.settings.telegram_api_url, TOKEN)
    await connection.bot.send_message(town.private.id, "+1 & 2=3; 50%25 · «да»\n🔎")
    await connection.close()

    assert town.private.messages[-1].text == "+1 & 2=3; 50%25 · «да»\n🔎"


async def test_a_file_is_fetched_byte_for_byte(town: Town):
    message = await town.private.send_file(town.anna, "phones.txt", EVERY_BYTE)
    connection = Connection.to(town.settings.telegram_api_url, TOKEN)
    kept = await connection.bot.get_file(message.to_json()["document"]["file_id"])
    found = await kept.download_as_bytearray(read_timeout=60)
    await connection.close()

    assert found == EVERY_BYTE
