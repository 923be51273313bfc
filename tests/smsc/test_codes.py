"""SMSC's numbers."""

import pytest

from smsc.codes import ERR_MEANING, STATUS_MEANING, TEMPLATE_KINDS, TYPE_NAMES, Outcome, Status, outcome, rank


@pytest.mark.parametrize(
    ("expected", "statuses"),
    [
        (Outcome.PENDING, [-2, -1, 0]),
        (Outcome.DELIVERED, [1, 2, 4]),
        (Outcome.FAILED, [-3, 3, 6, 20, 22, 23, 24, 25]),
        (Outcome.UNKNOWN, [-4, 5, 7, 21, 26, 999]),
    ],
)
def test_a_status_has_an_outcome(expected, statuses):
    assert {outcome(status) for status in statuses} == {expected}


def test_ranks_follow_the_life_of_a_message():
    steps = [[-2, -1], [0, 24], [21, 999, -4], [-3, 1, 3, 6, 20, 22, 23, 25], [2], [4]]

    ranks = [{rank(status) for status in step} for step in steps]

    assert all(len(step) == 1 for step in ranks)
    assert sorted(ranks, key=min) == ranks
    assert len(set.union(*ranks)) == len(steps)


def test_every_status_and_error_has_a_meaning_of_its_own():
    assert set(STATUS_MEANING) == set(Status)
    assert len(set(STATUS_MEANING.values())) == len(STATUS_MEANING)
    assert len(set(ERR_MEANING.values())) == len(ERR_MEANING)


def test_every_error_that_smsc_lists_is_there():
    listed = {0, 1, 2, 3, 4, 6, 11, 12, 13, 21, 200, 219, 220, 237, 238, 239, *range(240, 256)}

    assert set(ERR_MEANING) == listed


def test_types_and_template_kinds_are_named():
    assert set(TYPE_NAMES) == {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12}
    assert list(TEMPLATE_KINDS.values()) == ["service", "transactional", "authorization", "advertising"]
