"""Whatever is posted and however slowly: the bot answers what it may answer, and goes on."""

from itertools import islice
from pathlib import Path
from random import Random

from tests.faults.alone import alone
from tests.faults.fuzz import MAY_BE_ANSWERED, Fuzz, thrown_at
from tests.faults.slowness import slowed

WARM_UP, BODIES, SEED = 100, 2000, 20260812
GROWTH = 30.0  # megabytes
HALF_SENT, GOOD = 500, 10
PROMPT = 5.0  # seconds
STOPS_WITHIN = 10.0  # seconds


async def test_no_body_breaks_it_or_is_answered_as_if_the_hook_were_unknown(tmp_path: Path):
    async with alone(tmp_path) as (running, posting):
        bodies = iter(Fuzz(running.furniture.secret, Random(SEED)))
        await thrown_at(running, posting, islice(bodies, WARM_UP))
        answered = await thrown_at(running, posting, islice(bodies, BODIES))

    assert answered.answers.total() == WARM_UP + BODIES
    assert {status: body for status, body in answered.first.items() if status not in MAY_BE_ANSWERED} == {}
    assert {200, 403, 413} <= answered.answers.keys()
    assert answered.growth < GROWTH


async def test_slow_clients_delay_neither_a_good_callback_nor_the_end(tmp_path: Path):
    async with alone(tmp_path) as (running, posting):
        outcome = await slowed(running, posting, half_sent=HALF_SENT, good=GOOD)

    assert outcome.answers == {200}
    assert outcome.slowest < PROMPT
    assert outcome.status == 0
    assert outcome.stopping < STOPS_WITHIN
    assert outcome.given_up == 2 * HALF_SENT
