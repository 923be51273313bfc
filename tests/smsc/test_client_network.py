"""Everything that can go wrong on the way, on real sockets."""

import asyncio
import socket
import traceback
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from aiohttp.abc import AbstractResolver, ResolveResult

from smsc.actions import Pace
from smsc.client import Smsc
from smsc.credentials import Login
from smsc.errors import Nonsense, SmscError, Unreachable
from smsc.formats import Format
from smsc.wire import TIMEOUTS
from tests.smsc import documents
from tests.smsc.documents import EVERY, Documented
from tests.smsc.stand_in import AT_ONCE, DEMO, Asked, Clock, StandIn, client, limits

every_action = pytest.mark.parametrize("action", EVERY, ids=lambda action: action.name)
not_a_file = pytest.mark.parametrize(
    "action", [action for action in EVERY if not isinstance(action.means, bytes)], ids=lambda action: action.name
)
HURRIED = dict.fromkeys(Pace, ClientTimeout(total=0.1))
PAGE = "<!DOCTYPE html><html><body>Технические работы</body></html>"


def tries(action: Documented) -> int:
    """How often a request that gets no answer goes out: the minute takes only two lists of numbers."""
    if not action.harmless:
        return 1
    return 2 if action is documents.RENTABLE else 3


@every_action
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_in_trouble_is_unreachable(
    smsc: StandIn, http: ClientSession, action: Documented, status: int
) -> None:
    async def fail(asked: Asked) -> web.Response:
        return web.Response(status=status, text=PAGE)

    smsc.answering = fail

    with pytest.raises(Unreachable) as caught:
        await action.ask(client(smsc, http))

    assert (caught.value.why, caught.value.maybe_done) == (f"HTTP {status}", True)
    assert len(smsc.asked) == tries(action)


@every_action
async def test_a_hang_up_instead_of_an_answer_is_unreachable_and_perhaps_done(
    smsc: StandIn, http: ClientSession, action: Documented
) -> None:
    async def hang_up(asked: Asked) -> web.Response:
        assert asked.request.transport
        asked.request.transport.close()
        return web.Response()

    smsc.answering = hang_up

    with pytest.raises(Unreachable) as caught:
        await action.ask(client(smsc, http))

    assert caught.value.maybe_done
    assert len(smsc.asked) == tries(action)


@pytest.mark.parametrize("action", [documents.BUY, documents.BALANCE], ids=lambda action: action.name)
async def test_silence_is_unreachable_and_perhaps_done(smsc: StandIn, http: ClientSession, action: Documented) -> None:
    over = asyncio.Event()

    async def say_nothing(asked: Asked) -> web.Response:
        await over.wait()
        return web.Response()

    smsc.answering = say_nothing

    with pytest.raises(Unreachable) as caught:
        await action.ask(client(smsc, http, timeouts=HURRIED))
    over.set()

    assert caught.value.maybe_done


async def test_an_answer_that_drips_is_given_up(smsc: StandIn, http: ClientSession) -> None:
    over = asyncio.Event()

    async def drip(asked: Asked) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(asked.request)
        while not over.is_set():
            await response.write(b" ")
            await asyncio.sleep(0)
        return response

    smsc.answering = drip

    with pytest.raises(Unreachable) as caught:
        await client(smsc, http, timeouts=HURRIED).balance()
    over.set()

    assert caught.value.maybe_done


@every_action
async def test_a_refused_connection_is_certainly_not_done(http: ClientSession, action: Documented) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        nowhere = StandIn(url=f"http://127.0.0.1:{nobody.getsockname()[1]}")

        with pytest.raises(Unreachable) as caught:
            await action.ask(client(nowhere, http))

    assert not caught.value.maybe_done


