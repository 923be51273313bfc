"""Without space on the disk callbacks are refused, and SMSC repeats them; with space again everything goes on."""

import asyncio

import pytest

from storage.events import Kind
from tests.faults.audience import ANNA
from tests.faults.full_disk import BEFORE, MEANWHILE, NoFileMayGrow, Outcome, filled
from tests.faults.furniture import Wishes

WISHES: Wishes = {(ANNA, 0): frozenset({Kind.INCOMING})}
SOON = 5.0  # seconds; it takes some milliseconds where nothing else runs


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One run for all tests of this module."""
    return asyncio.run(filled(tmp_path_factory.mktemp("full"), NoFileMayGrow(), wishes=WISHES))


def test_with_space_everything_is_taken(outcome: Outcome):
    assert outcome.before == {200: BEFORE}


def test_without_space_everything_is_refused_soon(outcome: Outcome):
    assert outcome.meanwhile == {503: MEANWHILE + 1}
    assert outcome.slowest < SOON


def test_the_program_lives_through_it(outcome: Outcome):
    assert outcome.health == 200
    assert outcome.lives


def test_with_space_again_everything_is_told_once(outcome: Outcome):
    assert outcome.untold == {}
    assert outcome.repeated == 0
