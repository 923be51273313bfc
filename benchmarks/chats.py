"""The flood told in fifty chats at once, ten of them groups: whether Telegram's limits are kept everywhere."""

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks import bot, outside, readable, stock
from benchmarks.bot import Bot
from benchmarks.flood import COUNT, FAILURES, REPEATS, SECONDS
from benchmarks.goals import AtMost, heading, report
from benchmarks.outside import Outside
from benchmarks.stock import Room
from sandbox.telegram import Call

GROUPS, PEOPLE = 10, 40
ROOMS = [
    *(Room(-1_001_500_000_001 - number) for number in range(GROUPS)),
    *(Room(3001 + number) for number in range(PEOPLE)),
]
PATIENCE, LINGER = 180.0, 40.0  # seconds; all is over when nothing was said for LINGER


async def main() -> None:
    heading(f"chats, {COUNT} statuses within {SECONDS:g} s told in {PEOPLE} private chats and {GROUPS} groups")
    with tempfile.TemporaryDirectory(prefix="smsc-bot-bench-") as made:
        async with outside.opened(ROOMS) as world:
            await stock.make(Path(made), [ROOMS], smsc_url=world.smsc_url)
            async with bot.running(Path(made), telegram_url=world.telegram_url, smsc_url=world.smsc_url) as program:
                await world.telegram.asked("getUpdates")
                tell(*await flooded(world, program))


async def flooded(world: Outside, program: Bot) -> tuple[frozenset[str], float, list[Call]]:
    """The phones of the flood, when it was over, and what was said. Nothing is looked at meanwhile: that takes time."""
    smsc, login = world.smsc, stock.login_of(0)
    smsc.set_handler(login, program.hook())
    await smsc.burst(login=login, count=COUNT, failures=FAILURES, repeats=REPEATS, seconds=SECONDS)
    over = time.time()
    while time.time() < over + PATIENCE and time.time() < max(over, world.said()[-1].at) + LINGER:  # noqa: ASYNC110 - nobody rings
        await asyncio.sleep(1)
    return frozenset(message.phone for message in smsc.messages(login)), over, world.said()


def tell(phones: frozenset[str], over: float, said: list[Call]) -> None:
    rooms = by_chat(said)
    found = [readable.told_at(calls) for calls in rooms.values()]
    untold = sum(len(phones - told.keys()) for told in found) + len(phones) * (len(ROOMS) - len(rooms))
    last = max(max(told.get(phone, float("inf")) for phone in phones) for told in found)
    refused = sum(call.status == 429 for call in said)
    report("events nobody can read of, all chats together", untold, "", AtMost(0), detail=f"{len(rooms)} chats")
    report("everything told everywhere after the last callback", last - over, " s")
    report("429 from Telegram", refused, "", AtMost(0), detail=f"{len(said)} calls")
    report("sent in the fullest second", most_in(said, 1), "", AtMost(30))
    private = [most_in(calls, 3) for chat_id, calls in rooms.items() if chat_id > 0]
    groups = [most_in(calls, 60) for chat_id, calls in rooms.items() if chat_id < 0]
    report("to one private chat in its fullest three seconds", max(private), "", AtMost(5))
    report("to one group in its fullest minute", max(groups), "", AtMost(20))


def by_chat(calls: Iterable[Call]) -> dict[int, list[Call]]:
    found: defaultdict[int, list[Call]] = defaultdict(list)
    for call in calls:
        found[int(str(call.params["chat_id"]))].append(call)
    return dict(found)


def most_in(calls: Sequence[Call], seconds: float) -> int:
    """How many of *calls* the fullest window of *seconds* holds."""
    times = sorted(call.at for call in calls)
    return max(sum(start <= at < start + seconds for at in times) for start in times)
