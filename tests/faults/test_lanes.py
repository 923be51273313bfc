"""Whoever writes in the middle of a mailing is heard soon, however long the mailing lasts."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.lanes import rests, waits
from tests.faults.scene import BORIS, GROUP, Scene
from tests.faults.virtual_time import VirtualLoop


@pytest.mark.parametrize(("chat", "every", "bound"), [(GROUP, 6, 2.0), (GROUP, 2, 8.0), (BORIS, 2, 3.0)])
def test_an_sms_in_a_mailing_of_minutes_waits_seconds(tmp_path: Path, chat: int, every: int, bound: float):
    """What comes faster than a group takes messages is gathered, and told as soon as it takes the next one."""
    scene = asyncio.run(Scene.set(tmp_path))
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        found = runner.run(waits(scene, chat, seconds=100, every=every))

    assert len(found) == 100 // every
    assert max(found) <= bound


def test_a_mailing_alone_changes_its_card_every_few_seconds(tmp_path: Path):
    scene = asyncio.run(Scene.set(tmp_path))
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        found = runner.run(rests(scene, seconds=100, every=1000))

    assert len(found) >= 18
    assert max(found) <= 6


def test_one_sms_holds_up_a_mailing_for_seconds_only(tmp_path: Path):
    scene = asyncio.run(Scene.set(tmp_path))
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        found = runner.run(rests(scene, seconds=60, every=40))

    assert max(found) <= 12
