"""What became of a chat's checks: newest first, eight to a page, and all of them as a file."""

import csv
import io

import pytest

from sandbox.telegram import Message
from storage import verifications
from storage.verifications import NewCheck, State
from tests.bot.town import Town, asked, followed, house_of, turned
from tests.fakes import NOON
from tests.storage.samples import DAY, MINUTE, SECOND, started

PHONE, PRETTY = "79991234567", "+7 999 123-45-67"
NUMBER = "74950001122"


async def a_check(town: Town, phone: str = PHONE, *, at=NOON, chat_id: int | None = None) -> int:
    return await house_of(town).db(
        started,
        account_id=1,
        chat_id=chat_id or town.private.id,
        thread_id=0,
        phone=phone,
        person="@anna",
        call_to=NUMBER,
        asked_at=at,
        deadline=at + 15 * MINUTE,
    )


async def some(town: Town, count: int) -> None:
    for n in range(count):
        await a_check(town, f"799900000{n:02}", at=NOON + n * SECOND)


async def listed(town: Town, text: str = "/verify list") -> Message:
    return await asked(town.private, town.anna, text)


def labels(message: Message) -> list[list[str]]:
    return [[button.text for button in row] for row in message.buttons]


async def test_where_nothing_was_checked_it_says_how_to_begin(connected: Town):
    told = await listed(connected)

    assert told.text.startswith("🗂 0 проверок")
    assert "/verify 79991234567" in told.text
    assert told.buttons == []


@pytest.mark.parametrize("words", ["list", "LIST", "history", "список", "История"])
async def test_the_newest_check_comes_first(connected: Town, words: str):
    await some(connected, 2)

    lines = (await listed(connected, f"/verify {words}")).text.splitlines()

    assert lines[1] == "⏳ +7 999 000-00-01"
    assert lines[3] == "⏳ +7 999 000-00-00"
    assert "@anna · ждём" in lines[2]


async def test_eight_stand_on_a_page_that_is_turned_in_place(connected: Town):
    await some(connected, 11)
    first = await listed(connected)
    assert first.text.count("⏳") == 8
    assert labels(first) == [["‹", "1/2", "›"], ["📄 CSV"]]

    second = await turned(connected.private, connected.anna, "›", first)

    assert second.text.count("⏳") == 3
    assert "+7 999 000-00-00" in second.text


async def test_a_period_narrows_the_list_on_every_page_and_in_the_file(connected: Town):
    await a_check(connected, at=NOON - 3 * DAY)
    await some(connected, 9)

    today = await listed(connected, "/verify list сегодня")
    second = await turned(connected.private, connected.anna, "›", today)
    file = await followed(connected.private, connected.anna, "CSV", second)

    assert today.text.startswith("🗂 9 проверок")
    assert "+7 999 000-00-00" in second.text
    assert len(rows(file)) == 9
    assert (await listed(connected, "/verify list 7d")).text.startswith("🗂 10 проверок")


@pytest.mark.parametrize("wrong", ["вчерашние", "99.99-98.98", "7"])
async def test_what_is_no_period_is_explained_with_an_example(connected: Town, wrong: str):
    told = await listed(connected, f"/verify list {wrong}")

    assert told.text.startswith(f"❌ «{wrong}» — не период")
    assert "/verify list 7d" in told.text


async def test_every_end_of_a_check_has_its_sign(connected: Town):
    db = house_of(connected).db
    confirmed = await a_check(connected, "79990000001")
    await db(verifications.called, 1, "79990000001", at=NOON + 48 * SECOND, now=NOON + 49 * SECOND)
    await a_check(connected, "79990000002")
    await db(verifications.called, 1, "79990000002", at=NOON + 16 * MINUTE, now=NOON + 16 * MINUTE)
    await db(verifications.cancel, await a_check(connected, "79990000003"))
    for phone, state in (("79990000004", State.REFUSED), ("79990000005", State.UNKNOWN)):
        new = NewCheck(1, connected.private.id, 0, phone, "@anna")
        check, _begun = await db(verifications.begin, new, NOON, NOON + 15 * MINUTE)
        await db(verifications.not_ordered, check.id, state, "error 5")
    await a_check(connected, "79990000006")
    await db(verifications.expire, NOON + 15 * MINUTE)

    text = (await listed(connected)).text

    assert confirmed
    signs = {line.split(" ", 1)[1]: line.split(" ")[0] for line in text.splitlines()[1::2]}
    assert [signs[f"+7 999 000-00-0{n}"] for n in range(1, 7)] == ["✅", "☎️", "✖️", "🚫", "⚠️", "⌛"]
    assert "@anna · через 48 с" in text


def rows(message: Message) -> list[dict[str, str]]:
    assert message.document is not None
    return list(csv.DictReader(io.StringIO(message.document.data.decode("utf-8-sig")), delimiter=";"))


async def test_the_file_says_all_that_is_known_of_each(connected: Town):
    await a_check(connected)
    await house_of(connected).db(verifications.called, 1, PHONE, at=NOON + 48 * SECOND, now=NOON + 60 * SECOND)

    file = await followed(connected.private, connected.anna, "CSV", await listed(connected))

    [row] = rows(file)
    assert file.document is not None
    assert file.document.name == "checks.csv"
    assert row == {
        "asked_at": "2026-08-12 12:00:00",
        "phone": "+79991234567",
        "result": "подтверждён",
        "why": "",
        "call_to": "+74950001122",
        "called_at": "2026-08-12 12:00:48",
        "told_at": "2026-08-12 12:01:00",
        "seconds": "48",
        "person": "'@anna",  # a spreadsheet would take it for a formula
    }


async def test_another_chats_checks_are_not_shown(connected: Town):
    await a_check(connected, chat_id=-5)

    assert (await listed(connected)).text.startswith("🗂 0 проверок")


async def test_who_may_only_look_sees_no_phones_of_clients(team: Town):
    told = await asked(team.group, team.boris, "/verify list")

    assert told.text.startswith("🔒")


async def test_the_question_leads_to_the_list(connected: Town):
    await some(connected, 1)
    question = await asked(connected.private, connected.anna, "/verify")

    shown = await followed(connected.private, connected.anna, "🗂", question)

    assert shown.text.startswith("🗂 1 проверка")


async def test_the_list_needs_an_account(world: Town):
    assert "/login" in (await asked(world.private, world.anna, "/verify list")).text


async def test_in_english_it_is_english(world: Town):
    john = world.telegram.person(next(world.numbers), "John", language_code="en")
    chat = world.telegram.private(john)
    await chat.say(john, "/login demo demo")
    await chat.wait_for(lambda found: found.text.startswith("🔑"))

    assert (await asked(chat, john, "/verify list")).text.startswith("🗂 0 checks")
