"""What is asked again, where, and what never."""

import socket
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, TCPConnector, web
from aiohttp.abc import AbstractResolver, ResolveResult
from stamina import AsyncRetryingCaller

from smsc.errors import Reason, Refused, Unreachable
from smsc.hosts import hosts_of
from smsc.line import patient
from tests.smsc import documents
from tests.smsc.documents import EVERY, Documented
from tests.smsc.stand_in import Asked, Clock, StandIn, client, limits

READING = [action for action in EVERY if action.harmless]
FIVE_TIMES = AsyncRetryingCaller(attempts=5, timeout=None, wait_initial=0, wait_max=0, wait_jitter=0)
CHANGING = [action for action in EVERY if not action.harmless]


class Loopback(AbstractResolver):
    """Every host is here, except those that are *gone*."""

    def __init__(self, *gone: str) -> None:
        self.gone = gone
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        if host in self.gone:
            raise OSError(f"no {host}")
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


def under(domain: str, smsc: StandIn) -> StandIn:
    """*smsc* as it is reached by the name of *domain*."""
    return StandIn(url=f"http://{domain}:{urlsplit(smsc.url).port}")


def failing(smsc: StandIn, times: int, body: str) -> None:
    """Let *smsc* fail so many *times*, then answer *body*."""

    async def answer(asked: Asked) -> web.Response:
        return web.Response(status=503) if len(smsc.asked) <= times else web.Response(text=body)

    smsc.answering = answer


def test_everything_that_costs_or_changes_something_is_known() -> None:
    assert [action.name for action in CHANGING] == [
        "wait_call",
        "receive_phones buy",
        "receive_phones chg",
        "users add",
        "users chg",
        "users pay",
        "send cost=3",
        "send hlr=1",
    ]


@pytest.mark.parametrize("action", READING, ids=lambda action: action.name)
async def test_reading_is_repeated_until_there_is_an_answer(
    smsc: StandIn, http: ClientSession, action: Documented
) -> None:
    failing(smsc, 1, action.bodies[3])

    assert await action.ask(client(smsc, http)) == action.means
    assert len(smsc.asked) == 2


@pytest.mark.parametrize("action", CHANGING, ids=lambda action: action.name)
async def test_what_changes_something_is_sent_once(smsc: StandIn, http: ClientSession, action: Documented) -> None:
    failing(smsc, 1, action.bodies[3])

    with pytest.raises(Unreachable):
        await action.ask(client(smsc, http))
    assert len(smsc.asked) == 1


async def test_reading_is_given_up_after_the_third_try(smsc: StandIn, http: ClientSession) -> None:
    failing(smsc, 9, "")

    with pytest.raises(Unreachable, match="503"):
        await client(smsc, http).balance()
    assert len(smsc.asked) == 3


async def test_too_many_is_not_repeated(smsc: StandIn, http: ClientSession) -> None:
    smsc.says('{"error": "duplicate request, wait a minute", "error_code": 9}')

    with pytest.raises(Refused) as caught:
        await client(smsc, http).balance()

    assert caught.value.reason is Reason.TOO_MANY
    assert len(smsc.asked) == 1


async def test_a_repetition_that_would_be_one_too_many_is_not_sent(smsc: StandIn, http: ClientSession) -> None:
    clock = Clock()
    smsc.says(documents.OPERATOR.bodies[3])
    asking = client(smsc, http, limits=limits(clock))
    await documents.OPERATOR.ask(asking)
    await documents.OPERATOR.ask(asking)
    failing(smsc, 9, "")

    with pytest.raises(Unreachable):
        await documents.OPERATOR.ask(asking)
    assert len(smsc.asked) == 3


@pytest.mark.parametrize("domain", ["smsc.ru", "smsc.kz", "smsc.ua", "smsc.tj", "smscentre.com"])
async def test_reserve_hosts_are_tried_in_their_order(smsc: StandIn, domain: str) -> None:
    failing(smsc, 4, documents.BALANCE.bodies[3])
    async with ClientSession(connector=TCPConnector(resolver=Loopback())) as http:
        balance = await client(under(domain, smsc), http, retry=FIVE_TIMES).balance()

    assert balance == documents.BALANCE.means
    reserves = [f"www{n}.{domain}" for n in (2, 3, 4, 5)]
    assert [asked.host for asked in smsc.asked] == [domain, *reserves]


async def test_a_host_without_a_name_is_left_for_its_reserve(smsc: StandIn) -> None:
    smsc.says(documents.BALANCE.bodies[3])
    async with ClientSession(connector=TCPConnector(resolver=Loopback("smsc.ru"))) as http:
        await client(under("smsc.ru", smsc), http).balance()

    assert [asked.host for asked in smsc.asked] == ["www2.smsc.ru"]


@pytest.mark.parametrize("action", CHANGING, ids=lambda action: action.name)
async def test_what_changes_something_never_goes_to_a_reserve_host(smsc: StandIn, action: Documented) -> None:
    resolver = Loopback("smsc.ru")
    async with ClientSession(connector=TCPConnector(resolver=resolver)) as http:
        with pytest.raises(Unreachable) as caught:
            await action.ask(client(under("smsc.ru", smsc), http))

    assert not caught.value.maybe_done
    assert resolver.asked == ["smsc.ru"]


@pytest.mark.parametrize("base", ["http://127.0.0.1:8080", "http://localhost", "https://smsc.example/", "https://x"])
def test_an_unknown_host_has_no_reserves(base: str) -> None:
    assert hosts_of(base) == [base.rstrip("/")]


def test_reserves_keep_scheme_and_port_and_drop_www() -> None:
    assert hosts_of("http://www.smsc.kz:8080/")[:2] == ["http://www.smsc.kz:8080", "http://www2.smsc.kz:8080"]


def test_pauses_grow_and_end() -> None:
    policy = repr(patient(1))

    assert "attempts=3" in policy
    assert "wait_initial=0.2" in policy
    assert "wait_exp_base=2" in policy
    assert "timeout=30" in policy


def test_every_reserve_gets_its_try() -> None:
    assert "attempts=5" in repr(patient(5))


async def test_hosts_that_fail_share_one_minute(smsc: StandIn) -> None:
    failing(smsc, 9, "")
    async with ClientSession(connector=TCPConnector(resolver=Loopback())) as http:
        with pytest.raises(Unreachable):
            await client(under("smsc.ru", smsc), http, retry=FIVE_TIMES).operator(documents.IVAN)

    assert len(smsc.asked) == 3
