"""What is old enough is forgotten, and nothing that somebody still waits for."""

from datetime import timedelta

from handlers.watch.pruning import prune
from smsc.events import StatusEvent
from storage import actions, answers, arrivals, events, subscriptions, unreadable, updates, verifications
from storage.actions import Action, Refusal
from storage.events import Kind
from storage.updates import State, Stored
from tests.fakes import CHAT, GROUP
from tests.storage.samples import a_check, started

KEEP = timedelta(days=30)
QUARTER = timedelta(minutes=15)


async def grow_old(home, account, count=3):
    """*count* events, and then more time than events are kept."""
    await home.happens(account, *[StatusEvent(f"{home.clock().day}-{n}", "79991234567", 20) for n in range(count)])
    home.clock.passes(days=31)


async def left(home, account):
    return sum((await home.db(events.count, account.id)).values())


async def tell(home, target):
    while untold := await home.db(arrivals.untold, target, frozenset(Kind), limit=100):
        await home.db(arrivals.told, untold)


async def test_events_that_were_told_go_when_they_are_old(home, account):
    target = await home.subscribe(account)
    await grow_old(home, account)
    await home.happens(account, StatusEvent("young", "79991234567", 20))
    await tell(home, target)

    await prune(home.house, keep=KEEP)

    assert await left(home, account) == 1


async def test_events_somebody_waits_for_stay_however_old(home, account):
    told = await home.subscribe(account)
    await home.subscribe(account, chat_id=GROUP)
    await grow_old(home, account)
    await tell(home, told)

    await prune(home.house, keep=KEEP)

    assert await left(home, account) == 3


async def test_kinds_that_are_switched_off_and_chats_that_are_gone_hold_nothing(home, account):
    await home.subscribe(account, loudness=subscriptions.Loudness.OFF)
    await home.subscribe(account, chat_id=GROUP)
    await home.db(subscriptions.pause, GROUP, "kicked")
    await grow_old(home, account)

    await prune(home.house, keep=KEEP)

    assert await left(home, account) == 0


async def test_a_kind_without_events_holds_up_no_other(home, account):
    target = await home.subscribe(account, [Kind.INCOMING, Kind.FAILED])
    await grow_old(home, account)
    await tell(home, target)

    await prune(home.house, keep=KEEP)

    assert await left(home, account) == 0


async def test_more_than_one_round_of_events_goes_in_one_night(home, account):
    await home.db(
        lambda db: (
            db.execute(
                "insert into events (account_id, kind, fingerprint, body, received_at) "
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < 12000) "
                "select ?, 'fail', 'x' || i, x'', 0 from n",
                (account.id,),
            ).rowcount
        )
    )

    await prune(home.house, keep=KEEP)

    assert await left(home, account) == 0


async def test_buttons_updates_answers_and_unreadable_bodies_go_as_well(home, account):
    now = home.clock()
    button = Action("t", "c", "verify.stop", "", CHAT, None, once=True, expires_at=now + timedelta(days=1))
    await home.db(actions.keep, [button])
    await home.db(updates.keep, [Stored(1, "{}"), Stored(2, "{}"), Stored(3, "{}")], now)
    await home.db(updates.finish, 1, State.DONE)
    await home.db(answers.remember, account.id, "old", "{}", now)
    await home.db(unreadable.keep, account.id, body=b"x", query=b"", content_type="", why="odd", now=now)
    home.clock.passes(days=9)
    await home.db(answers.remember, account.id, "young", "{}", home.clock())

    await prune(home.house, keep=KEEP)

    pressed = await home.db(actions.press, "t", chat_id=CHAT, person_id=1, now=home.clock())
    assert pressed is Refusal.UNKNOWN
    assert [update.id for update in await home.db(updates.waiting)] == [2, 3]
    assert await home.db(lambda db: db.execute("select count(*) from updates").fetchone()[0]) == 2
    assert await home.db(lambda db: [row[0] for row in db.execute("select question from answers")]) == ["young"]
    assert await home.db(unreadable.count, account.id) == 0


async def test_nothing_young_goes(home, account):
    now = home.clock()
    await home.happens(account, StatusEvent("1", "79991234567", 20))
    await home.db(answers.remember, account.id, "balance", "{}", now)
    await home.db(unreadable.keep, account.id, body=b"x", query=b"", content_type="", why="odd", now=now)
    home.clock.passes(days=6)

    await prune(home.house, keep=KEEP)

    assert await left(home, account) == 1
    assert await home.db(answers.recall, account.id, "balance", after=now - timedelta(days=1))
    assert await home.db(unreadable.count, account.id) == 1


async def test_checks_go_when_they_are_as_old_as_events_that_were_told(home, account):
    now = home.clock()
    old = await home.db(started, **a_check(account.id) | {"asked_at": now, "deadline": now + QUARTER})
    await home.db(verifications.expire, now + QUARTER)
    home.clock.passes(days=30)
    await prune(home.house, keep=KEEP)
    kept = await home.db(verifications.get, old)
    home.clock.passes(minutes=16)

    await prune(home.house, keep=KEEP)

    assert kept is not None
    assert await home.db(verifications.get, old) is None
