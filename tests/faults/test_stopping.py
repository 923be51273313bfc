"""SIGTERM under load, a second instance, and what is remembered from one start to the next."""

from itertools import islice
from pathlib import Path

from tests.faults.alone import alone
from tests.faults.happenings import mailing
from tests.faults.killing import PEOPLE
from tests.faults.stopping import started_twice, stopped

STOPS_WITHIN = 10.0  # seconds
UNUSABLE = 2


async def test_stopped_under_load_it_ends_cleanly_loses_nothing_and_repeats_nothing(tmp_path: Path):
    outcome = await stopped(tmp_path, wishes=PEOPLE, times=1, up=(0.2, 0.5), seed=7)

    assert outcome.statuses == {0}
    assert outcome.slowest < STOPS_WITHIN
    assert outcome.answers <= {0, 200, 503}
    assert outcome.acknowledged > 0
    assert outcome.untold == {}
    assert outcome.repeated == 0


async def test_a_second_instance_is_refused_and_the_first_goes_on(tmp_path: Path):
    async with alone(tmp_path) as (running, posting):
        [one] = islice(mailing(secret=running.furniture.secret), 1)
        status, said = await started_twice(running)
        answer = await posting.post(one.body)

    assert status == UNUSABLE
    assert len(said) == 1
    assert "another smsc-bot is running" in said[0]
    assert answer == 200
