"""Lists of numbers: begun once, asked in order, what is known is not asked, and nothing of it is kept for long."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import accounts, answers, chats, lookups, subscriptions
from storage.lookups import LOOK_AHEAD, NewLookup, State
from tests.storage.samples import CHAT, HOUR, MINUTE, NOON, another_account

PHONES = [f"7999{number:07}" for number in range(40)]
DAY_BEFORE = NOON - timedelta(hours=24)


def a_list(account, phones=PHONES, **changes):
    new = NewLookup(account, CHAT, 0, 7, 1, "@anna", "list.csv", phones, [(3, "7999", "too_short")], 2)
    return replace(new, **changes)


async def begun(db, account, phones=PHONES, **changes):
    return await db(lookups.begin, a_list(account, phones, **changes), NOON)


async def next_of(db, id, *, limit=20, now=NOON):
    return await db(lookups.next_of, id, after=now - timedelta(hours=24), now=now, limit=limit)


async def recorded(db, id, asked, found=()):
    await db(lookups.record, await db(lookups.get, id), asked, dict.fromkeys(found, "{}"), NOON)


async def test_numbers_are_asked_in_their_order_and_each_once(db, account):
    id = await begun(db, account)
    first = await next_of(db, id)
    await recorded(db, id, first, first)
    second = await next_of(db, id)
    await recorded(db, id, second, second[:5])

    assert first + second == PHONES
    assert await next_of(db, id) == []
    assert (await db(lookups.get, id)).done == 40


async def test_an_answer_that_comes_twice_counts_once(db, account):
    id = await begun(db, account)
    for _ in range(2):
        await recorded(db, id, PHONES[:5], PHONES[:5])

    assert (await db(lookups.get, id)).done == 5


async def test_what_smsc_does_not_know_is_asked_all_the_same(db, account):
    id = await begun(db, account)
    await recorded(db, id, PHONES[:2], PHONES[:1])

    known, unknown, unasked = await db(lookups.numbers, id, first=0, limit=3)
    assert (known.body, known.checked_at) == ("{}", NOON)
    assert (unknown.body, unknown.checked_at) == (None, NOON)
    assert (unasked.body, unasked.checked_at) == (None, None)
    assert await db(answers.recall, account, f"operator:{PHONES[1]}", after=DAY_BEFORE) is None
    assert await db(answers.recall, account, f"operator:{PHONES[0]}", after=DAY_BEFORE) is not None


async def test_what_is_known_is_taken_over_with_its_date(db, account):
    await db(answers.remember, account, f"operator:{PHONES[1]}", "known", NOON - HOUR)
    await db(answers.remember, account, f"operator:{PHONES[2]}", "old", DAY_BEFORE)
    other = await db(accounts.connect, another_account("other"), NOON)
    await db(answers.remember, other, f"operator:{PHONES[3]}", "somebody else's", NOON)
    id = await begun(db, account)

    assert await next_of(db, id, limit=3) == [PHONES[0], PHONES[2], PHONES[3]]
    number = (await db(lookups.numbers, id, first=1, limit=1))[0]
    assert (number.body, number.checked_at) == ("known", NOON - HOUR)
    assert (await db(lookups.get, id)).done == 1


async def test_a_long_list_that_is_known_is_taken_over_bit_by_bit_and_never_asked(db, account):
    phones = [f"7999{number:07}" for number in range(LOOK_AHEAD + 100)]
    for phone in phones[:-1]:
        await db(answers.remember, account, f"operator:{phone}", "{}", NOON)
    id = await begun(db, account, phones)

    assert await next_of(db, id) == []
    assert (await db(lookups.get, id)).done == LOOK_AHEAD
    assert await next_of(db, id) == phones[-1:]


async def test_a_message_begins_one_list_however_often_it_is_handled(db, account):
    assert await begun(db, account) == await begun(db, account)
    assert await begun(db, account, asked_in=8) != await begun(db, account)
    assert await db(lookups.open_in, CHAT) == 2


async def test_the_id_of_a_forgotten_list_is_never_used_again(db, account):
    id = await begun(db, account)
    await db(lookups.end, id, State.DONE, NOON)
    await db(lookups.prune, NOON + MINUTE)

    assert await begun(db, account) > id


async def test_forgetting_takes_all_of_a_list_and_nothing_of_one_that_goes_on(db, account):
    ended, open_one = await begun(db, account), await begun(db, account, asked_in=8)
    await db(lookups.end, ended, State.CANCELLED, NOON)

    assert await db(lookups.prune, NOON) == 0
    assert await db(lookups.prune, NOON + MINUTE) == 1
    assert await db(lookups.numbers, ended, first=0, limit=9) == []
    assert await db(lookups.rejects, ended) == []
    assert len(await db(lookups.numbers, open_one, first=0, limit=99)) == 40
    assert await db(lookups.rejects, open_one) == [(3, "7999", "too_short")]


async def test_a_list_ends_once(db, account):
    id = await begun(db, account)

    assert await db(lookups.end, id, State.CANCELLED, NOON)
    assert not await db(lookups.end, id, State.DONE, NOON)
    assert await next_of(db, id) == []
    assert (await db(lookups.get, id)).state is State.CANCELLED


async def test_a_pause_remembers_when_it_began_and_ends_with_an_answer(db, account):
    id = await begun(db, account)
    await db(lookups.pause, id, "busy", NOON)
    await db(lookups.pause, id, "unreachable", NOON + HOUR)
    paused = await db(lookups.get, id)
    await recorded(db, id, PHONES[:1])
    again = await db(lookups.get, id)

    assert (paused.why, paused.paused_at) == ("unreachable", NOON)
    assert (again.why, again.paused_at) == (None, None)


async def test_lists_of_an_account_or_a_chat_stand_in_line(db, account):
    other = await db(accounts.connect, another_account("other"), NOON)
    first = await begun(db, account)
    same_account = await begun(db, account, chat_id=CHAT - 1)
    same_chat = await begun(db, other, asked_in=8)
    neither = await begun(db, other, chat_id=CHAT - 2)

    lines = {lookup.id: lookup.ahead for lookup in await db(lookups.unsettled)}
    assert lines == {first: 0, same_account: 1, same_chat: 1, neither: 1}


async def test_a_chat_that_speaks_for_another_account_or_none_has_left_its_list(db, account):
    id = await begun(db, account)
    await db(chats.meet, CHAT, kind="group", title="", now=NOON)
    await db(chats.use_account, CHAT, account)
    assert not (await db(lookups.get, id)).gone

    await db(accounts.leave, account, CHAT)
    assert (await db(lookups.get, id)).gone


async def test_a_list_is_settled_when_its_end_is_on_its_card(db, account):
    id = await begun(db, account)
    await db(lookups.end, id, State.DONE, NOON)
    assert [lookup.id for lookup in await db(lookups.unsettled)] == [id]

    await db(lookups.shown, id, State.DONE)
    assert await db(lookups.unsettled) == []


async def test_a_list_goes_with_its_group(db, account):
    id = await begun(db, account)
    await db(chats.meet, CHAT, kind="group", title="", now=NOON)
    await db(subscriptions.move_chat, CHAT, CHAT - 100)

    assert (await db(lookups.get, id)).chat_id == CHAT - 100


@pytest.mark.parametrize("state", [State.DONE, State.FAILED])
async def test_what_is_over_does_not_pause(db, account, state):
    id = await begun(db, account)
    await db(lookups.end, id, state, NOON, "late")
    await db(lookups.pause, id, "busy", NOON)

    assert (await db(lookups.get, id)).why == "late"
