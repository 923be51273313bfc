"""The same flood over a straightforward bot: python-telegram-bot and its rate limiter, a message for each event."""

import tempfile
from pathlib import Path

from benchmarks import children, outside, stock
from benchmarks.bot import TOKEN
from benchmarks.burst import methods
from benchmarks.flood import COUNT, SECONDS, Flooded, flood
from benchmarks.goals import heading, report
from benchmarks.outside import GROUP

PATIENCE = 15.0


async def main() -> None:
    heading(f"the same burst, {COUNT} statuses in {SECONDS:g} s, through python-telegram-bot + AIORateLimiter")
    with tempfile.TemporaryDirectory(prefix="smsc-bot-bench-") as made:
        flooded = await flooded_rival(Path(made))
    taken, lasted = flooded.report.taken, flooded.last - flooded.first
    report("callbacks answered", taken, f" of {flooded.report.requests}", detail=f"in {lasted:.1f} s")
    report("first notice after the first callback", flooded.first_notice, " s")
    report("an SMS in the middle of it told after", flooded.sms_notice, " s")
    told = flooded.told_within(PATIENCE)
    report(f"told {PATIENCE:g} s after the last callback", told, f" of {len(flooded.phones)}")
    report("Telegram calls", len(flooded.said), "", detail=methods(flooded))
    report("429 from Telegram", flooded.refused, "")
    report("memory grew by", flooded.growth, " MB", detail=f"{flooded.rss[0]:.0f} → {max(flooded.rss):.0f}")


async def flooded_rival(folder: Path) -> Flooded:
    async with outside.opened([GROUP]) as world:
        arguments = (world.telegram_url, TOKEN, str(GROUP.chat_id))
        async with children.running("benchmarks.servers.ptb_ratelimited", *arguments, folder=folder) as child:
            url = await child.first_line()
            hook = f"{url}/smsc/{stock.HOOK}?charset=utf-8&sha1={stock.SECRET}"
            return await flood(world, child, hook, patience=PATIENCE, linger=0)
