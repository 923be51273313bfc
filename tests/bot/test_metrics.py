"""METRICS_PORT: what Prometheus reads there, on loopback only, and what it never reads."""

import asyncio
import re
import socket
from urllib.request import urlopen

import pytest
from aiohttp import ClientSession

from storage.errors import Unusable
from tests.bot.town import Town, address_of, asked, login
from tests.conftest import TOKEN
from tests.free_port import free_port


async def page(port: int) -> str:
    """The metrics as Prometheus gets them; its server is a thread of the bot's own."""

    def read() -> str:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            return str(answer.read().decode())

    return await asyncio.to_thread(read)


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found is not None, f"no {name} in\n{text}"
    return float(found[1])


async def test_callbacks_are_counted_by_our_answer(town: Town):
    port = free_port()
    async with town.bot(metrics_port=port), ClientSession() as http:
        await login(town)
        address = await address_of(town)
        town.smsc.set_handler("demo", address)
        await town.smsc.sms_arrives(login="demo", phone="79991234567", text="Да")
        for url, body in ((address.partition("?")[0], b"id=1&phone=7&status=1&sha1=0"), (f"{address[:30]}x", b"")):
            async with http.post(url, data=body) as answer:
                await answer.read()
        text = await page(port)

    assert value(text, 'smsc_bot_callbacks_total{status="200"}') == 1
    assert value(text, 'smsc_bot_callbacks_total{status="403"}') == 1
    assert value(text, 'smsc_bot_callbacks_total{status="404"}') == 1
    assert value(text, 'smsc_bot_callbacks_total{status="503"}') == 0


async def test_telegrams_age_is_that_of_its_last_answer(town: Town):
    port = free_port()
    async with town.bot(metrics_port=port):
        await asked(town.private, town.anna, "/help")
        town.clock.passes(seconds=30)
        text = await page(port)

    assert 30 <= value(text, "smsc_bot_telegram_age_seconds") < 31
    assert 30 <= value(text, "smsc_bot_updates_age_seconds") < 31


async def test_no_name_number_or_secret_is_ever_in_it(town: Town):
    port = free_port()
    async with town.bot(metrics_port=port):
        await login(town)
        address = await address_of(town)
        town.smsc.set_handler("demo", address)
        await town.smsc.sms_arrives(login="demo", phone="79991234567", text="Код 4821")
        await town.private.wait_for(lambda found: "Код 4821" in found.text)
        text = await page(port)

    hook, secret = re.search(r"/smsc/([^?]+)\?.*=(\S+)$", address).groups()  # type: ignore[union-attr]
    for private in (hook, secret, TOKEN, "demo", "79991234567", "4821", "Анна", str(town.anna.id)):
        assert private not in text


async def test_a_port_that_is_taken_is_refused_in_a_sentence(town: Town):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Unusable, match=f"METRICS_PORT={port}"):
            async with town.bot(metrics_port=port):
                pass
