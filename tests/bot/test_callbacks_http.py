"""What SMSC is answered over real HTTP, and what has happened by then: the contract's table, row by row."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from urllib.parse import urlencode, urlsplit

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from bot.metrics import Metrics
from bot.web import Web, serving
from handlers.callbacks import Intake
from sandbox.smsc.callbacks import compose
from sandbox.smsc.handler import Handler
from smsc.callbacks import Algorithm
from smsc.events import CallEvent, IncomingSms, StatusEvent
from storage import accounts, events, unreadable
from storage.arrivals import Arrivals
from storage.events import Kind, Logged
from tests.bot.town import Town, address_of, house_of, login

TEXT = "Когда привезёте заказ?"
STATUS = {"id": "12345", "phone": "79991234567", "status": "1", "ts": "1786000000", "time": "12.08.2026 12:00"}
SMS = {"id": "77", "phone": "79991234567", "mes": TEXT, "to": "79120000001", "time": "1786000000", "sent": "1786000000"}
CALL = {"waitcall": "1", "phone": "79991234567", "ts": "1786000000"}
FORMATS = [
    ("", "utf-8"),
    ("", "windows-1251"),
    ("", "koi8-r"),
    ("2", "utf-8"),
    ("2", "windows-1251"),
    ("3", "utf-8"),
    ("3", "windows-1251"),
]
EVERYTHING = [(kind, 0) for kind in Kind]


@dataclass
class Cabinet:
    """SMSC's side: the handler's address as its owner typed it in, and posting to it."""

    town: Town
    http: ClientSession
    address: str

    def handler(self, *, fmt: str = "", charset: str = "utf-8", secret: str = "") -> Handler:
        base, _, words = self.address.partition("?")
        words = words.replace("charset=utf-8", f"charset={charset}")
        words = f"{words.rpartition('=')[0]}={secret}" if secret else words
        return Handler.parse(f"{base}?{words}" + (f"&fmt={fmt}" if fmt else ""))

    @property
    def url(self) -> str:
        return self.address.partition("?")[0]

    async def tell(self, fields: Mapping[str, str], **how: str) -> int:
        callback = compose(self.handler(**how), fields)
        return await self.post(callback.url, callback.body, callback.content_type)

    async def post(self, url: str, body: bytes, content_type: str = "application/x-www-form-urlencoded") -> int:
        headers = {"Content-Type": content_type} if content_type else {}
        async with self.http.post(url, data=BytesIO(body), headers=headers, allow_redirects=False) as answer:
            return answer.status

    async def stored(self) -> list[Logged]:
        account = (await house_of(self.town).db(accounts.everyone))[0]
        return await house_of(self.town).db(events.since, account.id, EVERYTHING, limit=1000)

    async def kept_raw(self) -> list[bytes]:
        account = (await house_of(self.town).db(accounts.everyone))[0]
        return [kept.body for kept in await house_of(self.town).db(unreadable.newest, account.id, limit=1000)]

    async def choose(self, algorithm: str) -> None:
        house = house_of(self.town)
        await house.db(accounts.choose_algorithm, 1, Algorithm(algorithm))
        house.hooks.forget()
        self.address = await address_of(self.town)


@pytest_asyncio.fixture(loop_scope="module")
async def cabinet(world: Town) -> AsyncIterator[Cabinet]:
    await login(world)
    async with ClientSession() as http:
        yield Cabinet(world, http, await address_of(world))


@pytest.mark.parametrize("algorithm", ["sha1", "md5", "crc32"])
async def test_every_form_of_every_event_is_taken_and_read_to_the_letter(cabinet: Cabinet, algorithm: str):
    await cabinet.choose(algorithm)
    told = []
    for number, ((fmt, charset), fields) in enumerate(product(FORMATS, (STATUS, SMS, CALL))):
        own = {"ts": f"{1786000000 + number}"} if fields is CALL else {"id": f"{1000 + number}"}
        told.append(await cabinet.tell(fields | own, fmt=fmt, charset=charset))
    stored = [logged.event for logged in await cabinet.stored()]

    assert set(told) == {200}
    assert [type(event) for event in stored] == [StatusEvent, IncomingSms, CallEvent] * len(FORMATS)
    assert {event.text for event in stored if isinstance(event, IncomingSms)} == {TEXT}


async def test_a_repeated_callback_is_taken_and_is_one_event(cabinet: Cabinet):
    told = await asyncio.gather(*(cabinet.tell(SMS) for _ in range(50)))

    assert set(told) == {200}
    assert len(await cabinet.stored()) == 1


async def test_parameters_behind_the_exclamation_mark_come_in_the_query(cabinet: Cabinet):
    callback = compose(cabinet.handler(), SMS)

    assert await cabinet.post(f"{callback.url}?source=cabinet&%D1%91=%FF", callback.body) == 200
    assert await cabinet.post(f"{cabinet.url}?{urlencode(compose(cabinet.handler(), STATUS).fields)}", b"") == 200
    assert [logged.kind for logged in await cabinet.stored()] == [Kind.INCOMING, Kind.DELIVERED]


async def test_an_unknown_address_is_the_only_one_that_is_not_found(cabinet: Cabinet):
    unknown = cabinet.url[:-1] + ("a" if cabinet.url[-1] != "a" else "b")

    assert await cabinet.post(unknown, b"id=1") == 404
    assert await cabinet.post(cabinet.url, b"id=1") == 200


@pytest.mark.parametrize("fields", [STATUS, SMS, CALL], ids=["status", "sms", "call"])
async def test_a_wrong_or_missing_signature_is_forbidden(cabinet: Cabinet, fields: dict[str, str]):
    unsigned, signed = urlencode(fields).encode(), compose(cabinet.handler(), fields).fields

    assert await cabinet.tell(fields, secret="another-secret-than-ours") == 403
    assert await cabinet.post(cabinet.url, unsigned) == 403
    assert await cabinet.post(cabinet.url, unsigned + b"&sha1=") == 403
    assert await cabinet.post(cabinet.url, urlencode(signed | {"phone": "79990000000"}).encode()) == 403
    assert await cabinet.stored() == []


async def test_another_algorithm_than_the_chosen_one_is_forbidden(cabinet: Cabinet):
    weaker = cabinet.address.replace("sha1=", "crc32=")
    callback = compose(Handler.parse(weaker), SMS)

    assert await cabinet.post(callback.url, callback.body) == 403


async def test_what_was_forbidden_is_taken_when_the_secret_is_right_again(cabinet: Cabinet):
    assert await cabinet.tell(SMS, secret="another-secret-than-ours") == 403
    assert await cabinet.tell(SMS) == 200
    assert len(await cabinet.stored()) == 1


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"", ""),
        (b"\xff\xfe\x00", "application/octet-stream"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"<result>", "text/xml"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><result>&b;</result>', "text/xml"),
        (b"id=1&phone=2", "multipart/form-data; boundary=x"),
        (b"id=1", "text/plain; charset=no-such-charset"),
        (b"a" * 65536, "application/x-www-form-urlencoded"),
    ],
)
async def test_what_nobody_can_read_is_taken_and_kept_as_it_came(cabinet: Cabinet, body: bytes, content_type: str):
    assert await cabinet.post(cabinet.url, body, content_type) == 200
    assert await cabinet.kept_raw() == [body]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_nothing_is_unpacked(cabinet: Cabinet, encoding: str):
    body = b"[" * 65536 if encoding == "br" else zlib.compress(b"id=1" * 100_000)
    headers = {"Content-Encoding": encoding, "Content-Type": "text/plain"}
    async with cabinet.http.post(cabinet.url, data=BytesIO(body), headers=headers) as answer:
        assert answer.status == 200

    assert await cabinet.kept_raw() == [body]


@pytest.mark.parametrize("size", [65537, 1024 * 1024 + 1, 3 * 1024 * 1024])
async def test_a_huge_body_is_too_large(cabinet: Cabinet, size: int):
    assert await cabinet.post(cabinet.url, b"a" * size) == 413
    assert await cabinet.kept_raw() == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_any_other_method_is_not_allowed_and_leads_nowhere_else(cabinet: Cabinet, method: str):
    for url in (cabinet.url, f"{cabinet.url}x"):
        async with cabinet.http.request(method, url, allow_redirects=False) as answer:
            assert answer.status == 405


async def test_a_body_whose_framing_breaks_is_asked_for_again(cabinet: Cabinet):
    house = house_of(cabinet.town)
    intake = Intake(house.db, house.hooks, Arrivals(house.db), lambda _account: None)
    door = Web(intake, nothing, house.clock, Metrics(), body_time=0.1)
    async with serving(door.answer, host="127.0.0.1", port=0) as url:
        base = urlsplit(url)
        reader, writer = await asyncio.open_connection(base.hostname, base.port)
        head = f"POST {urlsplit(cabinet.url).path} HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\n"
        writer.write(head.encode() + b"3\r\nid=\r\n")
        await writer.drain()
        await cabinet.post(f"{url}/smsc/nobody", b"")  # by its answer the head has been read
        writer.write(b"no number\r\n")

        assert (await reader.readline()).split()[1] == b"503"
        writer.transport.abort()
    assert await cabinet.kept_raw() == []


async def nothing() -> dict[str, bool]:
    return {}


async def test_with_the_database_closed_smsc_is_asked_to_come_again(town: Town):
    async with town.bot(), ClientSession() as http:
        await login(town)
        cabinet = Cabinet(town, http, await address_of(town))
        await house_of(town).db.__aexit__()
        told = [await cabinet.tell(SMS), await cabinet.post(f"{cabinet.url}x", b"id=1"), await cabinet.tell(CALL)]
        async with (
            http.get(f"{town.settings.public_url}/ready") as ready,
            http.get(f"{town.settings.public_url}/health") as health,
        ):
            found, alive = await ready.json(), health.status

    assert told == [503, 503, 503]
    assert (found["ready"], found["database"]) == (False, False)
    assert alive == 200


async def test_what_could_not_be_stored_is_stored_when_it_comes_again(town: Town):
    async with town.bot():
        await login(town)
        town.smsc.set_handler("demo", await address_of(town))
        house = house_of(town)
        await house.db.__aexit__()
        first = await town.smsc.sms_arrives(login="demo", phone="79991234567", text=TEXT)
    async with town.bot():
        again = await town.smsc.retry_now()
        news = await town.private.wait_for(lambda found: TEXT in found.text)

    assert first.status == 503
    assert [delivered.status for delivered in again] == [200]
    assert news.by_bot


async def test_it_is_ready_while_telegram_answers(world: Town):
    async with ClientSession() as http, http.get(f"{world.settings.public_url}/ready") as answer:
        assert (answer.status, await answer.json()) == (200, {"ready": True, "database": True, "telegram": True})


async def test_it_is_not_ready_a_minute_after_telegram_last_answered(world: Town):
    world.clock.passes(seconds=61)

    async with ClientSession() as http, http.get(f"{world.settings.public_url}/ready") as answer:
        assert answer.status == 503
        assert (await answer.json())["telegram"] is False


async def test_it_is_healthy_as_soon_as_it_serves(world: Town):
    async with ClientSession() as http, http.get(f"{world.settings.public_url}/health") as answer:
        assert answer.status == 200
        assert answer.content_type == "application/json"
