"""One message's worth is told to one place, whatever becomes of it on its way."""

import asyncio
from datetime import timedelta

import pytest

from handlers import notifications
from handlers.delivery import ChatGone, Moved, NotNow, Perhaps, TopicGone, Unsayable
from handlers.house import Place
from smsc.events import CallEvent, IncomingSms, StatusEvent
from storage import accounts, arrivals, chats, subscriptions, verifications
from storage.arrivals import Lane
from storage.events import Kind
from storage.subscriptions import Loudness
from tests.fakes import CHAT, GROUP, NOON, always, in_turn
from tests.storage.samples import started

SMS = IncomingSms(id="1", phone="79991234567", text="Когда привезёте заказ?", to="74950001122", at=NOON)
FAILED = StatusEvent(id="2", phone="79991234567", status=20, at=NOON)
CALL = CallEvent("79991234567", NOON)
EVERYTHING = (Kind.INCOMING, Kind.CALL, Kind.FAILED, Kind.DELIVERED)
MARK = "↻ perhaps a repeat"


async def tell(target, house, *, repeated=False):
    """One message's worth of whichever lane has news, people's first; what was told is handed on to be stored."""
    for lane in Lane:
        told = await notifications.tell(target, lane, house, repeated=repeated)
        if told is not None:
            return told.untold
    return None


async def told_up_to(home, target):
    """How far the target's cursors are."""
    return {chosen.kind: chosen.cursor for chosen in await home.db(subscriptions.of_target, target)}


async def waits_for(home, target):
    """What is still to be told there."""
    untold = await home.db(arrivals.untold, target, frozenset(Kind), limit=100)
    return [item.logged.event for item in untold.news] if untold else []


async def paused(home, chat_id):
    """Why, for everything that was once told to the chat."""
    sql = "select paused_why from subscriptions where chat_id = ?"
    return [why for (why,) in await home.db(lambda db: db.execute(sql, (chat_id,)).fetchall())]


# What is told


async def test_an_event_is_told_once_the_cursor_has_moved(home, account):
    target = await home.subscribe(account)
    await home.happens(account, SMS)

    told = await tell(target, home.house)
    await home.db(arrivals.told, told)

    assert len(home.mouth.sent) == 1
    assert "привезёте" in home.mouth.sent[0].text
    assert await tell(target, home.house) is None
    assert len(home.mouth.sent) == 1


async def test_nothing_is_told_of_what_nobody_chose(home, account):
    target = await home.subscribe(account, [Kind.INCOMING])
    await home.happens(account, FAILED, StatusEvent("3", "79991234567", 1), StatusEvent("3", "79991234567", 0))

    assert await tell(target, home.house) is None
    assert home.mouth.sent == []


async def test_peoples_news_goes_before_statuses_that_came_earlier(home, account):
    target = await home.subscribe(account, EVERYTHING)
    await home.happens(account, FAILED, SMS)

    for _lane in range(2):
        await home.db(arrivals.told, await tell(target, home.house))

    first, second = home.mouth.texts(CHAT)
    assert "📩" in first
    assert "❌" not in first
    assert "❌" in second


async def test_the_chat_is_spoken_to_in_its_language_and_told_which_account(home, account):
    target = await home.subscribe(account, chat_id=GROUP)
    await home.db(chats.speak, GROUP, "ru")
    await home.happens(account, FAILED)

    await tell(target, home.house)

    assert "Не доставлено" in home.mouth.sent[0].text
    assert "demo" in home.mouth.sent[0].text


async def test_silent_kinds_do_not_ring(home, account):
    target = await home.subscribe(account, loudness=Loudness.SILENT)
    await home.happens(account, SMS)

    await tell(target, home.house)

    assert not home.mouth.sent[0].reply.loud


async def test_a_topic_is_told_in_the_topic(home, account):
    target = await home.subscribe(account, chat_id=GROUP, thread_id=5)
    await home.happens(account, SMS)

    await tell(target, home.house)

    assert home.mouth.sent[0].place == Place(GROUP, 5)


