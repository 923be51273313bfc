"""The card of a check says what became of it, whatever happens to the card, the chat and the bot meanwhile."""

from datetime import timedelta

import pytest

from handlers.delivery import ChatGone, MessageGone, Moved, NotNow, Perhaps, TopicGone, Unsayable
from handlers.house import Place
from handlers.watch.cards import Cards
from smsc.credentials import Login
from smsc.events import CallEvent
from storage import verifications
from storage.errors import NotStored
from storage.verifications import State
from tests.fakes import CHAT, GROUP, NOON, always, in_turn
from tests.handlers.test_teller import until
from tests.storage.samples import started

PHONE, NUMBER, CARD = "79991234567", "74950001122", 50
MINUTE = timedelta(minutes=1)


async def a_check(home, account, *, chat_id=CHAT, thread_id=0, phone=PHONE, card=CARD):
    """A check that has just begun and whose card is on show."""
    id = await home.db(
        started,
        account_id=account.id,
        chat_id=chat_id,
        thread_id=thread_id,
        phone=phone,
        call_to=NUMBER,
        person="@anna",
        asked_at=home.clock(),
        deadline=home.clock() + 15 * MINUTE,
    )
    await home.db(verifications.show_on, id, card)
    await home.chat(chat_id)
    return id


async def looked_after(cards):
    """One round, to its end."""
    await cards.refresh()
    await until(lambda: not cards._busy)


async def call(home, account, *, phone=PHONE, at=None):
    await home.happens(account, CallEvent(phone, at or home.clock()))


# What is shown


async def test_a_call_in_time_confirms_on_the_card_itself(home, account):
    await a_check(home, account)
    home.clock.passes(seconds=48)
    await call(home, account)

    await looked_after(Cards(home.house))

    [card] = home.mouth.edited
    assert (card.place, card.id) == (Place(CHAT), CARD)
    assert "verified" in card.text
    assert "48 sec" in card.text
    assert home.mouth.sent == []


async def test_a_card_that_is_up_to_date_is_left_alone(home, account):
    await a_check(home, account)
    cards = Cards(home.house)

    await cards.expire()
    await call(home, account)
    await looked_after(cards)
    await looked_after(cards)

    assert len(home.mouth.edited) == 1


async def test_no_call_in_fifteen_minutes_is_said_then_and_not_before(home, account):
    await a_check(home, account)
    cards = Cards(home.house)
    home.clock.passes(minutes=14, seconds=59)
    await cards.expire()
    assert home.mouth.edited == []

    home.clock.passes(seconds=1)
    await cards.expire()
    await until(lambda: home.mouth.edited)

    assert "No call" in home.mouth.edited[0].text


async def test_where_nothing_of_smscs_has_ever_come_an_expired_card_asks_for_the_address(home, account):
    await a_check(home, account)
    cards = Cards(home.house)
    home.clock.passes(minutes=15)
    await cards.expire()
    await until(lambda: not cards._busy)
    await call(home, account, phone="79120000001")
    await a_check(home, account, card=60)
    home.clock.passes(minutes=15)

    await cards.expire()
    await until(lambda: not cards._busy)

    assert ["/webhook" in card.text for card in home.mouth.edited] == [True, False]


async def test_news_that_came_late_of_a_call_in_time_confirms_an_expired_check(home, account):
    await a_check(home, account)
    cards = Cards(home.house)
    home.clock.passes(minutes=16)
    await cards.expire()
    await until(lambda: not cards._busy)

    home.clock.passes(minutes=15)
    await call(home, account, at=NOON + 13 * MINUTE)
    await looked_after(cards)

    assert "SMSC told us at" in home.mouth.edited[-1].text
    assert "12:13" in home.mouth.edited[-1].text
    assert "12:31" in home.mouth.edited[-1].text


async def test_a_call_after_the_limit_is_not_accepted(home, account):
    await a_check(home, account)
    home.clock.passes(minutes=19)
    await call(home, account)

    await looked_after(Cards(home.house))

    assert "Not accepted" in home.mouth.edited[0].text


async def test_a_call_from_another_phone_changes_nothing(home, account):
    await a_check(home, account)
    await call(home, account, phone="79120000001")

    await looked_after(Cards(home.house))

    assert home.mouth.tried == []


async def test_each_chat_has_its_own_card(home, account):
    other = await home.account(Login("other", "secret"), chat_id=GROUP)
    await a_check(home, account, card=50)
    await a_check(home, other, chat_id=GROUP, thread_id=3, card=60)

    await call(home, other)
    await looked_after(Cards(home.house))

    [card] = home.mouth.edited
    assert (card.place, card.id) == (Place(GROUP, 3), 60)
    assert "other" in card.text


# A card that has scrolled away


@pytest.mark.parametrize(("minutes", "replies"), [(1, 0), (2, 0), (3, 1)])
async def test_an_old_card_is_answered_loudly_a_young_one_is_only_edited(home, account, minutes, replies):
    await a_check(home, account)
    home.clock.passes(minutes=minutes)
    await call(home, account)

    await looked_after(Cards(home.house))

    assert len(home.mouth.edited) == 1
    assert [said.answers for said in home.mouth.sent] == [CARD] * replies
    assert all(said.reply.loud for said in home.mouth.sent)


async def test_a_check_that_ran_out_rings_nobody(home, account):
    await a_check(home, account)
    home.clock.passes(minutes=16)
    cards = Cards(home.house)

    await cards.expire()
    await until(lambda: not cards._busy)

    assert home.mouth.sent == []


