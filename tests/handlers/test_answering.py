"""An answer reaches who waits for it, wherever the chat has gone meanwhile, and at most in three copies."""

from datetime import timedelta

import pytest

from handlers.answering import PATIENCE, deliver
from handlers.delivery import ChatGone, MessageGone, Moved, NotNow, Perhaps, TopicGone, Unsayable
from handlers.house import Place
from handlers.reply import Button, Document, Reply
from storage import chats
from tests.fakes import CHAT, GROUP, always, in_turn

MARK = "↻ perhaps a repeat"
DONE = Reply("✅")


async def test_an_answer_says_what_it_answers_and_which_message_it_is(home):
    id = await deliver(DONE, Place(CHAT), home.house, home.say, to=7)

    [said] = home.mouth.sent
    assert (said.id, said.answers, said.text) == (id, 7, "✅")


async def test_what_was_perhaps_sent_goes_again_with_a_mark(home):
    home.mouth.on_send = in_turn(Perhaps("reset"))

    await deliver(DONE, Place(CHAT), home.house, home.say, to=7)

    assert [said.text for said in home.mouth.tried] == ["✅", f"✅\n{MARK}"]
    assert {said.answers for said in home.mouth.tried} == {7}


async def test_a_repeat_keeps_its_buttons_its_file_and_its_loudness(home):
    reply = Reply(
        "✅", ((Button("x", "cancel.close"),),), Document("a.txt", b"1"), loud=True, lasts=timedelta(minutes=3)
    )
    home.mouth.on_send = in_turn(Perhaps("reset"))

    await deliver(reply, Place(CHAT), home.house, home.say)

    repeat = home.mouth.sent[0].reply
    assert (repeat.buttons, repeat.document, repeat.loud, repeat.lasts) == (
        reply.buttons,
        reply.document,
        True,
        reply.lasts,
    )


async def test_after_three_copies_that_may_all_have_arrived_no_fourth_is_sent(home):
    home.mouth.on_send = always(Perhaps("reset"))

    with pytest.raises(Perhaps):
        await deliver(DONE, Place(CHAT), home.house, home.say)

    assert len(home.mouth.tried) == 3


async def test_what_telegram_does_not_take_now_goes_again_as_it_is(home):
    home.mouth.on_send = in_turn(*[NotNow(timedelta(seconds=30))] * 20)

    await deliver(DONE, Place(CHAT), home.house, home.say)

    assert home.mouth.sent[0].text == "✅"


async def test_an_answer_nobody_waits_for_any_more_is_given_up(home):
    def refuses(_place, _reply):
        home.clock.passes(minutes=1)
        return NotNow(timedelta(minutes=1))

    home.mouth.on_send = refuses

    with pytest.raises(NotNow):
        await deliver(DONE, Place(CHAT), home.house, home.say)

    assert len(home.mouth.tried) == PATIENCE / timedelta(minutes=1) + 1


async def test_where_the_topic_is_gone_the_chat_is_answered(home):
    home.mouth.on_send = lambda place, _reply: TopicGone("gone") if place.thread_id else None

    await deliver(DONE, Place(GROUP, 5), home.house, home.say)

    assert home.mouth.sent[0].place == Place(GROUP)


async def test_a_chat_without_topics_whose_topic_is_gone_is_not_asked_for_ever(home):
    home.mouth.on_send = always(TopicGone("gone"))

    with pytest.raises(TopicGone):
        await deliver(DONE, Place(GROUP), home.house, home.say)


async def test_a_group_that_moved_is_answered_under_its_new_id_and_remembered_there(home):
    await home.chat(GROUP)
    home.mouth.on_send = always(Moved(-100500), chat=GROUP)

    await deliver(DONE, Place(GROUP, 5), home.house, home.say)

    assert home.mouth.sent[0].place == Place(-100500, 5)
    assert await home.db(chats.get, GROUP) is None
    assert await home.db(chats.get, -100500) is not None


@pytest.mark.parametrize("error", [ChatGone("kicked"), Unsayable("?"), MessageGone("gone")])
async def test_what_another_try_would_not_help_is_tried_once(home, error):
    home.mouth.on_send = always(error)

    with pytest.raises(type(error)):
        await deliver(DONE, Place(CHAT), home.house, home.say)

    assert len(home.mouth.tried) == 1
