"""Everybody is told everything at least once, and nobody waits for somebody else."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from handlers.delivery import ChatGone, Moved, NotNow, Perhaps, Undelivered
from handlers.teller import Bell, Teller
from smsc.events import IncomingSms, StatusEvent
from storage import arrivals, events, subscriptions
from storage.errors import NotStored
from storage.events import Kind
from tests.fakes import CHAT, GROUP, NOON, HeldDatabase, always, in_turn

AT_ONCE, NEVER = timedelta(0), timedelta(days=1)
MARK = "↻ perhaps a repeat"


def sms(number: int) -> IncomingSms:
    return IncomingSms(id=str(number), phone="79991234567", text=f"text-{number}", to="74950001122", at=NOON)


def hasty(house, *, pause: timedelta = AT_ONCE) -> Teller:
    """A teller that gathers nothing between two messages, and rests for *pause* after a failure."""
    return Teller(house, pause, lambda _target, _lane, _busy: AT_ONCE)


async def until(condition) -> None:
    """Let the others work until *condition* holds; what never happens fails after a long while."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0)


def everything_in(reply) -> str:
    """The text, and the file where there is one."""
    return reply.text + (reply.document.data.decode("utf-8-sig") if reply.document else "")


async def quiet(teller: Teller) -> None:
    """Nobody is being told anything."""
    await until(lambda: not teller._busy)


async def lags(home) -> bool:
    """Whether somebody has not been told everything."""
    last = await home.db(events.last_id)
    sql = "select count(*) from subscriptions where cursor < ? and kind = 'in'"
    return bool(await home.db(lambda db: db.execute(sql, (last,)).fetchone()[0]))


# The bell


async def test_the_bell_names_every_account_once():
    bell = Bell()

    for account_id in (1, 2, 1):
        bell.ring(account_id)

    assert await bell.wait() == {1, 2}


async def test_the_bell_is_silent_until_it_is_rung():
    bell = Bell()
    listener = asyncio.create_task(bell.wait())
    await asyncio.sleep(0)
    assert not listener.done()

    bell.ring(7)

    assert await listener == {7}


async def test_a_ring_while_nobody_listens_is_heard_later():
    bell = Bell()
    bell.ring(1)
    await bell.wait()

    bell.ring(2)

    assert await bell.wait() == {2}


# Telling


async def test_whoever_is_woken_is_told_everything(home, account):
    await home.subscribe(account)
    await home.subscribe(account, chat_id=GROUP)
    await home.happens(account, sms(1), sms(2))
    teller = hasty(home.house)

    await teller.wake(account.id)
    await quiet(teller)

    for chat_id in (CHAT, GROUP):
        [text] = home.mouth.texts(chat_id)
        assert "text-1" in text
        assert "text-2" in text
    assert not await lags(home)


