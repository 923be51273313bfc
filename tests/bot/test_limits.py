"""Telegram's limits: never more than allowed in any window, and a pause that concerns one chat."""

import asyncio
from collections import defaultdict
from itertools import cycle

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.limits import CALM, GROUP, HALF, OVERALL, PRIVATE, Limits


class Time:
    """Seconds that pass when somebody sleeps; whoever wakes first goes first."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        until = self.now + seconds
        while self.now < until:
            await asyncio.sleep(0)
            self.now = min(until, self.now + 0.05)


async def pause(time: Time, seconds: float) -> None:
    if seconds:
        await time.sleep(seconds)


async def spoken(limits: Limits, chat_id: int) -> None:
    async with limits.turn(chat_id):
        pass


def most_in(times: list[float], seconds: float) -> int:
    """How many of *times* the fullest window of *seconds* holds."""
    return max(sum(start <= time < start + seconds - 1e-6 for time in times) for start in times)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([1, 2, 3, -1, -2]), min_size=1, max_size=70),
    st.lists(st.sampled_from([0.0, 0.05, 0.7, 2.0]), min_size=1, max_size=5),
)
def test_no_window_ever_holds_more_than_is_allowed(chats: list[int], ways: list[float]):
    """Whenever a message arrives on the way there and back: some are slow, and those behind them are not."""
    time, sent = Time(), defaultdict[int, list[float]](list)
    limits = Limits(time, time.sleep)

    async def speak(chat_id: int, way: float) -> None:
        async with limits.turn(chat_id):
            await pause(time, way)
            sent[chat_id].append(time.now)
            await pause(time, way / 2)

    async def all_at_once() -> None:
        await asyncio.gather(*(speak(*each) for each in zip(chats, cycle(ways))))

    asyncio.run(all_at_once())

    assert sum(map(len, sent.values())) == len(chats)
    for most, seconds in OVERALL:
        assert most_in([at for times in sent.values() for at in times], seconds) <= most
    for chat_id, times in sent.items():
        for most, seconds in PRIVATE if chat_id > 0 else GROUP:
            assert most_in(times, seconds) <= most


def test_ours_are_tighter_than_telegrams():
    assert max(most / seconds for most, seconds in OVERALL) <= 30
    assert min(most / seconds for most, seconds in PRIVATE) <= 1
    assert min(most * 60 / seconds for most, seconds in GROUP) <= 20


async def test_what_came_first_goes_first():
    time, order = Time(), list[int]()
    limits = Limits(time, time.sleep)

    async def speak(number: int) -> None:
        await spoken(limits, 1)
        order.append(number)

    await asyncio.gather(*(speak(number) for number in range(12)))

    assert order == list(range(12))


async def test_a_pause_holds_one_chat_for_its_time_and_no_other():
    time = Time()
    limits = Limits(time, time.sleep)
    limits.pause(1, 30)
    await spoken(limits, 2)
    assert time.slept == []

    await spoken(limits, 1)
    assert sum(time.slept) >= 30


async def sent_to_many(limits: Limits, time: Time) -> list[float]:
    """When a message went to each of fifty chats that were all spoken to at once."""
    sent = list[float]()

    async def speak(chat_id: int) -> None:
        await spoken(limits, chat_id)
        sent.append(time.now)

    await asyncio.gather(*(speak(chat_id) for chat_id in range(1, 51)))
    return sent


async def test_after_a_429_the_bot_says_half_as_much_for_a_minute():
    time = Time()
    limits = Limits(time, time.sleep)
    limits.calm_down()
    calm = await sent_to_many(limits, time)
    time.now += CALM
    usual = await sent_to_many(limits, time)

    assert most_in(calm, 1.0) == HALF[0][0] == OVERALL[0][0] // 2
    assert most_in(usual, 1.0) == OVERALL[0][0]


async def test_a_shorter_pause_does_not_end_a_longer_one():
    time = Time()
    limits = Limits(time, time.sleep)
    limits.pause(1, 30)
    limits.pause(1, 5)

    await spoken(limits, 1)
    assert sum(time.slept) >= 30


async def test_asking_whether_it_is_time_counts_nothing():
    time = Time()
    limits = Limits(time, time.sleep)
    for _ in range(100):
        await limits.ready(1)

    assert time.slept == []


async def test_a_message_that_hangs_counts_until_it_ends_and_after():
    time = Time()
    limits = Limits(time, time.sleep)
    arrived = asyncio.Event()

    async def hang() -> None:
        async with limits.turn(1):
            await arrived.wait()

    hanging = [asyncio.create_task(hang()) for _ in range(PRIVATE[0][0])]
    await asyncio.sleep(0)
    blocked = asyncio.create_task(spoken(limits, 1))
    await spoken(limits, 2)
    while len(time.slept) < 3:  # noqa: ASYNC110 - time is a number here
        await asyncio.sleep(0)

    assert not blocked.done()
    arrived.set()
    await asyncio.gather(blocked, *hanging)
