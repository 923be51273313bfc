"""Statistics by schedule: each due time once, late ones while worth it, whatever becomes of chat and account."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers import parting
from handlers.commands.digests import listed
from handlers.commands.stats import stats
from handlers.delivery import ChatGone, Moved, NotNow, Perhaps, TopicGone, Unsayable
from handlers.house import Place, Role
from handlers.problems import NoRight, Problem
from handlers.watch.digests import LATE, look
from sandbox.smsc import SmscStandIn
from smsc.credentials import Login
from storage import accounts, audit, chats, digests
from storage.digests import NO_ACCOUNT, UNREACHABLE
from storage.errors import NotStored
from tests.fakes import ANNA, CHAT, GROUP, Clock, Home, always, home_in, in_turn

DAY = timedelta(days=1)
NINE = datetime(2026, 8, 13, 6, tzinfo=UTC)  # in Moscow, the morning after NOON
TOPIC, NEW = 7, -1002


@pytest.fixture
async def home(tmp_path: Path, smsc: SmscStandIn, clock: Clock) -> AsyncIterator[Home]:
    async with home_in(tmp_path, smsc_url=await smsc.start(), clock=clock) as made:
        yield made


@pytest.fixture
async def daily(home, account):
    await stats.run(home.ask(account, "daily 09:00"))
    return account


async def told(home, at: datetime | None = None, *, house=None):
    """What is sent when the bot looks at that time."""
    before = len(home.mouth.sent)
    home.clock.now = at or home.clock.now
    await look(house or home.house)
    return home.mouth.sent[before:]


async def planned(home, *, chat=CHAT, thread=0):
    [found] = await home.db(digests.of_place, chat, thread)
    return found


async def test_yesterdays_card_comes_at_its_time_silently_and_once(home, daily):
    assert await told(home, NINE - timedelta(seconds=1)) == []
    [said] = await told(home, NINE)
    assert await told(home) == []
    assert await told(home, NINE + DAY - timedelta(seconds=1)) == []
    assert len(await told(home, NINE + DAY)) == 1

    assert said.text.startswith("📊 Aug 12 · demo")
    assert "every day at 09:00" in said.text
    assert said.reply.buttons
    assert not said.reply.loud


async def test_a_weekly_one_is_about_the_seven_days_before(home, account):
    await stats.run(home.ask(account, "weekly пн 10:00"))

    assert await told(home, datetime(2026, 8, 16, 7, tzinfo=UTC)) == []
    [said] = await told(home, datetime(2026, 8, 17, 7, tzinfo=UTC))
    assert said.text.replace("\u2009", " ").startswith("📊 Aug 10 – 16 · demo")


@pytest.mark.parametrize(
    ("late", "sent"), [(timedelta(hours=1), True), (LATE, True), (LATE + timedelta(minutes=1), False)]
)
async def test_a_missed_one_is_sent_while_it_is_worth_it_else_its_loss_is_said(home, daily, late, sent):
    [said] = await told(home, NINE + late)

    assert said.text.startswith("📊" if sent else "⏭")
    assert await told(home) == []
    assert len(await told(home, NINE + DAY)) == 1


async def test_of_many_missed_ones_the_last_is_sent_once(home, daily):
    [said] = await told(home, NINE + 5 * DAY + timedelta(hours=1))

    assert said.text.startswith("📊 Aug 17 ")
    assert "5 earlier ones were missed" in said.text
    assert (await planned(home)).next_at == NINE + 6 * DAY


async def test_the_chats_zone_decides_also_when_it_changes(home, daily):
    await home.db(chats.live_in, CHAT, "Asia/Vladivostok")
    assert await told(home) == []

    assert (await planned(home)).next_at == datetime(2026, 8, 12, 23, tzinfo=UTC)
    assert len(await told(home, datetime(2026, 8, 12, 23, tzinfo=UTC))) == 1


async def test_clocks_that_are_put_back_do_not_send_it_twice(home, account):
    await home.db(chats.live_in, CHAT, "Europe/Berlin")
    home.clock.now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    await stats.run(home.ask(account, "daily 02:30"))

    times = [datetime(2026, 10, 25, 0, tzinfo=UTC) + n * timedelta(minutes=10) for n in range(24)]
    sent = [at for at in times if await told(home, at)]

    assert sent == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


async def test_smsc_out_of_order_puts_it_off(home, daily, smsc):
    smsc.set_trouble("http500")
    assert await told(home, NINE) == []
    asked = len(smsc.requests)
    assert await told(home, NINE + timedelta(minutes=4)) == []
    assert len(smsc.requests) == asked

    smsc.set_trouble(None)
    [said] = await told(home, NINE + timedelta(minutes=6))
    assert said.text.startswith("📊 Aug 12")


async def test_smsc_out_of_order_for_half_a_day_costs_one_digest_and_says_so(home, daily, smsc):
    smsc.set_trouble("http500")
    said = [one for hours in range(14) for one in await told(home, NINE + timedelta(hours=hours, minutes=1))]

    assert [one.text[:1] for one in said] == ["⏭"]
    assert "Aug 13" in said[0].text


async def test_without_an_account_it_pauses_and_says_so_once(home, daily):
    await home.db(accounts.leave, daily.id, CHAT)

    [said] = await told(home, NINE)
    assert said.text.startswith("⏸")
    assert "/login" in said.text
    assert await told(home, NINE + DAY) == []
    assert (await planned(home)).paused_why == NO_ACCOUNT


async def test_daily_and_weekly_pause_together_and_say_so_once(home, daily):
    await stats.run(home.ask(daily, "weekly чт 09:00"))
    await home.db(accounts.leave, daily.id, CHAT)

    assert [said.text[:1] for said in await told(home, NINE)] == ["⏸"]
    assert {one.paused_why for one in await home.db(digests.of_place, CHAT, 0)} == {NO_ACCOUNT}


async def test_with_an_account_again_it_goes_on_at_its_next_time(home, daily):
    await home.db(accounts.leave, daily.id, CHAT)
    await told(home, NINE)
    home.clock.now = NINE + 3 * DAY + timedelta(hours=1)
    await home.account()

    assert await told(home) == []
    assert len(await told(home, NINE + 4 * DAY)) == 1


async def test_a_refused_password_stops_the_account_and_is_said_elsewhere(home, daily, smsc):
    smsc.account("demo").password = "another"

    assert await told(home, NINE) == []
    assert await home.db(accounts.stopped_untold)
    assert (await planned(home)).paused_why == NO_ACCOUNT


async def test_telegram_out_of_reach_is_no_loss(home, daily):
    home.mouth.on_send = in_turn(NotNow(timedelta(seconds=30)))
    assert await told(home, NINE) == []
    assert await told(home, NINE + timedelta(seconds=20)) == []

    [said] = await told(home, NINE + timedelta(seconds=31))
    assert "repeat" not in said.text


async def test_what_perhaps_arrived_is_repeated_with_its_mark_and_not_for_ever(home, daily):
    home.mouth.on_send = always(Perhaps("timeout"))
    for minutes in range(60):
        await told(home, NINE + timedelta(minutes=minutes))

    assert ["perhaps a repeat" in said.text for said in home.mouth.tried] == [False, True, True]


async def test_a_crash_between_sending_and_writing_it_down_repeats_it_once_with_its_mark(home, daily):
    broken = home.where(digests.plan, NotStored("killed"))
    [first] = await told(home, NINE, house=broken)

    [second] = await told(home, NINE + timedelta(minutes=6))
    assert "perhaps a repeat" not in first.text
    assert "perhaps a repeat" in second.text
    assert await told(home, NINE + timedelta(minutes=12)) == []


async def test_what_cannot_be_written_down_is_not_sent(home, daily):
    broken = home.where(digests.begin, NotStored("disk full"))

    assert await told(home, NINE, house=broken) == []
    assert len(await told(home, NINE + timedelta(minutes=6))) == 1


async def test_a_chat_that_is_shut_pauses_it_until_it_is_open_again(home, account):
    await home.chat(GROUP)
    await home.db(chats.use_account, GROUP, account.id)
    await stats.run(home.ask(account, "daily", chat_id=GROUP))
    home.mouth.on_send = always(ChatGone("kicked"), chat=GROUP)
    await told(home, NINE)
    assert (await planned(home, chat=GROUP)).paused_why == UNREACHABLE

    home.mouth.on_send = in_turn()
    await parting.returned(GROUP, home.house)
    [said] = await told(home, NINE + timedelta(hours=2))
    assert said.place == Place(GROUP)


async def test_it_follows_a_group_that_became_a_supergroup(home, account):
    await home.chat(GROUP)
    await home.db(chats.use_account, GROUP, account.id)
    await stats.run(home.ask(account, "daily", chat_id=GROUP))
    home.mouth.on_send = always(Moved(NEW), chat=GROUP)
    await told(home, NINE)

    [said] = await told(home, NINE + timedelta(seconds=20))
    assert said.place == Place(NEW)


async def test_a_deleted_topics_statistics_go_to_the_chat(home, account):
    await home.chat(GROUP)
    await home.db(chats.use_account, GROUP, account.id)
    await stats.run(replace(home.ask(account, "daily", chat_id=GROUP), place=Place(GROUP, TOPIC)))
    home.mouth.on_send = lambda place, _reply: TopicGone("deleted") if place.thread_id else None
    [notice] = await told(home, NINE)

    [said] = await told(home, NINE + timedelta(seconds=20))
    assert notice.text.startswith("ℹ️")
    assert said.place == Place(GROUP)
    assert said.text.startswith("📊")


async def test_what_telegram_never_takes_is_not_tried_again(home, daily):
    home.mouth.on_send = in_turn(Unsayable("too long"))

    assert await told(home, NINE) == []
    assert await told(home, NINE + timedelta(hours=1)) == []
    assert len(await told(home, NINE + DAY)) == 1


async def test_a_chat_that_is_not_served_is_told_nothing(home, daily):
    home.house.rights.closed.add(CHAT)

    assert await told(home, NINE) == []
    assert (await planned(home)).next_at == NINE + DAY


async def test_one_that_fails_does_not_hold_up_another(home, daily):
    poor = await home.account(Login("poor", "poor"), chat_id=GROUP)
    await stats.run(home.ask(poor, "daily", chat_id=GROUP))
    home.mouth.on_send = always(RuntimeError("a mistake of ours"), chat=CHAT)

    assert [said.place.chat_id for said in await told(home, NINE)] == [GROUP]


async def test_chats_of_one_account_share_smscs_answers(home, daily, smsc):
    await home.chat(GROUP)
    await home.db(chats.use_account, GROUP, daily.id)
    await stats.run(home.ask(daily, "daily", chat_id=GROUP))
    smsc.requests.clear()

    assert len(await told(home, NINE)) == 2
    assert len(smsc.requests) == 6


# Choosing


async def test_the_card_says_when_and_what(home, account):
    reply = await stats.run(home.ask(account, "weekly ср 18:15"))

    assert "every Wednesday at 18:15" in reply.text
    assert "Aug 12" in reply.text
    [deed] = await home.db(audit.between, CHAT, start=NINE - DAY, end=NINE, limit=9)
    assert (deed.what, deed.about) == ("digest", "weekly wed 18:15")


@pytest.mark.parametrize("word", ["off", "выкл"])
async def test_off_ends_all_of_them(home, daily, word):
    await stats.run(home.ask(daily, "еженедельно"))
    await stats.run(home.ask(daily, word))

    assert await home.db(digests.of_place, CHAT, 0) == []
    with pytest.raises(Problem):
        await stats.run(home.ask(daily, word))


@pytest.mark.parametrize("words", ["daily 09:00", "weekly", "off", "ежедневно", "еженедельно пт", "выкл"])
async def test_a_viewer_may_look_and_change_nothing(home, daily, words):
    viewer = replace(home.ask(daily, words), role=Role.VIEWER)
    with pytest.raises(NoRight):
        await stats.run(viewer)

    assert (await stats.run(replace(viewer, rest="schedule"))).text
    assert len(await home.db(digests.of_place, CHAT, 0)) == 1


async def test_a_topic_has_a_schedule_of_its_own(home, daily):
    topic = replace(home.ask(daily), place=Place(CHAT, TOPIC))

    assert "daily 09:00" in (await listed(topic)).text
    assert ANNA.id == CHAT


async def test_a_paused_one_says_why(home, daily):
    [digest] = await home.db(digests.of_place, CHAT, 0)
    await home.db(digests.pause, digest, NO_ACCOUNT)

    assert "paused: no account" in (await listed(home.ask(daily))).text


async def test_one_of_them_ends_alone(home, daily):
    await stats.run(home.ask(daily, "weekly fri 18:15"))
    await stats.run(home.ask(daily, "daily off"))

    [left] = await home.db(digests.of_place, CHAT, 0)
    assert left.weekday == 4
