"""The flood over the bot itself: the real program, a Telegram that enforces its limits, an SMSC that keeps its pace."""

import tempfile
from pathlib import Path

from benchmarks import bot, outside, readable, stock
from benchmarks.flood import COUNT, SECONDS, Flooded, flood
from benchmarks.goals import AtMost, heading, report
from benchmarks.outside import GROUP
from storage import events
from storage.database import Database

PATIENCE = 60.0
LINGER = 6.0  # seconds for edits that come behind the last event


async def main() -> None:
    heading(f"burst, {COUNT} statuses (2 % failures, 5 % repeats) into one group within {SECONDS:g} s")
    with tempfile.TemporaryDirectory(prefix="smsc-bot-bench-") as made:
        folder = Path(made)
        flooded = await flooded_bot(folder)
        tell(flooded)
        async with Database(stock.database_in(folder)) as db:
            stored = sum((await db(events.count, 1)).values())
    expected = flooded.report.count + 1
    report("events in the log beyond those sent", stored - expected, "", detail=f"{stored} of {expected}")


async def flooded_bot(folder: Path) -> Flooded:
    async with outside.opened([GROUP]) as world:
        await stock.make(folder, [[GROUP]], smsc_url=world.smsc_url)
        async with bot.running(folder, telegram_url=world.telegram_url, smsc_url=world.smsc_url) as program:
            await world.telegram.asked("getUpdates")
            return await flood(world, program.child, program.hook(), patience=PATIENCE, linger=LINGER)


def tell(flooded: Flooded) -> None:
    taken, lasted = flooded.report.taken, flooded.last - flooded.first
    report("callbacks answered", taken, f" of {flooded.report.requests}", detail=f"in {lasted:.1f} s")
    report("first notice after the first callback", flooded.first_notice, " s", AtMost(1))
    report("an SMS in the middle of it told after", flooded.sms_notice, " s", AtMost(2))
    report("everything told after the last callback", flooded.all_told, " s", AtMost(15))
    report("Telegram calls", len(flooded.said), "", AtMost(20), detail=methods(flooded))
    report("429 from Telegram", flooded.refused, "", AtMost(0))
    report("events nobody can read of", flooded.missing, "", AtMost(0), detail=f"of {len(flooded.phones)}")
    report("rows too many in the files", readable.repeated_in_files(flooded.said), "", AtMost(0))
    report("memory grew by", flooded.growth, " MB", AtMost(30), detail=f"{flooded.rss[0]:.0f} → {max(flooded.rss):.0f}")


def methods(flooded: Flooded) -> str:
    names = [call.method for call in flooded.said]
    return ", ".join(f"{name} {names.count(name)}" for name in sorted(set(names)))
