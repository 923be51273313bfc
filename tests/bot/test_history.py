"""Hours without a handler: what SMSC has given up telling is found at the start, all of it, and nothing twice."""

from handlers.watch import history, inbox
from sandbox.smsc.events import sms_fields, status_fields
from storage import events
from tests.bot.town import Town, address_of, asked, calls_back, house_of, login, quiet
from tests.faults.told import Shown, repeats, told

SUBSCRIBERS = [f"7999{number:07}" for number in range(60)]
FINAL, WRITERS = SUBSCRIBERS[:50], [f"7912{number:07}" for number in range(50)]


async def looked(town: Town) -> None:
    """The bot has looked at everything once, as it does in its first hour."""
    await login(town)
    await asked(town.private, town.anna, "/subscribe ok")
    await inbox.catch_up(house_of(town))
    await history.catch_up(house_of(town))
    town.clock.passes(minutes=1)


async def other_program_sends(town: Town) -> None:
    """To sixty subscribers: fifty messages get there or fail, ten are under way."""
    ids = [await town.smsc.message_sent(login="demo", phone=phone, text="Ваш заказ готов") for phone in SUBSCRIBERS]
    town.clock.passes(minutes=2)
    for number, phone in enumerate(FINAL):
        status, err = ((1, 0), (20, 13))[number % 2]
        await town.smsc.status_changes(login="demo", id=ids[number], phone=phone, status=status, err=err)


async def subscribers_write(town: Town) -> None:
    for phone in WRITERS:
        await town.smsc.sms_arrives(login="demo", phone=phone, text="Когда?")


async def late_callbacks(town: Town) -> None:
    """SMSC tells after all, or again, what it had not been able to."""
    town.smsc.set_handler("demo", await address_of(town))
    account = town.smsc.account("demo")
    fields = [status_fields(message) for message in town.smsc.messages("demo")[-60:]]
    fields += [sms_fields(message) for message in account.inbox[-50:]]
    answers = [(await town.smsc.callback("demo", told)).status for told in fields]
    assert answers == [200] * 110


async def counts(town: Town) -> dict[str, int]:
    return await house_of(town).db(events.count, 1)


def shown(town: Town) -> list[Shown]:
    by_bot = [message for message in town.private.messages if message.by_bot]
    return [Shown(message.text, message.document.data if message.document else b"") for message in by_bot]


async def test_four_hours_without_a_handler_are_told_within_one_cycle_and_nothing_twice(town: Town):
    async with town.bot():
        await looked(town)
    await other_program_sends(town)
    await subscribers_write(town)
    town.clock.passes(hours=4)
    async with town.bot():
        await town.private.wait_for(lambda _found: told(shown(town)) == {*FINAL, *WRITERS}, timeout=30)
        before = await counts(town)
        await late_callbacks(town)
        await inbox.catch_up(house_of(town))
        await history.catch_up(house_of(town))

        assert await quiet(town) == []
        assert before == await counts(town) == {"in": 50, "fail": 25, "ok": 25, "progress": 10}
    assert repeats(shown(town)) == []


async def test_what_callbacks_had_told_before_an_outage_is_not_told_again_after_it(town: Town):
    async with town.bot():
        await looked(town)
        await calls_back(town)
        await other_program_sends(town)
        await town.private.wait_for(lambda _found: told(shown(town)) != set())
    town.clock.passes(hours=4)
    async with town.bot():
        await history.catch_up(house_of(town))

        assert await counts(town) == {"fail": 25, "ok": 25, "progress": 10}


async def test_a_restart_in_the_middle_of_a_long_history_loses_none_of_it(town: Town):
    async with town.bot():
        await looked(town)
        await town.smsc.burst(login="demo", count=2500, failures=0)
        await history.take_all(house_of(town), pages=1)
        assert await counts(town) == {"ok": 500}
    town.clock.passes(minutes=10)
    async with town.bot():
        await history.catch_up(house_of(town))

        assert await counts(town) == {"ok": 2500}


async def test_without_a_public_address_statuses_are_asked_for_and_told_once(town: Town):
    async with town.bot(public_url=""):
        await login(town)
        await history.look(house_of(town))
        town.clock.passes(minutes=5)
        id = await town.smsc.message_sent(login="demo", phone=SUBSCRIBERS[0], text="Код")
        await town.smsc.status_changes(login="demo", id=id, phone=SUBSCRIBERS[0], status=20, err=13)
        for _ in range(2):
            await history.look(house_of(town))
        await town.private.wait_for(lambda found: id in found.text)

        assert [message for message in await quiet(town) if id in message.text] == []
