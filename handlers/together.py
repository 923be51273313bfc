"""Several questions asked side by side, none of which is left behind."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def together(*questions: Awaitable[T]) -> list[T]:
    """All answers; where one question fails, its error, raised when the others are through as well.

    They are not called off: SMSC has counted them, and their answers are kept for whoever asks again in a minute.
    """
    asked = [asyncio.ensure_future(question) for question in questions]
    try:
        return await asyncio.gather(*asked)
    finally:
        await asyncio.gather(*asked, return_exceptions=True)
