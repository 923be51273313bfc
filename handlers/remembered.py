"""SMSC's answers asked once and shared: what is young enough is taken from storage, the rest is asked for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from handlers.ask import Ask
from storage import answers

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """An answer and when SMSC gave it."""

    value: T
    at: datetime


async def remembered(
    ask: Ask, question: str, kind: TypeAdapter[T], fetch: Callable[[], Awaitable[T]], *, age: timedelta
) -> Dated[T]:
    """The answer to *question*, at most *age* old."""
    known = await ask.db(answers.recall, ask.connected.id, question, after=ask.now - age)
    if known is not None:
        return Dated(kind.validate_json(known.body), known.at)
    return await keep(ask, question, kind, await fetch())


async def keep(ask: Ask, question: str, kind: TypeAdapter[T], value: T) -> Dated[T]:
    """Keep an answer that SMSC has just given for whoever asks next."""
    ask.db.soon(answers.remember, ask.connected.id, question, kind.dump_json(value).decode(), ask.now)
    return Dated(value, ask.now)
