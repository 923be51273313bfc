"""SIGTERM while callbacks keep coming, and a start on the same data afterwards, again and again."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults.audience import Audience, audience
from tests.faults.furniture import Wishes, furnished
from tests.faults.happenings import mailing
from tests.faults.program import Program, program
from tests.faults.sender import Sender, sender, under_load
from tests.faults.told import repeats


@dataclass(frozen=True)
class Outcome:
    """*slowest* is the longest way from SIGTERM to the end, in seconds."""

    times: int
    statuses: set[int]
    slowest: float
    acknowledged: int
    answers: set[int]
    untold: dict[int, set[str]]
    repeated: int


async def stopped(folder: Path, *, wishes: Wishes, times: int, up: tuple[float, float], seed: int) -> Outcome:
    """Stop it *times* times, each after so many seconds under load as *up* says."""
    furniture, luck, statuses, waits = await furnished(folder, wishes), Random(seed), set(), []
    async with (
        audience(wishes) as (hearing, telegram_url),
        program(furniture, telegram_url) as running,
        sender(running.callbacks) as posting,
    ):
        async with under_load(posting.deliver_unevenly(mailing(secret=furniture.secret), luck)):
            for _ in range(times):
                await asyncio.sleep(luck.uniform(*up))
                begun = time.monotonic()
                statuses.add(await running.stop())
                waits.append(time.monotonic() - begun)
                await running.start()
        await hearing.hears(posting.acknowledged.values())
        return outcome(hearing, posting, statuses=statuses, waits=waits)


def outcome(hearing: Audience, posting: Sender, *, statuses: set[int], waits: list[float]) -> Outcome:
    return Outcome(
        times=len(waits),
        statuses=statuses,
        slowest=max(waits),
        acknowledged=len(posting.acknowledged),
        answers=set(posting.answers),
        untold=hearing.untold(posting.acknowledged.values()),
        repeated=sum(len(repeats(hearing.shown(chat_id))) for chat_id, _thread in hearing.wishes),
    )


async def started_twice(running: Program) -> tuple[int, list[str]]:
    """A second instance on the data of *running*: its exit status, and what it said."""
    second = Program(running.furniture, running.telegram_url)
    await second.spawn()
    try:
        return await second.exits(), second.said
    finally:
        await second.kill()