class NoNames(AbstractResolver):
    """A name server that knows nobody."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        raise OSError(f"no {host}")

    async def close(self) -> None:
        """Nothing is open."""


async def test_an_unknown_host_is_certainly_not_done() -> None:
    async with ClientSession(connector=TCPConnector(resolver=NoNames())) as http:
        with pytest.raises(Unreachable) as caught:
            await client(StandIn(url="http://sms.example"), http).buy_number(documents.IVAN)

    assert not caught.value.maybe_done


async def test_a_connection_that_takes_too_long_is_certainly_not_done(smsc: StandIn) -> None:
    arrived, over = asyncio.Event(), asyncio.Event()

    async def wait(asked: Asked) -> web.Response:
        arrived.set()
        await over.wait()
        return web.Response(text="OK")

    smsc.answering = wait
    slow = dict.fromkeys(Pace, ClientTimeout(connect=0.05))
    async with ClientSession(connector=TCPConnector(limit=1)) as http:
        first = asyncio.create_task(client(smsc, http).set_renewal(documents.IVAN, renew=True))
        await arrived.wait()

        with pytest.raises(Unreachable) as caught:
            await client(smsc, http, timeouts=slow).buy_number(documents.ANNA)
        over.set()
        await first

    assert not caught.value.maybe_done
    assert len(smsc.asked) == 1


async def raw(answer: bytes, use: Callable[[StandIn], Awaitable[None]]) -> None:
    """Let *use* talk to a server that sends *answer*, whatever it is asked, and hangs up."""

    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(reply, "127.0.0.1", 0)
    async with server:
        await use(StandIn(url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"",
    ],
    ids=["short", "chunk", "gzip", "protocol", "nothing"],
)
async def test_a_broken_answer_is_unreachable_and_perhaps_done(http: ClientSession, answer: bytes) -> None:
    async def use(stand_in: StandIn) -> None:
        with pytest.raises(Unreachable) as caught:
            await client(stand_in, http).buy_number(documents.IVAN)
        assert caught.value.maybe_done

    await raw(answer, use)


@not_a_file
async def test_a_web_page_is_nonsense_and_not_asked_for_again(
    smsc: StandIn, http: ClientSession, action: Documented
) -> None:
    smsc.says(PAGE)

    with pytest.raises(Nonsense) as caught:
        await action.ask(client(smsc, http))

    assert (caught.value.page, caught.value.sample) == (action.page, PAGE)
    assert len(smsc.asked) == 1


@not_a_file
async def test_a_truncated_answer_is_nonsense(smsc: StandIn, http: ClientSession, action: Documented) -> None:
    smsc.says(action.bodies[3][: len(action.bodies[3]) // 2])

    with pytest.raises(Nonsense):
        await action.ask(client(smsc, http))


async def test_nonsense_is_shown_readably_whatever_its_encoding(smsc: StandIn, http: ClientSession) -> None:
    smsc.says(PAGE.encode("windows-1251"))

    with pytest.raises(Nonsense, match="Технические работы"):
        await client(smsc, http).balance()


async def test_a_password_is_hidden_in_a_page_that_is_cut_inside_a_letter(smsc: StandIn, http: ClientSession) -> None:
    smsc.says(f"!пароль={'я' * 60_000}")

    with pytest.raises(Nonsense) as caught:
        await client(smsc, http, credentials=Login("demo", "пароль")).balance()

    assert caught.value.sample.startswith("!***=яя")


async def test_nonsense_shows_two_hundred_characters(smsc: StandIn, http: ClientSession) -> None:
    smsc.says("я" * 1000)

    with pytest.raises(Nonsense) as caught:
        await client(smsc, http).balance()

    assert caught.value.sample == "я" * 200


@every_action
@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_nonsense_and_never_followed(
    smsc: StandIn, http: ClientSession, action: Documented, status: int
) -> None:
    async def redirect(asked: Asked) -> web.Response:
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    smsc.answering = redirect

    with pytest.raises(Nonsense, match=str(status)):
        await action.ask(client(smsc, http))
    assert [asked.path for asked in smsc.asked] == [f"/sys/{action.page}"]


@every_action
@pytest.mark.parametrize("status", [201, 403, 404])
async def test_another_status_is_nonsense(smsc: StandIn, http: ClientSession, action: Documented, status: int) -> None:
    async def odd(asked: Asked) -> web.Response:
        return web.Response(status=status, text=action.bodies[3])

    smsc.answering = odd

    with pytest.raises(Nonsense, match=f"HTTP {status}"):
        await action.ask(client(smsc, http))


async def test_an_answer_of_more_than_five_megabytes_is_nonsense(smsc: StandIn, http: ClientSession) -> None:
    """Cut off between two lines it would pass for a shorter list."""
    smsc.says(b"1,a,2,,,\n" * 600_000)

    with pytest.raises(Nonsense):
        await client(smsc, http, format=Format.VALUES).tasks()


async def test_an_answer_without_end_is_not_read_to_its_end(smsc: StandIn, http: ClientSession) -> None:
    async def pour(asked: Asked) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(asked.request)
        while True:
            await response.write(b" " * 100_000)

    smsc.answering = pour

    with pytest.raises(Nonsense):
        await client(smsc, http).tasks()


async def test_a_file_of_more_than_five_megabytes_is_a_file(smsc: StandIn, http: ClientSession) -> None:
    smsc.says(b"1;2\n" * 1_500_000)

    assert len(await client(smsc, http).task_file("8841")) == 6_000_000


async def test_credentials_are_in_no_error_however_they_are_echoed(smsc: StandIn, http: ClientSession) -> None:
    async def echo(asked: Asked) -> web.Response:
        body = f"<p>{asked.form}</p>{(await asked.request.read()).decode()}"
        return web.Response(text=body)

    smsc.answering = echo

    with pytest.raises(Nonsense) as caught:
        await client(smsc, http).balance()

    shown = f"{caught.value} {caught.value!r} {caught.value.sample}"
    assert "'psw': '***'" in shown
    assert DEMO.password not in shown
    assert DEMO.login not in shown


async def test_credentials_are_in_no_traceback_when_a_broken_answer_echoes_them(http: ClientSession) -> None:
    async def use(stand_in: StandIn) -> None:
        with pytest.raises(Unreachable) as caught:
            await client(stand_in, http).buy_number(documents.IVAN)
        assert DEMO.password not in "".join(traceback.format_exception(caught.value))

    await raw(f"psw={DEMO.password}\r\n\r\n".encode(), use)


async def test_credentials_are_not_in_the_words_of_a_refusal(smsc: StandIn, http: ClientSession) -> None:
    smsc.says(f"ERROR = 1 (demo has no {DEMO.password})")

    with pytest.raises(SmscError) as caught:
        await client(smsc, http).balance()

    assert DEMO.password not in f"{caught.value} {caught.value!r}"
    assert "*** has no ***" in str(caught.value)


def test_nobody_waits_longer_than_documented() -> None:
    usual, purchase = TIMEOUTS[Pace.USUAL], TIMEOUTS[Pace.PURCHASE]

    assert (usual.connect, usual.sock_read, usual.total) == (5, 15, 20)
    assert (purchase.connect, purchase.total) == (5, 30)


async def test_smsc_ru_is_where_an_account_lives_unless_said_otherwise() -> None:
    asked: list[str] = []

    class Listening(NoNames):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            asked.append(f"{host}:{port}")
            return await super().resolve(host, port, family)

    async with ClientSession(connector=TCPConnector(resolver=Listening())) as http:
        with pytest.raises(Unreachable):
            await Smsc(DEMO, http, limits=limits(Clock()), retry=AT_ONCE).wait_call(documents.IVAN)

    assert asked == ["smsc.ru:443"]
