"""Chats: what was chosen for one stays, whatever it is called today."""

import sqlite3

import pytest

from storage import chats
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
