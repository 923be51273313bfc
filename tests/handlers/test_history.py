"""Statuses that SMSC could not tell are found in its history, all of them and each once, whatever happens meanwhile."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from handlers.connecting import connect
from handlers.house import Place
from handlers.watch import history
from sandbox.smsc import SmscStandIn
from sandbox.smsc.events import status_fields
from smsc.callbacks import event_of
from smsc.credentials import Login
from smsc.events import StatusEvent
from smsc.messages import MessageStatus, Past
from storage import accounts, events
from storage.errors import NotStored
from storage.events import Kind
from storage.history import LONGEST, Look, look
from storage.history import take as take_page
from tests.fakes import ANNA, CHAT, GROUP, Clock, Home, home_in

PHONE = "79991234567"
HISTORY = ("get", "get_messages")


@pytest.fixture
async def home(tmp_path: Path, smsc: SmscStandIn, clock: Clock) -> AsyncIterator[Home]:
    """A house whose SMSC keeps its limits by the same clock."""
    async with home_in(tmp_path, smsc_url=await smsc.start(), clock=clock) as made:
        yield made


@pytest.fixture
async def watched(home, account):
    """An account at whose history the bot has looked once."""
    await history.catch_up(home.house)
    home.clock.passes(hours=1)
    return account


async def sent(smsc, text="Привет", **words):
    """Another program sends a message; its id."""
    return await smsc.message_sent(login="demo", phone=PHONE, text=text, **words)


async def becomes(smsc, id, status, err=0):
    """What SMSC cannot tell, as nobody has put in an address."""
    await smsc.status_changes(login="demo", id=id, phone=PHONE, status=status, err=err)


async def logged(home, account, *kinds):
    found = await home.db(events.since, account.id, [(kind, 0) for kind in kinds or Kind], limit=10_000)
    return [one.event for one in found]


async def states(home, account):
    return [(event.id, event.status) for event in await logged(home, account)]


def asked_for(smsc):
    return [request for request in smsc.requests if (request.script, request.action) == HISTORY]


async def test_the_first_look_asks_nothing_as_nothing_before_it_is_news(home, account, smsc):
    await becomes(smsc, await sent(smsc), 20)
    home.clock.passes(seconds=1)
    await history.catch_up(home.house)

    assert asked_for(smsc) == []
    home.clock.passes(minutes=5)
    await history.catch_up(home.house)
    assert await logged(home, account) == []


async def test_what_changes_after_the_account_was_connected_is_found_at_the_first_look(home, smsc):
    await home.chat(CHAT)
    await becomes(smsc, await sent(smsc), 20)
    home.clock.passes(seconds=1)
    account = await connect(
        home.house, Login("demo", "demo"), Place(CHAT), home.house.base_url, owner_id=ANNA.id, now=home.clock()
    )
    missed = await sent(smsc)
    await becomes(smsc, missed, 1)
    home.clock.passes(minutes=59)
    await history.catch_up(home.house)

    assert await states(home, account) == [(missed, 1)]


async def test_what_has_changed_since_is_logged_once(home, watched, smsc):
    id, other, waiting = [await sent(smsc) for _ in range(3)]
    await becomes(smsc, id, 1)
    await becomes(smsc, other, 20, err=13)
    for _ in range(3):
        await history.catch_up(home.house)
        home.clock.passes(hours=1)

    assert await states(home, watched) == [(id, 1), (other, 20), (waiting, 0)]
    assert home.woken == [watched.id]


async def test_it_counts_as_its_callback_would(home, watched, smsc):
    for status, err in [(20, 13), (1, 0)]:
        id = await sent(smsc, sender="SHOP")
        home.clock.passes(seconds=9)
        await becomes(smsc, id, status, err)
    await history.catch_up(home.house)

    found = await logged(home, watched)
    called = [event_of(urlencode(status_fields(message)).encode()) for message in smsc.messages("demo")[-2:]]
    assert found == [replace(event, flag=None, time=one.time) for event, one in zip(called, found, strict=True)]


async def test_what_a_callback_has_told_is_no_news_nor_is_its_callback_afterwards(home, watched, smsc):
    known, found = await sent(smsc), await sent(smsc)
    await home.happens(watched, StatusEvent(known, PHONE, 1))
    await becomes(smsc, known, 1)
    await becomes(smsc, found, 1)
    await history.catch_up(home.house)
    await home.happens(watched, StatusEvent(found, PHONE, 1))

    assert await states(home, watched) == [(known, 1), (found, 1)]


async def test_a_message_from_before_the_last_look_is_found_when_its_day_ends(home, watched, smsc):
    id = await sent(smsc)
    for _ in range(23):
        home.clock.passes(hours=1)
        await history.catch_up(home.house)
    home.clock.passes(minutes=59)
    await becomes(smsc, id, 3)
    home.clock.passes(minutes=59)
    await history.catch_up(home.house)

    assert (await states(home, watched))[-1] == (id, 3)


@pytest.mark.parametrize("hours", range(24))
async def test_at_whatever_hour_a_message_of_the_day_before_is_found(home, account, smsc, hours):
    home.clock.passes(hours=hours)
    id = await sent(smsc)
    home.clock.passes(hours=23)
    await history.catch_up(home.house)
    home.clock.passes(minutes=50)
    await becomes(smsc, id, 3)
    await history.catch_up(home.house)

    assert await states(home, account) == [(id, 3)]


async def test_a_message_of_the_day_before_is_found_behind_a_mailing_that_has_long_ended(home, watched, smsc):
    id = await sent(smsc)
    await smsc.burst(login="demo", count=600)
    for _ in range(2):
        await history.catch_up(home.house)
        home.clock.passes(hours=23)
    await becomes(smsc, id, 3)
    await history.catch_up(home.house)

    assert (await states(home, watched))[-1] == (id, 3)


async def test_a_status_that_reaches_the_history_late_is_found_as_well(home, watched, smsc):
    id = await sent(smsc)
    delivered_at = home.clock().timestamp()
    home.clock.passes(minutes=50)
    await history.catch_up(home.house)
    home.clock.passes(minutes=50)
    await becomes(smsc, id, 1)
    late = smsc.account("demo").messages[id, PHONE]
    smsc.account("demo").messages[id, PHONE] = replace(late, status_at=delivered_at)
    await history.catch_up(home.house)

    assert await states(home, watched) == [(id, 0), (id, 1)]


async def test_every_page_is_read(home, watched, smsc):
    await smsc.burst(login="demo", count=2500)
    await history.catch_up(home.house)

    assert len(await logged(home, watched)) == 2500
    assert [request.fields.get("prev_id") is not None for request in asked_for(smsc)] == [False, *[True] * 6]


async def test_what_was_sent_too_long_ago_to_change_is_not_read_page_by_page(home, account, smsc):
    await smsc.burst(login="demo", count=2500)
    home.clock.passes(days=4)
    await history.catch_up(home.house)
    id = await sent(smsc)
    await history.catch_up(home.house)

    assert len(asked_for(smsc)) == 2
    assert await states(home, account) == [(id, 0)]


async def test_a_history_too_long_for_one_look_is_gone_on_with_in_the_next(home, watched, smsc, caplog):
    await smsc.burst(login="demo", count=2250)
    found = []
    for _ in range(3):
        await history.take_all(home.house, pages=2)
        home.clock.passes(minutes=5)
        found.append(len(await logged(home, watched)))

    assert found == [1000, 2000, 2250]
    assert caplog.text.count("the next look goes on") == 3  # the third has to see that it was the last page


async def test_what_changes_while_a_look_is_cut_short_is_found_as_well(home, watched, smsc):
    early = await sent(smsc)
    await smsc.burst(login="demo", count=1500)
    late = await sent(smsc)
    await history.take_all(home.house, pages=1)
    home.clock.passes(hours=4)
    for id in (early, late, newest := await sent(smsc)):
        await becomes(smsc, id, 1)
    await history.catch_up(home.house)

    delivered = await logged(home, watched, Kind.DELIVERED)
    assert {(id, 1) for id in (early, late, newest)} <= {(event.id, event.status) for event in delivered}


async def test_a_page_that_could_not_be_stored_is_read_again(home, watched, smsc):
    await smsc.burst(login="demo", count=1500)
    with pytest.raises(NotStored):
        await history.catch_up(home.where(take_page, NotStored("the disk is full")))
    assert await logged(home, watched) == []

    await history.catch_up(home.house)
    assert len(await logged(home, watched)) == 1500


@pytest.mark.parametrize("trouble", ["busy", "down", "http500", "html"])
async def test_what_smsc_does_not_answer_now_is_found_the_next_time(home, watched, smsc, trouble):
    id = await sent(smsc)
    await becomes(smsc, id, 20)
    smsc.set_trouble(trouble)
    await history.catch_up(home.house)
    assert await logged(home, watched) == []

    smsc.set_trouble(None)
    home.clock.passes(hours=5)
    await history.catch_up(home.house)
    assert await states(home, watched) == [(id, 20)]


async def test_one_account_that_smsc_refuses_holds_up_no_other(home, watched, smsc):
    smsc.add_account("other", "other")
    other = await home.account(Login("other", "other"), chat_id=GROUP)
    await history.catch_up(home.house)
    smsc.account("demo").password = "another one"
    id = await smsc.message_sent(login="other", phone=PHONE, text="Привет")
    await history.catch_up(home.house)

    assert await states(home, other) == [(id, 0)]
    assert [account.id for account in await home.db(accounts.stopped_untold)] == [watched.id]


async def test_after_a_pause_in_which_all_has_grown_old_it_begins_anew(home, watched, smsc):
    await becomes(smsc, await sent(smsc), 20)
    home.clock.now += LONGEST
    await history.catch_up(home.house)
    assert await logged(home, watched) == []

    id = await sent(smsc)
    await history.catch_up(home.house)
    assert await states(home, watched) == [(id, 0)]


async def test_it_is_looked_at_every_few_minutes_only_where_smsc_cannot_call(home, watched, smsc):
    await history.look(home.house)
    assert asked_for(smsc) == []

    await history.catch_up(replace(home.house, public_url=""))
    assert asked_for(smsc) == []

    await history.look(replace(home.house, public_url=""))
    assert asked_for(smsc) != []


async def test_a_day_of_looks_breaks_no_limit(home, watched, smsc):
    await sent(smsc)
    for _ in range(24 * 12):
        home.clock.passes(minutes=5)
        await history.look(replace(home.house, public_url=""))

    assert {request.code for request in asked_for(smsc)} == {0, 3}


async def login(home):
    return await connect(
        home.house, Login("demo", "demo"), Place(CHAT), home.house.base_url, owner_id=ANNA.id, now=home.clock()
    )


@pytest.mark.parametrize("days", [2, 5, 3650])
async def test_after_a_clock_that_was_ahead_all_is_found_again(home, watched, smsc, days):
    home.clock.passes(days=days)
    await history.catch_up(home.house)
    home.clock.passes(days=-days)
    missed = []
    for _ in range(5):
        home.clock.passes(hours=1)
        missed.append(await sent(smsc))
        await becomes(smsc, missed[-1], 20)
        await history.catch_up(home.house)

    found = await states(home, watched)
    assert [id for id, _state in found if id in missed] == missed
    assert len(set(found)) == len(found)


async def test_a_passage_that_a_wrong_clock_began_is_begun_anew(home, watched, smsc):
    missed = await sent(smsc)
    await becomes(smsc, missed, 20)
    home.clock.passes(days=30)
    wrong = await home.db(look, watched.id, home.clock())
    await home.db(take_page, watched.id, [], wrong or Look(home.clock(), home.clock()), before="1")
    home.clock.passes(days=-30)
    await history.catch_up(home.house)

    assert (missed, 20) in await states(home, watched)


async def test_what_was_written_long_ago_to_be_sent_now_is_found_behind_all_the_others(home, watched, smsc):
    scheduled = await sent(smsc)
    await smsc.burst(login="demo", count=600)
    for _ in range(2):
        home.clock.passes(hours=20)
        await history.catch_up(home.house)
    messages = smsc.account("demo").messages
    messages[scheduled, PHONE] = replace(messages[scheduled, PHONE], sent_at=home.clock().timestamp())
    home.clock.passes(minutes=30)
    await becomes(smsc, scheduled, 20)
    await history.catch_up(home.house)

    assert (scheduled, 20) in await states(home, watched)


async def test_logged_out_while_smsc_is_asked_nothing_is_logged_or_remembered(home, smsc):
    await home.chat(CHAT)
    account = await login(home)
    home.clock.passes(hours=2)
    under_way = await home.db(look, account.id, home.clock())
    await home.db(accounts.leave, account.id, CHAT)
    assert await home.db(take_page, account.id, [], under_way, before="5") == 0
    assert await home.db(look, account.id, home.clock()) is None
    home.clock.passes(days=1)
    await becomes(smsc, await sent(smsc), 20)
    home.clock.passes(hours=3)
    account = await login(home)
    await history.catch_up(home.house)

    assert await states(home, account) == []


async def test_an_account_that_cannot_be_opened_stops_no_other(home, watched, smsc):
    smsc.add_account("other", "other")
    other = await home.account(Login("other", "other"), chat_id=GROUP)
    await history.catch_up(home.house)
    await home.db(lambda db: db.execute("update accounts set credentials = 'garbage' where id = ?", [watched.id]))
    home.clock.passes(hours=1)
    id = await smsc.message_sent(login="other", phone=PHONE, text="x")
    await history.catch_up(home.house)

    assert await states(home, other) == [(id, 0)]


async def test_a_change_in_the_second_of_connecting_counts(home, smsc):
    await home.chat(CHAT)
    home.clock.passes(milliseconds=300)
    account = await login(home)
    id = await sent(smsc)
    messages = smsc.account("demo").messages
    messages[id, PHONE] = replace(messages[id, PHONE], status_at=float(int(home.clock().timestamp())))
    home.clock.passes(minutes=59)
    await history.catch_up(home.house)

    assert await states(home, account) == [(id, 0)]


def test_a_look_asks_for_a_day_more_on_either_side_as_smscs_zone_is_not_known():
    noon = datetime(2026, 8, 12, 12, tzinfo=UTC)
    asked = history.days_of(Look(since=noon, begun=noon))

    assert (asked.start, asked.end) == (date(2026, 8, 10), date(2026, 8, 13))


def test_the_same_page_again_is_the_end():
    page = [Past("7", "1", PHONE, MessageStatus(1))]

    assert history.next_before(page, "") == "7"
    assert history.next_before(page, "7") == ""
    assert history.next_before([], "7") == ""
