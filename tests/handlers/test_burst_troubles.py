"""A burst in a place that changes, or where Telegram takes less than elsewhere, still comes to an end."""

import pytest

from handlers.delivery import ChatGone, MessageGone, Moved, Perhaps, TopicGone, Unsayable
from handlers.house import Place
from storage import bursts, subscriptions
from storage.arrivals import Lane
from tests.fakes import CHAT, GROUP, always, in_turn
from tests.handlers.test_bursts import BOTH, delivered, failed, rows_of, step


async def a_burst(home, account, *, chat_id=GROUP, thread_id=0):
    """Its card is on show, it counts thirty events."""
    target = await home.subscribe(account, BOTH, chat_id=chat_id, thread_id=thread_id)
    await home.happens(account, *delivered(30))
    await step(home, target)
    return target


async def ended(home, target, *, rounds=6):
    """Rounds until nothing is left to tell; no burst takes as many."""
    for _round in range(rounds):
        if await step(home, target) is None:
            return
    pytest.fail("there is always something to tell")


async def targets(home):
    return await home.db(bursts.targets)


async def test_where_the_card_is_refused_the_events_come_as_a_file(home, account):
    target = await home.subscribe(account, BOTH)
    await home.happens(account, *delivered(30))
    home.mouth.on_send = lambda _place, reply: None if reply.document else Unsayable("?")

    await ended(home, target)

    [file] = home.mouth.sent
    assert len(rows_of(file)) == 30
    assert await targets(home) == []


async def test_where_files_are_refused_a_burst_ends_in_numbers(home, account):
    target = await a_burst(home, account)
    home.mouth.on_send = lambda _place, reply: Unsayable("no documents here") if reply.document else None

    await ended(home, target)

    assert "30 delivered" in home.mouth.sent[-1].text
    assert "1–30" in home.mouth.sent[-1].text
    assert await targets(home) == []


async def test_a_card_that_can_no_longer_be_edited_for_a_reason_we_do_not_know_is_given_up(home, account):
    target = await a_burst(home, account)
    await home.happens(account, *failed(5))
    home.mouth.on_edit = always(Unsayable("?"))

    await ended(home, target)

    numbers, lines = home.mouth.sent[1:]
    assert "30 delivered" in numbers.text
    assert lines.text.count("❌") == 5
    assert await targets(home) == []


async def test_where_nothing_at_all_is_taken_the_chat_is_paused_with_its_burst(home, account):
    target = await a_burst(home, account)
    home.mouth.on_send = home.mouth.on_edit = always(Unsayable("?"))

    await ended(home, target)

    assert await targets(home) == []
    assert await home.db(subscriptions.targets) == []


async def test_a_chat_that_is_gone_is_not_asked_every_minute_whether_its_burst_may_end(home, account):
    target = await a_burst(home, account)
    home.mouth.on_edit = always(ChatGone("kicked"))

    assert await step(home, target) is None

    assert await targets(home) == []


async def test_a_chat_that_comes_back_has_its_burst_ended(home, account):
    target = await a_burst(home, account)
    home.mouth.on_edit = always(ChatGone("kicked"))
    await step(home, target)
    await home.db(subscriptions.resume, GROUP)
    home.mouth.on_edit = always(MessageGone("gone"))

    assert await targets(home) == [target]
    await ended(home, target)

    assert len(rows_of(home.mouth.sent[-1])) == 30


async def test_a_burst_whose_topic_is_gone_ends_in_the_chat(home, account):
    target = await a_burst(home, account, thread_id=5)
    home.mouth.on_send = lambda place, _reply: TopicGone("gone") if place.thread_id else None
    home.mouth.on_edit = always(MessageGone("gone"))

    await ended(home, target)
    [fallen] = await targets(home)
    await ended(home, fallen)

    *_card, note, card, file = home.mouth.sent
    assert {said.place for said in (note, card, file)} == {Place(GROUP)}
    assert "is gone" in note.text
    assert len(rows_of(file)) == 30
    assert await targets(home) == []


async def test_two_lanes_of_a_topic_that_is_gone_say_so_once(home, account):
    target = await a_burst(home, account, thread_id=5)
    home.mouth.on_send = lambda place, _reply: TopicGone("gone") if place.thread_id else None
    home.mouth.on_edit = always(MessageGone("gone"))

    await step(home, target)
    await step(home, target, lane=Lane.STATUSES)

    assert [said.text for said in home.mouth.sent if "is gone" in said.text] == [home.mouth.sent[-1].text]


async def test_a_burst_in_a_group_that_moved_ends_under_its_new_id(home, account):
    target = await a_burst(home, account)
    home.mouth.on_edit = lambda place, _reply: Moved(-100500) if place.chat_id == GROUP else MessageGone("gone")

    await ended(home, target)
    [moved] = await targets(home)
    await ended(home, moved)

    assert moved.chat_id == -100500
    assert home.mouth.sent[-1].place == Place(-100500)
    assert len(rows_of(home.mouth.sent[-1])) == 30


async def test_a_file_that_was_perhaps_sent_goes_again_with_a_mark(home, account):
    target = await a_burst(home, account)
    home.mouth.on_send = in_turn(Perhaps("reset"))
    with pytest.raises(Perhaps):
        await step(home, target)

    await step(home, target, repeated=True)

    assert home.mouth.sent[-1].text.endswith("perhaps a repeat")
    assert len(rows_of(home.mouth.sent[-1])) == 30


async def test_a_burst_of_one_chat_ends_for_that_chat_only(home, account):
    await a_burst(home, account)
    other = await a_burst(home, account, chat_id=CHAT)

    await ended(home, other)

    assert [target.chat_id for target in await targets(home)] == [GROUP]
