"""Whether drawing holds up the bot: the longest stall of an event loop while ten pictures are drawn.

In a process of its own each, so that no other work of this one is measured: by the studio's worker, as the bot does it;
by the same code in the loop itself, which is what is avoided; and with nothing drawn, which is the machine's own noise.
"""

import statistics
import tempfile
from pathlib import Path

from benchmarks import children
from benchmarks.goals import AtMost, heading, report
from benchmarks.servers.drawing import PICTURES, Way

ROUNDS = 3


async def main() -> None:
    heading(f"{PICTURES} pictures, the loop's longest stall, {ROUNDS} rounds in turn")
    found: dict[Way, list[float]] = {way: [] for way in Way}
    for _ in range(ROUNDS):
        for way in Way:
            found[way].append(await stall(way))
    ours = found[Way.STUDIO]
    medians = {way: statistics.median(stalls) for way, stalls in found.items()}
    report("by the studio's worker, median", medians[Way.STUDIO], " ms", AtMost(50), detail=f"worst {max(ours):.1f} ms")
    ratio = medians[Way.LOOP] / medians[Way.STUDIO]
    detail = f"in the loop {medians[Way.LOOP]:.0f} ms, nothing drawn {medians[Way.IDLE]:.1f} ms"
    report("in the loop itself / by the worker", ratio, "×", detail=detail)


async def stall(way: Way) -> float:
    """Milliseconds."""
    with tempfile.TemporaryDirectory(prefix="smsc-bot-bench-") as made:
        async with children.running("benchmarks.servers.drawing", way.value, folder=Path(made)) as child:
            return float(await child.first_line())
