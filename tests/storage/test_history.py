"""How far the history of sent messages has been read, kept with what was found there."""

import pytest

from smsc.callbacks import Callback
from storage import accounts, answers, events, history
from storage.events import Kind, entry
from storage.history import LONGEST, MARGIN, Look
from tests.storage.samples import CHAT, DAY, HOUR, MINUTE, NOON, SECOND, event


def page(account, *numbers):
    return [entry(account, Callback.of(event(Kind.FAILED, number)), NOON) for number in numbers]


@pytest.fixture
async def known(db, account):
    """An account at which was looked at noon."""
    assert await db(history.look, account, NOON) is None
    return account


async def test_a_look_counts_changes_from_the_first_one_on(db, known):
    assert await db(history.look, known, NOON + HOUR) == Look(NOON, NOON + HOUR)


async def test_a_page_is_in_the_log_together_with_where_the_next_begins(db, known):
    look = await db(history.look, known, NOON + HOUR)
    assert await db(history.take, known, page(known, 1, 2), look, before="98") == 2

    assert await db(events.last_id) == 2
    assert await db(history.look, known, NOON + DAY) == Look(NOON, NOON + HOUR, "98")


async def test_more_than_one_statement_holds_is_written_and_what_was_there_is_no_news(db, known):
    look = await db(history.look, known, NOON + HOUR)
    await db(history.take, known, page(known, 7), look, before="98")

    assert await db(history.take, known, page(known, *range(1000)), look, before="") == 999


async def test_after_the_last_page_all_until_the_look_began_is_known_but_for_a_margin(db, known):
    look = await db(history.look, known, NOON + 5 * HOUR)
    await db(history.take, known, [], look, before="98")
    await db(history.take, known, [], look, before="")

    assert await db(history.look, known, NOON + 6 * HOUR) == Look(NOON + 5 * HOUR - MARGIN, NOON + 6 * HOUR)


async def test_the_margin_never_reaches_back_before_the_first_look(db, known):
    look = await db(history.look, known, NOON + MINUTE)
    await db(history.take, known, [], look, before="")

    assert (await db(history.look, known, NOON + 2 * MINUTE)).since == NOON


async def test_after_the_longest_pause_it_is_the_first_look_again(db, known):
    look = await db(history.look, known, NOON + HOUR)
    await db(history.take, known, [], look, before="98")
    again = NOON + LONGEST
    assert await db(history.look, known, again) is None

    assert await db(history.look, known, again + SECOND) == Look(again, again + SECOND)


async def test_an_account_that_was_left_begins_anew(db, known):
    await db(accounts.leave, known, CHAT)

    assert await db(history.look, known, NOON + HOUR) is None


async def test_what_is_kept_outlives_the_pruning_of_answers_while_it_counts(db, known):
    await db(answers.prune, NOON + LONGEST - SECOND - 8 * DAY, over_before=NOON - 60 * DAY)

    assert await db(history.look, known, NOON + LONGEST - SECOND) is not None
