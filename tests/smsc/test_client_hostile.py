"""Whatever bytes come back, a caller meets a value or an `SmscError`, nothing else."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import ClientSession
from hypothesis import given, settings
from hypothesis import strategies as st

from smsc.errors import SmscError
from smsc.formats import Format
from tests.smsc.documents import EVERY, Documented
from tests.smsc.stand_in import StandIn, client, served

NAMES = sorted(
    {"phone", "all_phones", "type", "cost", "current_cost", "info", "result", "id", "name", "status", "created"}
    | {"time", "file", "country", "operator", "region", "mcc", "mnc", "tz", "login", "sms", "credit", "debit"}
    | {"currency", "items", "description", "mccmnc", "balance", "error", "error_code", "list"}
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["1", "OK"])
documents = st.recursive(
    scalars,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inside, max_size=9),
    max_leaves=20,
)
records = st.dictionaries(st.sampled_from(NAMES), scalars, max_size=len(NAMES))


def json_like(document: Any) -> bytes:
    """JSON, or what Python calls JSON: NaN and lone surrogates included."""
    return json.dumps(document).encode()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A documented body with some of it cut out, doubled or replaced."""
    body = draw(st.sampled_from([body.encode() for action in EVERY for body in action.bodies]))
    start = draw(st.integers(0, len(body)))
    end = draw(st.integers(start, len(body)))
    middle = draw(st.sampled_from([b"", body[start:end] * 2, b'"', b"\xff", b"<", b",", b"-1", b"null"]))
    return body[:start] + middle + body[end:]


bodies = st.binary(max_size=200) | documents.map(json_like) | st.lists(records).map(json_like) | damaged()


async def ask(http: ClientSession, stand_in: StandIn, action: Documented, format: Format) -> None:
    with suppress(SmscError):
        await action.ask(client(stand_in, http, format=format))


def test_any_body_is_a_value_or_an_error_of_ours() -> None:
    with asyncio.Runner() as runner:
        stand_in = StandIn()
        serving = served(stand_in)
        runner.run(serving.__aenter__())

        async def session() -> ClientSession:
            return ClientSession()

        http = runner.run(session())

        @settings(max_examples=400, deadline=None)
        @given(st.sampled_from(EVERY), st.sampled_from(Format), bodies)
        def try_one(action: Documented, format: Format, body: bytes) -> None:
            stand_in.says(body)
            runner.run(ask(http, stand_in, action, format))

        try:
            try_one()
        finally:
            runner.run(http.close())
            runner.run(serving.__aexit__(None, None, None))