async def test_a_call_that_its_card_tells_is_not_told_twice(home, account):
    target = await home.subscribe(account)
    other = await home.subscribe(account, chat_id=GROUP)
    id = await home.db(
        started,
        account_id=account.id,
        chat_id=CHAT,
        thread_id=0,
        phone=CALL.phone,
        call_to="74950001122",
        person="@anna",
        asked_at=NOON,
        deadline=NOON + timedelta(minutes=15),
    )
    await home.db(verifications.show_on, id, 50)
    await home.happens(account, CALL)

    told = await tell(target, home.house)

    assert told is not None
    assert home.mouth.sent == []
    await tell(other, home.house)
    assert "verified by a call" in home.mouth.sent[0].text
    assert "@anna" in home.mouth.sent[0].text


async def test_a_call_whose_card_never_reached_its_chat_is_told_there(home, account):
    target = await home.subscribe(account)
    await home.db(
        started,
        account_id=account.id,
        chat_id=CHAT,
        thread_id=0,
        phone=CALL.phone,
        call_to="74950001122",
        person="@anna",
        asked_at=NOON,
        deadline=NOON + timedelta(minutes=15),
    )
    await home.happens(account, CALL)

    await tell(target, home.house)

    assert "verified by a call" in home.mouth.sent[0].text


async def test_a_call_nobody_asked_for_is_told_as_such(home, account):
    target = await home.subscribe(account)
    await home.happens(account, CALL)

    await tell(target, home.house)

    assert "no open check" in home.mouth.sent[0].text


async def test_news_of_an_account_that_is_gone_is_told_without_its_name(home, account):
    target = await home.subscribe(account)
    await home.happens(account, SMS)
    await home.db(accounts.forget_credentials, account.id)

    assert await tell(target, home.house) is not None


# What becomes of it


@pytest.mark.parametrize("error", [Perhaps("reset"), NotNow(timedelta(seconds=30)), ChatGone("kicked"), Unsayable("?")])
async def test_no_cursor_moves_without_telegrams_word(home, account, error):
    target = await home.subscribe(account)
    before = await told_up_to(home, target)
    await home.happens(account, SMS)
    home.mouth.on_send = always(error)

    try:
        told = await tell(target, home.house)
    except (Perhaps, NotNow):
        told = None

    assert told is None
    assert await told_up_to(home, target) == before


async def test_what_was_perhaps_sent_goes_again_with_a_mark(home, account):
    target = await home.subscribe(account)
    await home.happens(account, SMS)

    await tell(target, home.house, repeated=True)

    assert home.mouth.sent[0].text.endswith(MARK)


async def test_a_chat_that_is_gone_is_paused_and_keeps_its_news(home, account):
    gone = await home.subscribe(account, chat_id=GROUP)
    other = await home.subscribe(account)
    await home.happens(account, SMS)
    home.mouth.on_send = always(ChatGone("bot was kicked"), chat=GROUP)

    assert await tell(gone, home.house) is None
    assert await tell(other, home.house) is not None

    assert await paused(home, GROUP) == ["bot was kicked"] * 3
    assert await paused(home, CHAT) == [None] * 3
    assert await tell(gone, home.house) is None
    assert len([said for said in home.mouth.tried if said.place.chat_id == GROUP]) == 1
    await home.db(subscriptions.resume, GROUP)
    assert await waits_for(home, gone) == [SMS]


async def test_a_group_that_moved_is_told_under_its_new_id(home, account):
    target = await home.subscribe(account, chat_id=GROUP)
    await home.happens(account, SMS)
    home.mouth.on_send = always(Moved(-100500), chat=GROUP)

    assert await tell(target, home.house) is None

    [moved] = await home.db(subscriptions.targets, account.id)
    assert moved.chat_id == -100500
    assert home.woken == [account.id]
    assert await tell(moved, home.house) is not None
    assert len(home.mouth.texts(-100500)) == 1


async def test_a_move_that_is_heard_of_twice_loses_nothing(home, account):
    first = await home.subscribe(account, chat_id=GROUP, thread_id=2)
    second = await home.subscribe(account, chat_id=GROUP, thread_id=3)
    await home.happens(account, SMS)
    home.mouth.on_send = always(Moved(-100500), chat=GROUP)

    first_hold = home.mouth.hold(GROUP)
    first_hold.set()
    await tell(first, home.house)
    await home.db(subscriptions.move_chat, GROUP, -100500)
    await tell(second, home.house)

    moved = await home.db(subscriptions.targets, account.id)
    assert {(target.chat_id, target.thread_id) for target in moved} == {(-100500, 2), (-100500, 3)}
    for target in moved:
        assert await waits_for(home, target) == [SMS]


