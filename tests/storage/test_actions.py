"""Buttons: who may press them, where, until when, and how often."""

import asyncio
from dataclasses import replace

import pytest

from storage import actions
from storage.actions import Pressed, Refusal
from tests.storage.samples import CHAT, DAY, NOON, SECOND, a_button

ANNA, BORIS = 1, 2


async def press(db, token, *, chat=CHAT, person=ANNA, now=NOON):
    return await db(actions.press, token, chat_id=chat, person_id=person, now=now)


async def test_a_press_tells_what_the_button_does(db):
    await db(actions.keep, [replace(a_button("yes"), name="buy.confirm", argument="17")])

    assert await press(db, "yes") == Pressed("buy.confirm", "17")


async def test_a_token_nobody_made_is_unknown(db):
    assert await press(db, "nowhere") is Refusal.UNKNOWN


async def test_a_token_from_another_chat_is_unknown(db):
    await db(actions.keep, [a_button("yes")])

    assert await press(db, "yes", chat=-2) is Refusal.UNKNOWN
    assert await db(actions.look, "yes", chat_id=-2) == ""


async def test_looking_uses_nothing_up(db):
    await db(actions.keep, [a_button("yes", "buy.confirm")])

    assert await db(actions.look, "yes", chat_id=CHAT) == "buy.confirm"
    assert isinstance(await press(db, "yes"), Pressed)


async def test_a_button_for_one_person_is_refused_to_others_and_stays_theirs(db):
    await db(actions.keep, [replace(a_button("yes"), person_id=ANNA)])

    assert await press(db, "yes", person=BORIS) is Refusal.SOMEONE_ELSES
    assert isinstance(await press(db, "yes", person=ANNA), Pressed)


@pytest.mark.parametrize("once", [True, False])
async def test_a_button_works_until_it_expires(db, once):
    await db(actions.keep, [replace(a_button("yes"), once=once)])

    assert await press(db, "yes", now=NOON + DAY) is Refusal.EXPIRED
    assert isinstance(await press(db, "yes", now=NOON + DAY - SECOND), Pressed)


async def test_a_one_shot_button_works_once(db):
    await db(actions.keep, [a_button("yes")])
    await press(db, "yes")

    assert await press(db, "yes") is Refusal.USED


async def test_one_shot_siblings_are_used_up_together(db):
    await db(actions.keep, [a_button("yes"), a_button("no")])
    await press(db, "yes")

    assert await press(db, "no") is Refusal.USED


async def test_another_cards_buttons_are_no_siblings(db):
    await db(actions.keep, [a_button("yes"), replace(a_button("other"), card="another card")])
    await press(db, "yes")

    assert isinstance(await press(db, "other"), Pressed)


async def test_a_button_that_may_be_pressed_again_neither_uses_nor_is_used_up(db):
    await db(actions.keep, [a_button("yes"), replace(a_button("look"), once=False)])

    assert isinstance(await press(db, "look"), Pressed)
    assert isinstance(await press(db, "yes"), Pressed)
    assert isinstance(await press(db, "look"), Pressed)


async def test_of_many_presses_at_once_one_wins(db):
    await db(actions.keep, [a_button("yes"), a_button("no")])

    found = await asyncio.gather(*(press(db, token) for token in ["yes", "no"] * 10))

    assert sum(isinstance(each, Pressed) for each in found) == 1
    assert found.count(Refusal.USED) == 19


async def test_a_late_press_hears_expired_for_a_day_and_unknown_afterwards(db):
    await db(actions.keep, [a_button("yes")])

    assert await db(actions.prune, NOON + 2 * DAY) == 0
    assert await press(db, "yes", now=NOON + 2 * DAY) is Refusal.EXPIRED
    assert await db(actions.prune, NOON + 2 * DAY + SECOND) == 1
    assert await press(db, "yes") is Refusal.UNKNOWN
