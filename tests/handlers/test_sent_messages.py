"""Cards of sent messages reach their last state whatever Telegram and SMSC do meanwhile."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.commands import send
from handlers.delivery import ChatGone, MessageGone, Moved, NotNow, Perhaps
from handlers.drafts import read
from handlers.house import Place
from handlers.notifications import tell
from handlers.watch import history
from handlers.watch.messages import SELDOM, SentCards, ask, due
from sandbox.smsc import SmscStandIn
from smsc.events import StatusEvent
from storage import messages
from storage.arrivals import Lane
from storage.events import Kind
from storage.messages import State
from storage.subscriptions import Loudness
from tests.fakes import CHAT, GROUP, Clock, Home, always, home_in, in_turn

PHONE = "79991234567"


@pytest.fixture
async def home(tmp_path: Path, smsc: SmscStandIn, clock: Clock) -> AsyncIterator[Home]:
    """A house whose SMSC keeps its limits by the same clock."""
    async with home_in(tmp_path, smsc_url=await smsc.start(), clock=clock) as made:
        yield made


async def sent(home, account, text="Привет", *, chat_id=CHAT):
    """A message that Anna has confirmed; its row."""
    tap = home.tap(account, "", chat_id=chat_id)
    await send.quote(tap, read(f"{PHONE} {text}").message)
    [id] = [id for (id,) in await home.db(lambda db: db.execute("select max(id) from messages").fetchall())]
    assert await send.confirm.run(replace(tap, arg=str(id))) is None
    return await home.db(messages.get, id)


async def painted(home, cards=None):
    """All cards are brought up to date, as far as Telegram lets them."""
    cards = cards or SentCards(home.house)
    await cards.refresh()
    await cards.close()


async def told(home, account, row, status, err=None, **fields):
    event = StatusEvent(row.own_id, PHONE, status, at=home.clock(), err=err, **fields)
    await home.happens(account, event)


def asked_for(smsc):
    return [request for request in smsc.requests if request.script == "status"]


async def test_a_card_that_was_deleted_is_sent_anew_and_followed_there(home, account):
    row = await sent(home, account)
    home.mouth.on_edit = in_turn(MessageGone("gone"))
    await painted(home)
    [new] = home.mouth.sent

    await told(home, account, row, 1)
    await painted(home)
    assert [(said.id, said.text[0]) for said in home.mouth.edited] == [(new.id, "✅")]


@pytest.mark.parametrize("error", [NotNow(timedelta(seconds=3)), Perhaps("broken")])
async def test_what_telegram_does_not_take_now_is_shown_the_next_time(home, account, error):
    await sent(home, account)
    home.mouth.on_edit = in_turn(error)
    await painted(home)
    assert home.mouth.edited == []

    await painted(home)
    assert home.mouth.edited[0].text.startswith("📤")


async def test_a_chat_that_is_gone_is_not_tried_for_ever(home, account):
    await sent(home, account)
    home.mouth.on_edit = always(ChatGone("blocked"))
    await painted(home)
    tries = len(home.mouth.tried)

    await painted(home)
    assert len(home.mouth.tried) == tries


async def test_a_card_follows_its_group_to_another_id(home, account):
    await home.chat(GROUP)
    row = await sent(home, account, chat_id=GROUP)
    home.mouth.on_edit = in_turn(Moved(-100))
    await painted(home)

    assert home.mouth.sent[0].place == Place(-100)
    assert (await home.db(messages.get, row.id)).chat_id == -100


async def test_one_chat_that_does_not_answer_holds_up_no_other(home, account):
    await home.chat(GROUP)
    await sent(home, account)
    await sent(home, account, "Другое", chat_id=GROUP)
    go = home.mouth.hold(CHAT)
    cards = SentCards(home.house)
    await cards.refresh()
    while not home.mouth.edited:
        await home.clock.sleep(0)

    assert home.mouth.edited[0].place == Place(GROUP)
    go.set()
    await cards.close()


async def test_a_card_that_shows_everything_is_left_alone(home, account):
    row = await sent(home, account)
    await told(home, account, row, 1)
    await painted(home)
    await told(home, account, row, 0)
    await painted(home)

    assert len(home.mouth.edited) == 1


async def test_smsc_is_asked_ever_less_often_and_never_past_its_limit(home, account, smsc):
    quiet = replace(home.house, public_url="")
    await sent(home, account)
    for _ in range(24 * 60):
        home.clock.passes(minutes=1)
        await ask(quiet)

    assert 20 <= len(asked_for(smsc)) <= 40
    assert all(request.code == 0 for request in asked_for(smsc))


async def test_where_smsc_calls_back_it_is_not_asked_without_need(home, account, smsc):
    row = await sent(home, account)
    home.clock.passes(minutes=9)
    await ask(home.house)
    await told(home, account, row, 1)
    await painted(home)
    home.clock.passes(hours=2)
    await ask(home.house)

    assert asked_for(smsc) == []


async def test_a_restart_does_not_make_the_bot_ask_more(home, account):
    row = await sent(home, account)
    late = replace(row, asked_at=row.begun_at + 10 * SELDOM)
    home.clock.now = late.asked_at + SELDOM - timedelta(seconds=1)
    assert not due(late, home.house)

    home.clock.passes(seconds=1)
    assert due(late, home.house)


async def test_a_round_asks_a_silent_smsc_for_one_message_and_not_for_all(home, account, smsc):
    for text in ("Раз", "Два", "Три"):
        await sent(home, account, text)
    home.clock.passes(minutes=11)
    smsc.set_trouble("down", script="status")
    before = len(asked_for(smsc))
    await ask(home.house)
    tries = len(asked_for(smsc)) - before

    smsc.set_trouble(None)
    home.clock.passes(minutes=11)
    await ask(home.house)
    assert len({request.fields["id"] for request in asked_for(smsc)[before : before + tries]}) == 1
    assert len({request.fields["id"] for request in asked_for(smsc)[before + tries :]}) >= 2


async def test_an_account_that_was_logged_out_is_not_asked(home, account, smsc):
    row = await sent(home, account)
    await home.db(lambda db: db.conn.execute("update messages set state = 'unknown'").rowcount)
    await home.db(lambda db: db.conn.execute("update accounts set credentials = null").rowcount)
    home.clock.passes(hours=1)

    await ask(home.house)
    assert (await home.db(messages.get, row.id)).state is State.UNKNOWN
    assert asked_for(smsc) == []


async def test_the_same_text_to_the_same_phone_within_a_minute_is_not_charged(home, account):
    await sent(home, account)
    second = await sent(home, account)

    assert (second.state, second.why) == (State.REFUSED, "too_many")
    await painted(home)
    assert "minute" in home.mouth.edited[-1].text


# What chats are told


async def news(home, target):
    return await tell(target, Lane.STATUSES, home.house)


async def test_a_delivery_is_no_news_where_its_card_is_and_is_one_elsewhere(home, account):
    here = await home.subscribe(account, [Kind.DELIVERED])
    there = await home.subscribe(account, [Kind.DELIVERED], chat_id=GROUP)
    row = await sent(home, account)
    await told(home, account, row, 1)

    await news(home, here)
    await news(home, there)
    assert [said.place.chat_id for said in home.mouth.sent] == [GROUP]


@pytest.mark.parametrize("loudness", [Loudness.LOUD, Loudness.SILENT])
async def test_a_failure_is_told_as_the_chat_has_chosen_in_reply_to_the_card(home, account, loudness):
    target = await home.subscribe(account, [Kind.FAILED], loudness=loudness)
    row = await sent(home, account)
    await told(home, account, row, 3, 6)

    await news(home, target)
    [said] = home.mouth.sent
    assert (said.reply.loud, said.answers) == (loudness is Loudness.LOUD, row.message_id)
    assert [button.do for line in said.reply.buttons for button in line] == [
        "send.again",
        "send.by_voice",
        "operators.look_up",
    ]


async def test_a_failure_after_a_delivery_is_told_nobody(home, account):
    target = await home.subscribe(account, [Kind.FAILED])
    row = await sent(home, account)
    await told(home, account, row, 1)
    home.clock.passes(minutes=1)
    await told(home, account, row, 3, 6)

    await news(home, target)
    assert home.mouth.sent == []


async def test_failures_of_several_have_no_buttons(home, account):
    target = await home.subscribe(account, [Kind.FAILED])
    for text in ("Раз", "Два"):
        await told(home, account, await sent(home, account, text), 3, 6)

    await news(home, target)
    [said] = home.mouth.sent
    assert (said.reply.buttons, said.answers) == ((), None)


async def test_an_hlr_answer_is_told_in_words(home, account):
    target = await home.subscribe(account, [Kind.FAILED])
    await home.happens(account, StatusEvent("9", PHONE, 20, err=1, type=4))

    await news(home, target)
    assert home.mouth.sent[0].text.startswith("📵")
    assert "does not exist" in home.mouth.sent[0].text


async def test_a_card_follows_what_was_found_in_the_history(home, account, smsc):
    await history.catch_up(home.house)
    home.clock.passes(hours=1)
    row = await sent(home, account)
    await painted(home)
    home.clock.passes(minutes=5)
    await smsc.status_changes(login="demo", id=row.own_id, phone=PHONE, status=1)
    await history.catch_up(home.house)
    await painted(home)

    assert (await home.db(messages.get, row.id)).status == 1
    assert home.mouth.edited[-1].text.startswith("✅")
    assert asked_for(smsc) == []
