"""Subscriptions: who is told what, and how far; moving house loses nothing."""

import pytest

from storage import accounts, actions, chats, events, purchases, questions, subscriptions, verifications
from storage.events import Kind
from storage.questions import Asker, Question
from storage.rows import rows
from storage.subscriptions import Loudness, Target
from tests.storage.samples import CHAT, DAY, NOON, a_button, a_check, an_offer, another_account, event, started

NEW = -100_1001
TOPIC = 7


async def append(db, target, *numbers, kind=Kind.FAILED):
    for number in numbers:
        await db(events.append, target.account_id, event(kind, number), NOON)


async def chosen(db, target):
    """Loudness and cursor of every kind chosen there."""
    return {each.kind: (each.loudness, each.cursor) for each in await db(subscriptions.of_target, target)}


async def tell_up_to(db, target, cursor):
    await db(subscriptions.advance, [each.id for each in await db(subscriptions.of_target, target)], cursor)


async def meet_new(db):
    await db(chats.meet, NEW, kind="supergroup", title="Новые дежурные", now=NOON)


def at(target, *, chat=CHAT, thread=0):
    return Target(chat, thread, target.account_id)


async def test_a_new_subscription_is_not_told_the_past(db, target):
    await append(db, target, 1, 2)

    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)

    assert await chosen(db, target) == {Kind.FAILED: (Loudness.LOUD, 2)}


async def test_choosing_anew_after_off_is_not_told_what_came_meanwhile(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.OFF)
    await append(db, target, 1, 2)

    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)

    assert await chosen(db, target) == {Kind.FAILED: (Loudness.LOUD, 2)}