async def test_only_the_account_that_has_news_is_looked_at(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    teller = hasty(home.house)

    await teller.wake(account.id + 1)
    assert home.mouth.tried == []

    await teller.wake()
    await quiet(teller)
    assert len(home.mouth.sent) == 1


async def test_the_cursor_moves_after_telegram_has_the_message_and_not_before(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    teller, hold = hasty(home.house), home.mouth.hold(CHAT)

    await teller.wake()
    await until(lambda: home.mouth.tried)
    assert await lags(home)

    hold.set()
    await quiet(teller)
    assert not await lags(home)


async def test_news_during_telling_is_told_next(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    teller, hold = hasty(home.house), home.mouth.hold(CHAT)
    await teller.wake()
    await until(lambda: home.mouth.tried)

    await home.happens(account, sms(2))
    await teller.wake(account.id)
    hold.set()
    await quiet(teller)

    first, second = home.mouth.texts(CHAT)
    assert "text-1" in first
    assert "text-2" in second
    assert "text-1" not in second


async def test_a_wake_at_the_very_end_of_telling_is_not_lost(home, account):
    """Wherever in the telling the news comes in: every number of steps is tried."""
    await home.subscribe(account)
    teller = hasty(home.house)

    for steps in range(20):
        await home.happens(account, sms(1000 + steps))
        await teller.wake(account.id)
        for _step in range(steps):
            await asyncio.sleep(0)
        await home.happens(account, sms(2000 + steps))
        await teller.wake(account.id)
        await quiet(teller)
        assert not await lags(home), steps


async def test_a_wake_after_the_last_look_is_not_lost(home, account):
    """News that comes between the last look into the log, which found nothing, and the end of the telling."""
    await home.subscribe(account)
    db = HeldDatabase(home.db, arrivals.untold)
    teller = hasty(replace(home.house, db=db))
    await teller.wake(account.id)
    await db.answered.wait()

    await home.happens(account, sms(1))
    await teller.wake(account.id)
    db.let_go.set()
    await quiet(teller)

    assert len(home.mouth.sent) == 1


async def test_two_wakes_tell_once(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    teller = hasty(home.house)

    await asyncio.gather(teller.wake(), teller.wake(account.id), teller.wake())
    await quiet(teller)

    assert len(home.mouth.sent) == 1


async def test_a_chat_that_hangs_holds_up_nobody_else(home, account):
    await home.subscribe(account, chat_id=GROUP)
    await home.subscribe(account)
    await home.happens(account, sms(1))
    teller, hold = hasty(home.house), home.mouth.hold(GROUP)

    await teller.wake()
    await until(lambda: home.mouth.texts(CHAT))
    await home.happens(account, sms(2))
    await teller.wake()
    await until(lambda: len(home.mouth.texts(CHAT)) == 2)

    assert home.mouth.texts(GROUP) == []
    hold.set()
    await quiet(teller)
    assert "text-2" in "".join(home.mouth.texts(GROUP))


async def test_incoming_sms_are_told_before_ten_thousand_statuses(home, account):
    await home.subscribe(account, [Kind.INCOMING, Kind.FAILED])
    await home.happens(account, *[StatusEvent(str(n), "79991234567", 20) for n in range(20)], sms(1))
    teller = hasty(home.house)

    await teller.wake()
    await quiet(teller)

    assert ["text-1" in text for text in home.mouth.texts(CHAT)] == [True, False, False]


# What goes wrong


async def test_what_telegram_does_not_take_now_is_told_later_whole_and_in_order(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    home.mouth.on_send = in_turn(NotNow(AT_ONCE), NotNow(AT_ONCE))
    teller = hasty(home.house, pause=NEVER)

    await teller.wake()
    await quiet(teller)

    assert len(home.mouth.tried) == 3
    assert len(home.mouth.sent) == 1
    assert MARK not in home.mouth.sent[0].text
    assert not await lags(home)


async def test_what_was_perhaps_sent_is_marked_until_telegram_gives_its_word(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    home.mouth.on_send = in_turn(Perhaps("reset"), NotNow(AT_ONCE), Perhaps("reset"))
    teller = hasty(home.house)

    await teller.wake()
    await quiet(teller)
    await home.happens(account, sms(2))
    await teller.wake()
    await quiet(teller)

    assert [MARK in said.text for said in home.mouth.tried] == [False, True, True, True, False]
    assert len(home.mouth.sent) == 2


async def test_once_telegram_has_given_its_word_nothing_is_marked(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    home.mouth.on_send = in_turn(Perhaps("reset"))
    teller, first = hasty(home.house), home.mouth.hold(CHAT)
    await teller.wake()
    await until(lambda: len(home.mouth.tried) == 1)
    second = home.mouth.held[CHAT] = asyncio.Event()
    first.set()
    await until(lambda: len(home.mouth.tried) == 2)

    await home.happens(account, sms(2))
    second.set()
    await quiet(teller)

    assert [MARK in said.text for said in home.mouth.tried] == [False, True, False]


async def test_a_mistake_of_ours_is_not_the_end_of_telling(home, account, caplog):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    home.mouth.on_send = in_turn(KeyError("ours"))
    teller = hasty(home.house)

    await teller.wake()
    await quiet(teller)

    assert len(home.mouth.sent) == 1
    assert "trying again" in caplog.text


async def test_a_chat_that_is_gone_ends_its_telling_and_no_other(home, account):
    await home.subscribe(account, chat_id=GROUP)
    await home.subscribe(account)
    await home.happens(account, sms(1))
    home.mouth.on_send = always(ChatGone("blocked"), chat=GROUP)
    teller = hasty(home.house)

    await teller.wake()
    await quiet(teller)
    await home.happens(account, sms(2))
    await teller.wake()
    await quiet(teller)

    assert len(home.mouth.texts(CHAT)) == 2
    assert len([said for said in home.mouth.tried if said.place.chat_id == GROUP]) == 1


async def test_a_group_that_moved_is_told_once_the_bell_has_rung(home, account):
    await home.subscribe(account, chat_id=GROUP)
    await home.happens(account, sms(1))
    home.mouth.on_send = always(Moved(-100500), chat=GROUP)
    teller = hasty(home.house)

    await teller.wake()
    await quiet(teller)
    for account_id in home.woken:
        await teller.wake(account_id)
    await quiet(teller)

    assert len(home.mouth.texts(-100500)) == 1
    assert not await lags(home)


async def test_a_full_disk_makes_no_chat_hear_the_same_again_and_again(home, account, caplog):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    teller = hasty(home.where(arrivals.told, NotStored("disk full"), times=5))

    await teller.wake()
    await quiet(teller)

    assert len(home.mouth.sent) == 1
    assert not await lags(home)


async def test_a_disk_that_cannot_be_read_now_is_read_later(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    teller = hasty(home.where(arrivals.untold, NotStored("I/O error"), times=3))

    await teller.wake()
    await quiet(teller)

    assert len(home.mouth.sent) == 1


async def test_an_event_without_words_holds_up_no_other(home, account, caplog):
    await home.subscribe(account)
    await home.happens(account, sms(1), StatusEvent("2", "79991234567", 20))
    await home.db(lambda db: db.execute("update events set body = x'00' where id = 1"))
    teller = hasty(home.house)

    await teller.wake()
    await quiet(teller)

    assert "cannot be put into words" in caplog.text
    assert "1 incoming" in home.mouth.texts(CHAT)[0]
    assert "Not delivered" in home.mouth.texts(CHAT)[1]


# Closing


async def test_closing_lets_the_message_in_flight_arrive_and_writes_that_down(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    teller, hold = hasty(home.house), home.mouth.hold(CHAT)
    await teller.wake()
    await until(lambda: home.mouth.tried)
    await home.happens(account, sms(2))

    closing = asyncio.create_task(teller.close())
    await asyncio.sleep(0)
    hold.set()
    await closing

    assert len(home.mouth.sent) == 1
    assert "text-2" not in home.mouth.sent[0].text
    reopened = hasty(home.house)
    await reopened.wake()
    await quiet(reopened)
    assert "text-1" not in home.mouth.sent[1].text
    assert "text-2" in home.mouth.sent[1].text


async def test_closing_writes_down_what_was_told_on_a_disk_that_has_just_got_room(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    go_on = home.mouth.hold(CHAT)
    teller = hasty(home.where(arrivals.told, NotStored("full"), times=1))
    await teller.wake()
    await until(lambda: home.mouth.tried)
    closing = asyncio.create_task(teller.close())
    await asyncio.sleep(0)
    go_on.set()
    await closing

    assert len(home.mouth.sent) == 1
    assert not await lags(home)


async def test_closing_does_not_wait_for_who_rests(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    home.mouth.on_send = always(NotNow(NEVER))
    teller = hasty(home.house, pause=NEVER)
    await teller.wake()
    await until(lambda: home.mouth.tried and len(teller._busy) == 1)
    [resting] = teller._busy.values()

    await teller.close()

    assert resting.done()
    assert not resting.cancelled()
    assert await lags(home)


async def test_nobody_is_told_after_closing(home, account):
    await home.subscribe(account)
    await home.happens(account, sms(1))
    teller = hasty(home.house)

    await teller.close()
    await teller.wake()

    assert home.mouth.tried == []


async def test_each_of_many_chats_is_told_each_of_many_events_whatever_goes_wrong(home, account):
    """Errors by turns, news in between: in the end every chat has everything, in order, and only doubt is repeated."""
    chats = [-2000 - n for n in range(4)]
    for chat_id in chats:
        await home.subscribe(account, chat_id=chat_id)
    troubles = [Perhaps("reset"), None, NotNow(AT_ONCE), None, None, KeyError("ours"), Undelivered("?"), None]
    count = iter(range(10**6))
    home.mouth.on_send = lambda _place, _reply: troubles[next(count) % len(troubles)]
    teller = hasty(home.house)

    for number in range(30):
        await home.happens(account, sms(100 + number))
        await teller.wake(account.id)
        await asyncio.sleep(0)
    await quiet(teller)

    for chat_id in chats:
        said = "".join(everything_in(message.reply) for message in home.mouth.sent if message.place.chat_id == chat_id)
        assert [said.count(f"text-{100 + number}") for number in range(30)] == [1] * 30
        assert sorted(range(30), key=lambda number: said.index(f"text-{100 + number}")) == list(range(30))
    assert not await lags(home)
    assert await home.db(subscriptions.targets, account.id)
