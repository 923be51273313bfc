"""Questions: one at a time for each person in each place."""

import pytest

from storage import questions
from storage.questions import Asker, Question
from tests.storage.samples import CHAT, HOUR, NOON

ANNA = Asker(CHAT, 0, 1)
WHICH_PHONE = Question("verify.phone", "", NOON + HOUR)
HOW_MANY = Question("numbers.count", "3", NOON + HOUR)


async def test_what_was_asked_is_pending(db):
    await db(questions.ask, ANNA, WHICH_PHONE)

    assert await db(questions.pending, ANNA, NOON) == WHICH_PHONE


@pytest.mark.parametrize("other", [Asker(CHAT, 0, 2), Asker(CHAT, 7, 1), Asker(-2, 0, 1)])
async def test_nobody_else_and_nowhere_else_it_is_pending(db, other):
    await db(questions.ask, ANNA, WHICH_PHONE)

    assert await db(questions.pending, other, NOON) is None
    assert not await db(questions.close, other)
    assert await db(questions.pending, ANNA, NOON) == WHICH_PHONE


async def test_a_newer_question_takes_the_olders_place(db):
    await db(questions.ask, ANNA, WHICH_PHONE)
    await db(questions.ask, ANNA, HOW_MANY)

    assert await db(questions.pending, ANNA, NOON) == HOW_MANY


async def test_an_expired_question_is_not_pending(db):
    await db(questions.ask, ANNA, WHICH_PHONE)

    assert await db(questions.pending, ANNA, NOON + HOUR) is None


async def test_closing_tells_whether_something_was_asked(db):
    await db(questions.ask, ANNA, WHICH_PHONE)

    assert [await db(questions.close, ANNA) for _ in range(2)] == [True, False]
    assert await db(questions.pending, ANNA, NOON) is None


async def test_an_answered_question_is_settled(db):
    await db(questions.ask, ANNA, WHICH_PHONE)

    await db(questions.settle, ANNA, WHICH_PHONE)

    assert await db(questions.pending, ANNA, NOON) is None


@pytest.mark.parametrize(
    "newer", [HOW_MANY, Question("verify.phone", "again", NOON + HOUR), Question("verify.phone", "", NOON + 2 * HOUR)]
)
async def test_settling_an_answered_question_leaves_a_newer_one(db, newer):
    await db(questions.ask, ANNA, WHICH_PHONE)
    await db(questions.ask, ANNA, newer)

    await db(questions.settle, ANNA, WHICH_PHONE)

    assert await db(questions.pending, ANNA, NOON) == newer


async def test_a_question_knows_its_card_once_that_is_sent_and_a_new_one_forgets_it(db):
    await db(questions.ask, ANNA, WHICH_PHONE)
    await db(questions.stands_under, ANNA, 7)
    await db(questions.stands_under, ANNA, 8)
    assert (await db(questions.pending, ANNA, NOON)).card == 7

    await db(questions.ask, ANNA, WHICH_PHONE)
    assert (await db(questions.pending, ANNA, NOON)).card is None


async def test_only_the_question_of_that_name_is_closed(db):
    await db(questions.ask, ANNA, WHICH_PHONE)

    assert not await db(questions.close, ANNA, name="another.question")
    assert await db(questions.close, ANNA, name=WHICH_PHONE.name)