async def test_changing_the_loudness_forgets_nothing_untold(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await append(db, target, 1, 2)

    await db(subscriptions.choose, target, Kind.FAILED, Loudness.SILENT)

    assert await chosen(db, target) == {Kind.FAILED: (Loudness.SILENT, 0)}


async def test_what_is_off_is_not_awake_and_no_target(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.OFF)

    assert await db(subscriptions.awake, target) == []
    assert await db(subscriptions.targets) == []


async def test_a_target_is_named_once_whatever_the_number_of_its_kinds(db, target):
    for kind in (Kind.FAILED, Kind.CALL):
        await db(subscriptions.choose, target, kind, Loudness.LOUD)

    assert await db(subscriptions.targets) == [target]


async def test_targets_are_known_by_account(db, target):
    other = await db(accounts.connect, another_account("other"), NOON)
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await db(subscriptions.choose, Target(CHAT, TOPIC, other), Kind.FAILED, Loudness.LOUD)

    assert await db(subscriptions.targets, other) == [Target(CHAT, TOPIC, other)]
    assert sorted(await db(subscriptions.targets)) == sorted([target, Target(CHAT, TOPIC, other)])


async def test_a_cursor_never_goes_back(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await tell_up_to(db, target, 5)

    await tell_up_to(db, target, 3)

    assert await chosen(db, target) == {Kind.FAILED: (Loudness.LOUD, 5)}


async def test_dropping_ends_one_place_only(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await db(subscriptions.choose, target, Kind.CALL, Loudness.LOUD)
    await db(subscriptions.choose, at(target, thread=TOPIC), Kind.FAILED, Loudness.LOUD)

    assert await db(subscriptions.drop, target) == 2
    assert await db(subscriptions.targets) == [at(target, thread=TOPIC)]


async def test_dropping_a_chat_ends_it_with_all_its_topics(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await db(subscriptions.choose, at(target, thread=TOPIC), Kind.FAILED, Loudness.LOUD)

    await db(subscriptions.drop_chat, CHAT)

    assert await db(subscriptions.targets) == []


async def test_a_paused_chat_is_not_told_and_keeps_its_place(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await append(db, target, 1)

    assert await db(subscriptions.pause, CHAT, "blocked") == 1
    assert await db(subscriptions.awake, target) == []
    assert await db(subscriptions.targets) == []
    assert await chosen(db, target) == {Kind.FAILED: (Loudness.LOUD, 0)}


async def test_pausing_and_resuming_count_only_what_they_change(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)

    assert [await db(subscriptions.pause, CHAT, why) for why in ("blocked", "kicked")] == [1, 0]
    assert [await db(subscriptions.resume, CHAT) for _ in range(2)] == [1, 0]


async def test_a_resumed_chat_goes_on_where_it_stopped(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await db(subscriptions.pause, CHAT, "blocked")
    await append(db, target, 1)

    await db(subscriptions.resume, CHAT)

    [subscription] = await db(subscriptions.awake, target)
    assert subscription.cursor == 0


async def test_who_chooses_in_a_paused_chat_is_told_again(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await db(subscriptions.pause, CHAT, "blocked")

    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)

    assert await db(subscriptions.targets) == [target]


async def test_a_moved_chat_keeps_its_account_its_language_and_its_cursors(db, target):
    await db(chats.use_account, CHAT, target.account_id)
    await db(chats.speak, CHAT, "en")
    for thread in (0, TOPIC):
        await db(subscriptions.choose, at(target, thread=thread), Kind.FAILED, Loudness.LOUD)
        await tell_up_to(db, at(target, thread=thread), 5 + thread)

    await db(subscriptions.move_chat, CHAT, NEW)

    assert await db(chats.get, NEW) == chats.Chat(NEW, "supergroup", "Дежурные", "en", target.account_id)
    assert await db(chats.get, CHAT) is None
    assert await chosen(db, at(target, chat=NEW)) == {Kind.FAILED: (Loudness.LOUD, 5)}
    assert await chosen(db, at(target, chat=NEW, thread=TOPIC)) == {Kind.FAILED: (Loudness.LOUD, 12)}
    assert await db(subscriptions.of_target, target) == []


async def test_a_move_that_is_told_twice_is_one_move(db, target):
    await db(chats.use_account, CHAT, target.account_id)
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)

    await db(subscriptions.move_chat, CHAT, NEW)
    await db(subscriptions.move_chat, CHAT, NEW)

    assert (await db(chats.get, NEW)).account_id == target.account_id
    assert await db(subscriptions.targets) == [at(target, chat=NEW)]


async def test_a_move_of_a_chat_we_never_met_changes_nothing(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)

    await db(subscriptions.move_chat, -5, CHAT)

    assert await db(subscriptions.targets) == [target]


async def test_a_chat_that_moves_to_an_id_we_have_met_takes_everything_along(db, target):
    await meet_new(db)
    await db(chats.use_account, CHAT, target.account_id)
    await db(chats.speak, CHAT, "en")
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)

    await db(subscriptions.move_chat, CHAT, NEW)

    found = await db(chats.get, NEW)
    assert found == chats.Chat(NEW, "supergroup", "Новые дежурные", "en", target.account_id)
    assert await db(subscriptions.targets) == [at(target, chat=NEW)]


async def test_what_was_chosen_under_the_new_id_already_stays(db, target):
    other = await db(accounts.connect, another_account("other"), NOON)
    await meet_new(db)
    await db(chats.use_account, CHAT, target.account_id)
    await db(chats.use_account, NEW, other)
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await db(subscriptions.choose, at(target, chat=NEW), Kind.CALL, Loudness.SILENT)
    await db(subscriptions.choose, Target(NEW, 0, other), Kind.CALL, Loudness.LOUD)

    await db(subscriptions.move_chat, CHAT, NEW)

    assert (await db(chats.get, NEW)).account_id == other
    assert set(await chosen(db, at(target, chat=NEW))) == {Kind.FAILED, Kind.CALL}
    assert set(await chosen(db, Target(NEW, 0, other))) == {Kind.CALL}


async def test_where_both_ids_were_told_the_same_the_older_one_is_told_on(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await append(db, target, 1, 2)
    await meet_new(db)
    await db(subscriptions.choose, at(target, chat=NEW), Kind.FAILED, Loudness.SILENT)

    await db(subscriptions.move_chat, CHAT, NEW)

    assert await chosen(db, at(target, chat=NEW)) == {Kind.FAILED: (Loudness.LOUD, 0)}


async def test_a_chat_that_was_paused_is_told_again_where_it_has_moved(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.LOUD)
    await db(subscriptions.pause, CHAT, "gone")

    await db(subscriptions.move_chat, CHAT, NEW)

    assert await db(subscriptions.targets) == [at(target, chat=NEW)]


async def test_buttons_questions_checks_and_purchases_move_along(db, target):
    asker = Asker(CHAT, 0, 1)
    await db(actions.keep, [a_button("token", "verify.stop")])
    await db(questions.ask, asker, Question("verify.phone", "", NOON + DAY))
    check = await db(started, **a_check(target.account_id))
    offer = await db(purchases.quote, an_offer(target.account_id), NOON)

    await db(subscriptions.move_chat, CHAT, NEW)

    assert await db(actions.look, "token", chat_id=NEW) == "verify.stop"
    assert await db(questions.pending, Asker(NEW, 0, 1), NOON) is not None
    assert (await db(verifications.get, check)).chat_id == NEW
    assert (await db(purchases.get, offer)).chat_id == NEW


async def test_no_other_table_knows_chats_by_their_id(db):
    sql = "select t.name from pragma_table_list as t, pragma_table_info(t.name) as c where c.name = 'chat_id'"

    found = {row["name"] for row in await db(rows, sql)}

    assert found == set(subscriptions.MOVED)


async def test_of_two_questions_to_one_person_the_moved_one_stays(db, target):
    await meet_new(db)
    await db(questions.ask, Asker(NEW, 0, 1), Question("new", "", NOON + DAY))
    await db(questions.ask, Asker(CHAT, 0, 1), Question("old", "", NOON + DAY))

    await db(subscriptions.move_chat, CHAT, NEW)

    assert (await db(questions.pending, Asker(NEW, 0, 1), NOON)).name == "old"


async def test_a_deleted_topics_news_go_to_the_chat_itself(db, target):
    await db(subscriptions.choose, at(target, thread=TOPIC), Kind.FAILED, Loudness.SILENT)
    await tell_up_to(db, at(target, thread=TOPIC), 4)

    await db(subscriptions.forget_topic, CHAT, TOPIC)

    assert await chosen(db, target) == {Kind.FAILED: (Loudness.SILENT, 4)}
    assert await db(subscriptions.of_target, at(target, thread=TOPIC)) == []


@pytest.mark.parametrize(("topic", "chat"), [(3, 8), (8, 3)])
async def test_chat_and_deleted_topic_go_on_from_where_the_slower_one_was(db, target, topic, chat):
    for thread, cursor in ((TOPIC, topic), (0, chat)):
        await db(subscriptions.choose, at(target, thread=thread), Kind.FAILED, Loudness.LOUD)
        await tell_up_to(db, at(target, thread=thread), cursor)

    await db(subscriptions.forget_topic, CHAT, TOPIC)

    assert await chosen(db, target) == {Kind.FAILED: (Loudness.LOUD, 3)}


async def test_a_deleted_topics_news_are_told_though_the_chat_itself_had_them_off(db, target):
    await db(subscriptions.choose, target, Kind.FAILED, Loudness.OFF)
    await db(subscriptions.choose, at(target, thread=TOPIC), Kind.FAILED, Loudness.LOUD)
    await tell_up_to(db, at(target, thread=TOPIC), 6)

    await db(subscriptions.forget_topic, CHAT, TOPIC)

    assert await chosen(db, target) == {Kind.FAILED: (Loudness.LOUD, 6)}


async def test_other_topics_chats_and_accounts_stay_when_a_topic_is_deleted(db, target):
    other = await db(accounts.connect, another_account("other"), NOON)
    await db(chats.meet, -2, kind="group", title="Вторая", now=NOON)
    elsewhere = [Target(CHAT, 8, target.account_id), Target(-2, TOPIC, target.account_id), Target(CHAT, 0, other)]
    for each in [at(target, thread=TOPIC), *elsewhere]:
        await db(subscriptions.choose, each, Kind.FAILED, Loudness.LOUD)

    await db(subscriptions.forget_topic, CHAT, TOPIC)

    assert sorted(await db(subscriptions.targets)) == sorted([target, *elsewhere])
