"""The bot is killed at random moments under load: nothing it has acknowledged is lost."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.killing import PEOPLE, Outcome, killed

ROUNDS, COMMANDS = 5, 20


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One run for all tests of this module: starting a program five times takes its time."""
    folder: Path = tmp_path_factory.mktemp("killed")
    seed = folder.stat().st_ino
    return asyncio.run(killed(folder, wishes=PEOPLE, rounds=ROUNDS, commands=COMMANDS, late=0.0, seed=seed))


def test_it_was_killed_under_load(outcome: Outcome):
    assert outcome.kills == ROUNDS
    assert outcome.acknowledged > 0  # how many depends on the machine's pace
    assert outcome.commands == COMMANDS


def test_everything_acknowledged_is_on_the_disk_after_each_kill(outcome: Outcome):
    assert outcome.vanished == set()
    assert outcome.damage == set()


def test_everything_acknowledged_is_told_in_the_end(outcome: Outcome):
    assert outcome.untold == {}


def test_a_kill_repeats_at_most_one_message_of_a_chat(outcome: Outcome):
    assert outcome.repeated <= 1


def test_every_command_is_answered_in_the_end_and_by_a_kill_at_most_once_more(outcome: Outcome):
    assert outcome.unanswered == 0
    assert outcome.answered_again <= 1


def test_the_answers_were_only_ever_200_or_none(outcome: Outcome):
    assert set(outcome.answers) <= {0, 200}
