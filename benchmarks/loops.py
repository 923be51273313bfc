"""Which event loop a server under load runs on: always the same one for all that are compared."""

import asyncio
from collections.abc import Coroutine
from enum import StrEnum
from typing import Any


class Loop(StrEnum):
    ASYNCIO = "asyncio"
    UVLOOP = "uvloop"


def run(work: Coroutine[Any, Any, None], loop: str) -> None:
    match Loop(loop):
        case Loop.ASYNCIO:
            asyncio.run(work)
        case Loop.UVLOOP:
            import uvloop  # noqa: PLC0415 - an optional extra

            uvloop.run(work)