async def test_two_rounds_at_once_answer_once(home, account):
    await a_check(home, account)
    home.clock.passes(minutes=5)
    await call(home, account)
    cards, hold = Cards(home.house), home.mouth.hold(CHAT)

    await cards.refresh()
    await until(lambda: home.mouth.tried)
    await cards.expire()
    for _turn in range(5):
        await home.db(verifications.unshown)
    hold.set()
    await until(lambda: not cards._busy)

    assert len(home.mouth.edited) == 1
    assert len(home.mouth.sent) == 1


async def test_a_chat_that_hangs_holds_up_no_other_card(home, account):
    await a_check(home, account, chat_id=GROUP)
    await a_check(home, account, phone="79120000001", card=60)
    cards, hold = Cards(home.house), home.mouth.hold(GROUP)
    await call(home, account)
    await call(home, account, phone="79120000001")

    await cards.refresh()
    await until(lambda: home.mouth.edited)

    assert [card.id for card in home.mouth.edited] == [60]
    hold.set()
    await until(lambda: not cards._busy)
    assert len(home.mouth.edited) == 2


# What goes wrong


@pytest.mark.parametrize("error", [NotNow(timedelta(seconds=3)), Perhaps("reset")])
async def test_a_card_telegram_does_not_take_now_is_changed_the_next_time(home, account, error):
    await a_check(home, account)
    await call(home, account)
    home.mouth.on_edit = in_turn(error)
    cards = Cards(home.house)

    await looked_after(cards)
    assert home.mouth.edited == []
    await looked_after(cards)

    assert len(home.mouth.edited) == 1


@pytest.mark.parametrize("error", [ChatGone("kicked"), Unsayable("?")])
async def test_a_card_that_can_never_be_changed_is_given_up(home, account, error, caplog):
    await a_check(home, account)
    await call(home, account)
    home.mouth.on_edit = always(error)
    cards = Cards(home.house)

    await looked_after(cards)
    await looked_after(cards)

    assert len(home.mouth.tried) == 1
    assert "cannot be changed" in caplog.text


async def test_a_card_that_was_deleted_comes_again_as_a_new_message(home, account):
    id = await a_check(home, account, chat_id=GROUP, thread_id=5)
    await call(home, account)
    home.mouth.on_edit = always(MessageGone("message to edit not found"))

    await looked_after(Cards(home.house))

    [card] = home.mouth.sent
    assert card.place == Place(GROUP, 5)
    assert card.reply.loud
    assert card.reply.buttons
    assert (await home.db(verifications.get, id)).message_id == card.id


async def test_a_card_whose_topic_is_gone_comes_in_the_chat(home, account):
    await a_check(home, account, chat_id=GROUP, thread_id=5)
    await call(home, account)
    home.mouth.on_edit = always(MessageGone("message to edit not found"))
    home.mouth.on_send = lambda place, _reply: TopicGone("gone") if place.thread_id else None

    await looked_after(Cards(home.house))

    assert [card.place for card in home.mouth.sent] == [Place(GROUP)]


async def test_a_card_in_a_group_that_moved_comes_under_its_new_id(home, account):
    id = await a_check(home, account, chat_id=GROUP)
    await call(home, account)
    home.mouth.on_edit = always(Moved(-100500), chat=GROUP)

    await looked_after(Cards(home.house))

    assert [card.place for card in home.mouth.sent] == [Place(-100500)]
    assert (await home.db(verifications.get, id)).chat_id == -100500


async def test_a_crash_before_the_change_was_written_down_repeats_the_edit_only(home, account, caplog):
    await a_check(home, account)
    await call(home, account)
    await looked_after(Cards(home.where(verifications.shown, NotStored("disk full"))))

    await looked_after(Cards(home.house))
    await looked_after(Cards(home.house))

    assert [card.id for card in home.mouth.edited] == [CARD, CARD]
    assert home.mouth.sent == []


async def test_a_card_that_was_lost_on_the_way_comes_with_its_buttons_and_is_then_changed(home, account):
    id = await a_check(home, account, card=None)
    await home.db(verifications.lost_card, id)
    cards = Cards(home.house)
    await looked_after(cards)
    await call(home, account)

    await looked_after(cards)

    [card] = home.mouth.sent
    assert "Call from that phone" in card.text
    assert card.reply.buttons
    assert not card.reply.loud
    assert [(edited.id, "verified" in edited.text) for edited in home.mouth.edited] == [(card.id, True)]


async def test_what_happened_while_the_bot_was_down_is_shown_after_the_start(home, account):
    id = await a_check(home, account)
    await call(home, account)
    assert (await home.db(verifications.get, id)).state is State.CONFIRMED

    await looked_after(Cards(home.house))

    assert "verified" in home.mouth.edited[0].text


async def test_a_mistake_of_ours_on_one_card_holds_up_no_other(home, account, caplog):
    await a_check(home, account, chat_id=GROUP)
    await a_check(home, account, phone="79120000001", card=60)
    await call(home, account)
    await call(home, account, phone="79120000001")
    home.mouth.on_edit = always(KeyError("ours"), chat=GROUP)

    await looked_after(Cards(home.house))

    assert [card.id for card in home.mouth.edited] == [60]
    assert "was not changed" in caplog.text


async def test_closing_lets_the_edit_in_flight_arrive(home, account):
    await a_check(home, account)
    await call(home, account)
    cards, hold = Cards(home.house), home.mouth.hold(CHAT)
    await cards.refresh()
    await until(lambda: home.mouth.tried)

    hold.set()
    await cards.close()

    assert len(home.mouth.edited) == 1
    assert await home.db(verifications.unshown) == []
