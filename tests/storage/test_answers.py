"""SMSC's answers, kept for a while and shared by an account's chats."""

from storage import accounts, answers
from storage.answers import Answer
from tests.storage.samples import DAY, NOON, SECOND, another_account


async def test_an_answer_is_recalled_while_it_is_young(db, account):
    await db(answers.remember, account, "numbers", "[]", NOON)

    assert await db(answers.recall, account, "numbers", after=NOON - SECOND) == Answer("[]", NOON)
    assert await db(answers.recall, account, "numbers", after=NOON) is None


async def test_the_newest_answer_is_the_one_that_counts(db, account):
    await db(answers.remember, account, "numbers", "old", NOON)
    await db(answers.remember, account, "numbers", "new", NOON + SECOND)

    assert await db(answers.recall, account, "numbers", after=NOON - DAY) == Answer("new", NOON + SECOND)


async def test_answers_are_known_by_account_and_question(db, account):
    other = await db(accounts.connect, another_account("other"), NOON)
    await db(answers.remember, account, "numbers", "[]", NOON)

    assert await db(answers.recall, other, "numbers", after=NOON - DAY) is None
    assert await db(answers.recall, account, "balance", after=NOON - DAY) is None


async def test_one_answer_can_be_forgotten(db, account):
    await db(answers.remember, account, "numbers", "[]", NOON)
    await db(answers.remember, account, "balance", "1", NOON)

    await db(answers.forget, account, "numbers")

    assert await db(answers.recall, account, "numbers", after=NOON - DAY) is None
    assert await db(answers.recall, account, "balance", after=NOON - DAY) is not None


async def test_all_answers_of_one_account_can_be_forgotten(db, account):
    other = await db(accounts.connect, another_account("other"), NOON)
    for each in (account, other):
        await db(answers.remember, each, "numbers", "[]", NOON)

    await db(answers.forget_all, account)

    assert await db(answers.recall, account, "numbers", after=NOON - DAY) is None
    assert await db(answers.recall, other, "numbers", after=NOON - DAY) is not None


async def test_old_answers_are_pruned(db, account):
    await db(answers.remember, account, "old", "1", NOON)
    await db(answers.remember, account, "new", "1", NOON + SECOND)

    assert await db(answers.prune, NOON + SECOND, over_before=NOON) == 1
    assert await db(answers.recall, account, "new", after=NOON) is not None
