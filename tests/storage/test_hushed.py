"""Of whom a chat wants to hear nothing."""

from dataclasses import replace
from datetime import timedelta

from smsc.events import CallEvent, IncomingSms, StatusEvent
from storage import accounts, arrivals, hushed, subscriptions
from storage.arrivals import Lane
from storage.events import Kind
from storage.subscriptions import Loudness
from tests.storage.samples import NOON

PHONE, OTHER = "79991234567", "79160000000"


def sms(phone, id="1"):
    return IncomingSms(id=id, phone=phone, text="Привет", to="74950001100")


async def told(db, target, lane=Lane.PEOPLE):
    found = await db(arrivals.untold, target, lane.kinds, limit=100)
    return [] if found is None else [item.logged.event for item in found.news]


async def subscribed(db, target):
    for kind in (Kind.INCOMING, Kind.CALL, Kind.FAILED):
        await db(subscriptions.choose, target, kind, Loudness.LOUD)


async def test_a_number_is_hushed_whatever_it_does_and_all_others_are_told(db, account, target):
    await subscribed(db, target)
    await db(hushed.hush, target, PHONE, NOON)
    for event in (sms(PHONE), sms(f"+{PHONE}", "2"), CallEvent(PHONE, NOON), sms(OTHER, "3")):
        await db(arrivals.record, account, event, NOON)
    await db(arrivals.record, account, StatusEvent("5", PHONE, 20), NOON)

    assert await told(db, target) == [sms(OTHER, "3")]
    assert await told(db, target, Lane.STATUSES) == []


async def test_what_was_kept_back_is_passed_over_and_never_told(db, account, target):
    await subscribed(db, target)
    await db(hushed.hush, target, PHONE, NOON)
    await db(arrivals.record, account, sms(PHONE), NOON)
    found = await db(arrivals.untold, target, Lane.PEOPLE.kinds, limit=100)
    assert len(found.skipped) == 1

    await db(arrivals.told, found)
    await db(hushed.lift, target, PHONE)
    assert await told(db, target) == []


async def test_a_senders_name_is_hushed_to_the_letter(db, account, target):
    await subscribed(db, target)
    await db(hushed.hush, target, "Bank", NOON)
    for number, name in enumerate(("Bank", "MyBank")):
        await db(arrivals.record, account, sms(name, str(number)), NOON)

    assert await told(db, target) == [sms("MyBank", "1")]


async def test_another_topic_hears_of_it(db, account, target):
    topic = replace(target, thread_id=7)
    await subscribed(db, topic)
    await db(hushed.hush, target, PHONE, NOON)
    await db(arrivals.record, account, sms(PHONE), NOON)

    assert await told(db, topic) == [sms(PHONE)]


async def test_they_are_listed_in_their_order_and_lifted_one_by_one_or_all(db, target):
    for number, phone in enumerate((PHONE, OTHER, "MyBank", PHONE)):
        await db(hushed.hush, target, phone, NOON + timedelta(minutes=number))

    assert await db(hushed.of, target) == [PHONE, OTHER, "MyBank"]
    assert await db(hushed.lift, target, OTHER) == 1
    assert await db(hushed.of, target) == [PHONE, "MyBank"]
    assert await db(hushed.lift, target) == 2
    assert await db(hushed.of, target) == []


async def test_who_logs_out_and_in_again_is_told_of_all(db, account, target):
    await db(hushed.hush, target, PHONE, NOON)
    await db(accounts.leave, account, target.chat_id)

    assert await db(hushed.of, target) == []


async def test_of_whom_a_deleted_topic_had_hushed_the_chat_is_told(db, account, target):
    topic = replace(target, thread_id=7)
    await subscribed(db, topic)
    await db(hushed.hush, topic, PHONE, NOON)
    await db(subscriptions.forget_topic, target.chat_id, 7)
    await db(arrivals.record, account, sms(PHONE), NOON)

    assert await told(db, target) == [sms(PHONE)]
    assert await db(hushed.of, topic) == []
