"""Rounds: what is compared runs in turn, a few seconds each, and only what ran in the same round is compared.

On a shared machine a round is worth little while others compute: what uses two cores then loses more than what uses
one. So it is noted how much others took, and the quietest rounds count.
"""

import os
import resource
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import Child
from benchmarks.load import Measured

TICKS = os.sysconf("SC_CLK_TCK")
QUIET = 0.1  # cores

Figure = Callable[[Measured], float]


@dataclass(frozen=True)
class Round:
    """What each of them did in it, and how many cores others took meanwhile."""

    found: Mapping[str, Measured]
    others: float


@dataclass(frozen=True)
class Rounds:
    """The rounds that count."""

    rounds: Sequence[Round]

    def ratio(self, over: str, under: str, figure: Figure) -> float:
        return statistics.median(figure(one.found[over]) / figure(one.found[under]) for one in self.rounds)

    def median(self, name: str, figure: Figure) -> float:
        return statistics.median(figure(one.found[name]) for one in self.rounds)

    def errors(self, name: str) -> int:
        return sum(one.found[name].errors for one in self.rounds)

    @property
    def others(self) -> str:
        return f"others took {max(one.others for one in self.rounds):.2f} cores at most"


def rate(measured: Measured) -> float:
    return measured.rate


def p99(measured: Measured) -> float:
    return measured.p99


async def quietest(measure: Callable[[int], Awaitable[Round]], *, wanted: int) -> Rounds:
    """*measure* rounds until *wanted* of them were quiet, or twice as many have run; the quietest ones."""
    found: list[Round] = []
    while sum(one.others <= QUIET for one in found) < wanted and len(found) < 2 * wanted:
        found.append(await measure(len(found)))
    return Rounds(sorted(found, key=lambda one: one.others)[:wanted])


@dataclass(frozen=True)
class Mark:
    """A moment, and the seconds of processor time used until then: by all, and by the benchmark."""

    at: float
    everybody: float
    ours: float


def mark(running: Sequence[Child] = ()) -> Mark:
    """Now. *running* are our processes that have not ended; those that have are counted anyway."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    ours = sum(one.ru_utime + one.ru_stime for one in used) + sum(child.cpu for child in running)
    return Mark(time.perf_counter(), everybody(), ours)


def others(begun: Mark, ended: Mark) -> float:
    """How many cores others took in between."""
    used = (ended.everybody - begun.everybody) - (ended.ours - begun.ours)
    return max(0.0, used / (ended.at - begun.at))


def everybody() -> float:
    """Processor time of all programs here, and of other guests of the host, since the machine started.

    Interrupts are left out: they are counted for no program, and most of them are our own.
    https://man7.org/linux/man-pages/man5/proc_stat.5.html
    """
    user, nice, system, _idle, _wait, _irq, _softirq, stolen = (
        int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + stolen) / TICKS
