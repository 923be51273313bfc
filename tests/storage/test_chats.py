"""Chats: what was chosen for one stays, whatever it is called today."""

import sqlite3
from decimal import Decimal

import pytest

from storage import chats, subscriptions
from storage.chats import Chat
from tests.storage.samples import CHAT, DAY, NOON


async def meet(db, id=CHAT, *, title="Дежурные", language="", now=NOON):
    return await db(chats.meet, id, kind="group", title=title, language=language, now=now)


async def test_a_new_chat_has_chosen_nothing(db):
    assert await meet(db) == Chat(CHAT, "group", "Дежурные", None, None)


async def test_a_chat_we_never_met_is_none(db):
    assert await db(chats.get, CHAT) is None


async def test_meeting_again_takes_the_new_title_and_keeps_what_was_chosen(db, account):
    await meet(db)
    await db(chats.use_account, CHAT, account)
    await db(chats.speak, CHAT, "en")

    found = await meet(db, title="Ночная смена", language="ru", now=NOON + DAY)

    assert found == Chat(CHAT, "group", "Ночная смена", "en", account)


@pytest.mark.parametrize(
    ("telegram", "language"), [("ru", "ru"), ("ru-RU", "ru"), ("en", "en"), ("de", "en"), ("", None)]
)
async def test_a_person_is_spoken_to_in_their_own_language(db, telegram, language):
    assert (await meet(db, language=telegram)).language == language


async def test_a_language_can_be_given_back(db):
    await meet(db)
    await db(chats.speak, CHAT, "en")

    await db(chats.speak, CHAT, None)

    assert (await db(chats.get, CHAT)).language is None


async def test_an_accounts_chats_are_those_that_speak_for_it(db, account):
    for id in (-3, -2, -1):
        await meet(db, id)
    for id in (-1, -3):
        await db(chats.use_account, id, account)

    assert [chat.id for chat in await db(chats.of_account, account)] == [-3, -1]


async def test_a_chat_may_speak_for_nobody_again(db, account):
    await meet(db)
    await db(chats.use_account, CHAT, account)

    await db(chats.use_account, CHAT, None)

    assert await db(chats.of_account, account) == []


async def test_a_chat_cannot_speak_for_an_account_that_is_not_there(db):
    await meet(db)

    with pytest.raises(sqlite3.IntegrityError):
        await db(chats.use_account, CHAT, 99)


async def test_what_is_chosen_for_a_chat_is_read_back(db):
    await meet(db)
    await db(chats.live_in, CHAT, "Asia/Omsk")
    await db(chats.mask_codes, CHAT, on=False)
    await db(chats.ask_before_checks, CHAT, on=True)
    await db(chats.limit_spending, CHAT, Decimal("1500.50"))

    found = await meet(db, title="Ночная смена")

    assert (found.zone, found.masking, found.asks_before_checks) == ("Asia/Omsk", False, True)
    assert str(found.monthly_limit) == "1500.50"


async def test_a_limit_is_taken_away(db):
    await meet(db)
    await db(chats.limit_spending, CHAT, Decimal(0))
    assert (await db(chats.get, CHAT)).monthly_limit == 0

    await db(chats.limit_spending, CHAT, None)

    assert (await db(chats.get, CHAT)).monthly_limit is None


@pytest.mark.parametrize("met_before", [True, False])
async def test_what_was_chosen_goes_along_when_a_group_becomes_a_supergroup(db, met_before):
    await meet(db)
    await db(chats.live_in, CHAT, "Asia/Omsk")
    await db(chats.mask_codes, CHAT, on=False)
    await db(chats.ask_before_checks, CHAT, on=True)
    await db(chats.limit_spending, CHAT, Decimal("1500.50"))
    if met_before:
        await meet(db, -100777)

    await db(subscriptions.move_chat, CHAT, -100777)

    found = await db(chats.get, -100777)
    assert (found.zone, found.masking, found.asks_before_checks) == ("Asia/Omsk", False, True)
    assert found.monthly_limit == Decimal("1500.50")