async def test_a_topic_that_is_gone_is_told_in_the_chat_which_learns_why(home, account):
    target = await home.subscribe(account, chat_id=GROUP, thread_id=5)
    await home.happens(account, SMS)
    home.mouth.on_send = in_turn(TopicGone("message thread not found"))

    assert await tell(target, home.house) is None

    [note] = home.mouth.sent
    assert note.place == Place(GROUP)
    assert "is gone" in note.text
    assert "/subscribe" in note.text
    [fallen] = await home.db(subscriptions.targets, account.id)
    assert fallen.thread_id == 0
    assert home.woken == [account.id]
    assert await tell(fallen, home.house) is not None


async def test_the_chat_learns_only_once_that_a_topic_is_gone(home, account):
    target = await home.subscribe(account, chat_id=GROUP, thread_id=5)
    await home.happens(account, SMS)
    home.mouth.on_send = lambda place, _reply: TopicGone("gone") if place.thread_id else None
    hold = home.mouth.hold(GROUP)
    hold.set()

    await tell(target, home.house)
    await tell(target, home.house)

    assert len(home.mouth.sent) == 1


async def test_two_lanes_that_find_the_topic_gone_say_so_once(home, account):
    target = await home.subscribe(account, chat_id=GROUP, thread_id=5)
    await home.happens(account, SMS, FAILED)
    home.mouth.on_send = lambda place, _reply: TopicGone("gone") if place.thread_id else None
    hold = home.mouth.hold(GROUP)

    async with asyncio.TaskGroup() as both, asyncio.timeout(30):
        for lane in Lane:
            both.create_task(notifications.tell(target, lane, home.house))
        while len(home.mouth.tried) < len(Lane):  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0)
        hold.set()

    assert len(home.mouth.sent) == 1


async def test_a_topic_that_is_gone_with_its_chat_pauses_the_chat(home, account):
    target = await home.subscribe(account, chat_id=GROUP, thread_id=5)
    await home.happens(account, SMS)
    home.mouth.on_send = lambda place, _reply: TopicGone("gone") if place.thread_id else ChatGone("kicked")

    await tell(target, home.house)
    [fallen] = await home.db(subscriptions.targets, account.id)
    await tell(fallen, home.house)

    assert await paused(home, GROUP) == ["kicked"] * 3


async def test_a_chat_without_topics_whose_topic_is_gone_is_paused_and_not_asked_for_ever(home, account):
    target = await home.subscribe(account, chat_id=GROUP)
    await home.happens(account, SMS)
    home.mouth.on_send = always(TopicGone("TOPIC_DELETED"))

    assert await tell(target, home.house) is None

    assert home.woken == []
    assert await paused(home, GROUP) == ["TOPIC_DELETED"] * 3


async def test_a_text_telegram_refuses_goes_as_a_file(home, account):
    target = await home.subscribe(account)
    await home.happens(account, SMS)
    home.mouth.on_send = in_turn(Unsayable("can't parse"))

    assert await tell(target, home.house) is not None

    [sent] = home.mouth.sent
    assert "привезёте" in sent.reply.document.data.decode("utf-8-sig")
    assert "привезёте" not in sent.text
    assert sent.reply.loud


async def test_where_telegram_refuses_the_file_too_the_numbers_are_told(home, account):
    target = await home.subscribe(account)
    await home.happens(account, SMS)
    home.mouth.on_send = lambda _place, reply: Unsayable("no") if reply.document or "привезёте" in reply.text else None

    assert await tell(target, home.house) is not None

    [sent] = home.mouth.sent
    assert "1 incoming" in sent.text
    assert "1–1" in sent.text


async def test_a_chat_where_telegram_takes_nothing_is_paused_after_three_tries(home, account):
    target = await home.subscribe(account)
    await home.happens(account, SMS)
    home.mouth.on_send = always(Unsayable("?"))

    assert await tell(target, home.house) is None
    assert await tell(target, home.house) is None

    assert len(home.mouth.tried) == 3
    assert await paused(home, CHAT) == ["Telegram refuses whatever is said there"] * 3
    await home.db(subscriptions.resume, CHAT)
    assert await waits_for(home, target) == [SMS]


async def test_a_mark_stays_on_whatever_wording_is_taken(home, account):
    target = await home.subscribe(account)
    await home.happens(account, SMS)
    home.mouth.on_send = in_turn(Unsayable("?"))

    await tell(target, home.house, repeated=True)

    assert home.mouth.sent[0].text.endswith(MARK)
