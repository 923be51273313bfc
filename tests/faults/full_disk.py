"""A disk that is full for a while, under a running bot."""

import os
import resource
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from tests.faults.audience import audience
from tests.faults.furniture import Wishes, furnished
from tests.faults.happenings import Happening, mailing
from tests.faults.program import Program, program
from tests.faults.sender import Sender, sender
from tests.faults.told import repeats

BEFORE, MEANWHILE = 50, 30  # callbacks
MANY = 2000  # so many callbacks fill the last page of any disk


class Disk(Protocol):
    """Something that can be full."""

    @contextmanager
    def full(self, running: Program) -> Iterator[None]:
        """There is no space meanwhile."""


@dataclass(frozen=True)
class NoFileMayGrow:
    """The kernel refuses every byte beyond what the log has now: the same to SQLite as a full disk."""

    @contextmanager
    def full(self, running: Program) -> Iterator[None]:
        log = Path(f"{running.furniture.database}-wal")
        _soft, hard = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
        yield
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (hard, hard))


@dataclass(frozen=True)
class SmallDisk:
    """A file system of its own, filled by a file of somebody else's."""

    mounted: Path

    @contextmanager
    def full(self, running: Program) -> Iterator[None]:
        other = self.mounted / "other"
        with other.open("wb", buffering=0) as file:
            for size in (65536, 4096, 1):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue
        yield
        other.unlink()


@dataclass(frozen=True)
class Outcome:
    """*meanwhile* is what was answered while the disk was full, *slowest* the longest wait for that, in seconds."""

    before: Counter[int]
    meanwhile: Counter[int]
    slowest: float
    health: int
    lives: bool
    untold: dict[int, set[str]]
    repeated: int


async def filled(folder: Path, disk: Disk, *, wishes: Wishes) -> Outcome:
    """Take callbacks, with space, without, and with space again."""
    furniture = await furnished(folder, wishes)
    async with (
        audience(wishes) as (hearing, telegram_url),
        program(furniture, telegram_url) as running,
        sender(running.callbacks) as posting,
    ):
        happenings = mailing(secret=furniture.secret)
        await posting.deliver_all(islice(happenings, BEFORE))
        before = Counter(posting.answers)
        with disk.full(running):
            refused = await until_refused(posting, happenings)
            posting.answers.clear()
            waits = [await timed(posting, happening) for happening in [*refused, *islice(happenings, MEANWHILE)]]
            meanwhile, health = Counter(posting.answers), await healthy(posting, running)
        await posting.deliver_all([*refused, *islice(happenings, MEANWHILE)])
        await hearing.hears(posting.acknowledged.values())
        return Outcome(
            before=before,
            meanwhile=meanwhile,
            slowest=max(waits),
            health=health,
            lives=running.process.returncode is None,
            untold=hearing.untold(posting.acknowledged.values()),
            repeated=sum(len(repeats(hearing.shown(chat_id))) for chat_id, _thread in wishes),
        )


async def until_refused(posting: Sender, happenings: Iterator[Happening]) -> list[Happening]:
    """The last page may have room for a few more; the first that was refused."""
    for happening in islice(happenings, MANY):
        if await posting.post(happening.body) == 503:
            return [happening]
        posting.acknowledged[happening.phone] = happening
    raise LookupError("the disk is not full")


async def timed(posting: Sender, happening: Happening) -> float:
    begun = time.monotonic()
    await posting.post(happening.body)
    return time.monotonic() - begun


async def healthy(posting: Sender, running: Program) -> int:
    async with posting.session.get(f"{running.url}/health") as response:
        return response.status


@contextmanager
def small_disk(place: Path) -> Iterator[tuple[Path, Disk]]:
    """A file system of four megabytes at *place*; where we may not mount one, a limit on files."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0  # noqa: S603 - our own path
    try:
        yield place, SmallDisk(place) if mounted else NoFileMayGrow()
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S603, S607 - our own path
