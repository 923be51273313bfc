"""The tests of faults in their long form, one function each: what was done, how often, what came of it."""

import asyncio
import copy
import logging
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.alone import alone
from tests.faults.audience import WISHES
from tests.faults.full_disk import filled, small_disk
from tests.faults.furniture import Wishes
from tests.faults.fuzz import MAY_BE_ANSWERED, Fuzz, thrown_at
from tests.faults.killing import PEOPLE, killed
from tests.faults.power import cut_often
from tests.faults.recording import recorded
from tests.faults.slowness import slowed
from tests.faults.stopping import started_twice, stopped
from tests.faults.story import Story
from tests.faults.syscalls import Moment

MANY: Wishes = {**WISHES, **PEOPLE}


@dataclass(frozen=True)
class Line:
    """One fault: how often, what was lost, what was said twice, and whether that is as promised."""

    often: str
    lost: int
    repeated: str
    remark: str
    fine: bool


def kill(folder: Path, seed: int) -> Line:
    found = asyncio.run(killed(folder, wishes=MANY, rounds=200, commands=400, late=0.1, seed=seed))
    untold = sum(map(len, found.untold.values()))
    lost = len(found.vanished) + untold + found.unanswered
    return Line(
        f"{found.kills} kills",
        lost,
        f"{found.repeated_in_all} messages, {found.repeated} at most of one chat and kill; "
        f"answers to commands: {found.answered_again}",
        f"{found.acknowledged} events and {found.commands} commands, answers {dict(found.answers)}, "
        f"damage {sorted(found.damage) or 'none'}",
        not lost and not found.damage and max(found.repeated, found.answered_again) <= 1,
    )


def power(folder: Path, seed: int) -> Line:
    if shutil.which("strace") is None:
        return Line("-", 0, "-", "strace is missing: apt-get install strace", fine=False)
    run = asyncio.run(recorded(folder, callbacks=1000, commands=50))
    found = cut_often(copy.deepcopy(run.disk), run.calls, times=400, luck=Random(seed))
    unsynced = [call for call in run.calls if not (call.name == "fdatasync" and call.target.endswith("-wal"))]
    blind = cut_often(copy.deepcopy(run.disk), unsynced, times=100, luck=Random(seed))
    syncs = len(run.calls) - len(unsynced)
    return Line(
        f"{found.cuts} cuts",
        found.losses,
        "-",
        f"{found.callbacks} callbacks and {found.updates} updates promised, {syncs // len(Moment)} syncs of the log; "
        f"had they not been made, {blind.losses} of {blind.cuts} cuts would lose up to {blind.most_lost}",
        not found.losses and found.callbacks == 1000 and found.updates > 0 and blind.losses > 0,
    )


def disk(folder: Path, _seed: int) -> Line:
    found = []
    for number in range(10):
        with small_disk(folder / f"disk{number}") as (place, limit):
            found.append(asyncio.run(filled(place, limit, wishes=WISHES)))
    lost = sum(len(phones) for one in found for phones in one.untold.values())
    repeated, slowest = sum(one.repeated for one in found), max(one.slowest for one in found)
    refused = all(set(one.meanwhile) == {503} and one.health == 200 and one.lives for one in found)
    return Line(
        f"{len(found)} times full",
        lost,
        f"{repeated} messages",
        f"a 503 after at most {1000 * slowest:.0f} ms, then the same process goes on",
        refused and not lost and not repeated and slowest < 1.0,
    )


def story(_folder: Path, _seed: int) -> Line:
    examples, steps = 2000, 50
    logging.disable(logging.CRITICAL)
    long = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Story, settings=long)
    except AssertionError as error:
        return Line(
            f"{examples} stories", 1, "-", "\n".join([str(error), *getattr(error, "__notes__", [])]), fine=False
        )
    return Line(
        f"{examples} stories of {steps} steps",
        0,
        "at most one for each doubt of a chat",
        "cursors never back",
        fine=True,
    )


async def fuzz(folder: Path, seed: int) -> Line:
    times = 100_000
    async with alone(folder) as (running, posting):
        bodies = iter(Fuzz(running.furniture.secret, Random(seed)))
        await thrown_at(running, posting, islice(bodies, times // 50))
        found = await thrown_at(running, posting, islice(bodies, times))
    odd = {status: body for status, body in found.first.items() if status not in MAY_BE_ANSWERED}
    return Line(
        f"{times} bodies",
        0,
        "-",
        f"answers {dict(found.answers)}, memory +{found.growth:.1f} MB" + (f"; odd: {odd}" if odd else ""),
        not odd and found.growth < 50,
    )


async def slow(folder: Path, _seed: int) -> Line:
    half = 500
    async with alone(folder) as (running, posting):
        found = await slowed(running, posting, half_sent=half, good=200)
    return Line(
        f"{2 * half} half requests",
        0,
        "-",
        f"a good callback waits {1000 * found.slowest:.0f} ms at most, SIGTERM to exit {found.status} takes "
        f"{found.stopping:.1f} s, {found.given_up} were given up",
        found.answers == {200} and found.slowest < 1 and found.status == 0 and found.stopping < 10,
    )


async def stop(folder: Path, seed: int) -> Line:
    found = await stopped(folder, wishes=MANY, times=100, up=(0.1, 3.0), seed=seed)
    lost = sum(map(len, found.untold.values()))
    return Line(
        f"{found.times} stops",
        lost,
        f"{found.repeated} messages",
        f"{found.acknowledged} events, exit {found.statuses}, {found.slowest:.1f} s at most, answers {found.answers}",
        not lost and not found.repeated and found.statuses == {0} and found.slowest < 10,
    )


async def twice(folder: Path, _seed: int) -> Line:
    async with alone(folder) as (running, _posting):
        begun = time.monotonic()
        status, said = await started_twice(running)
        took, lives = time.monotonic() - begun, running.process.returncode is None
    return Line("1 second start", 0, "-", f"exit {status} after {took:.1f} s: {said[-1][-60:]}", status == 2 and lives)


FAULTS: dict[str, Callable[[Path, int], Line]] = {
    "kill": kill,
    "power": power,
    "disk": disk,
    "story": story,
    "fuzz": lambda folder, seed: asyncio.run(fuzz(folder, seed)),
    "slow": lambda folder, seed: asyncio.run(slow(folder, seed)),
    "stop": lambda folder, seed: asyncio.run(stop(folder, seed)),
    "twice": lambda folder, seed: asyncio.run(twice(folder, seed)),
}
