"""Statistics: totals of a period, subclients, and the file."""

import csv
from io import StringIO

import pytest

from sandbox.telegram import Message
from tests.bot.town import Town, asked, followed, login, turned


async def stats(town: Town, rest: str = "") -> Message:
    return await asked(town.private, town.anna, f"/stats {rest}")


def of_period(town: Town, login: str, *days: int) -> int:
    """How many messages *login* sent on these days of August, by SMSC's own book."""
    operations = town.smsc.account("demo").operations
    return sum(
        line.count for line in operations if line.login == login and line.day.month == 8 and line.day.day in days
    )


def digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit() or char == "\n")


async def test_a_week_is_shown_by_default(connected: Town):
    card = await stats(connected)

    assert card.text.startswith("📊")
    assert str(of_period(connected, "demo", *range(6, 13))) in digits(card.text)


async def test_the_period_decides(connected: Town):
    for period in ("today", "сегодня", "12.08-12.08", "1d"):
        card = await stats(connected, period)
        assert str(of_period(connected, "demo", 12)) in digits(card.text), period


async def test_the_subclients_are_listed_the_largest_first(connected: Town):
    lines = (await stats(connected)).text.splitlines()
    listed = [line.split()[1] for line in lines if line[0].isdigit()]

    assert listed[:2] == ["Ромашка", "Лютик"]
    assert listed == sorted(listed, key=lambda login: -of_period(connected, login, *range(6, 13)))


async def test_currencies_are_not_added_up(connected: Town):
    text = (await stats(connected)).text

    assert "₽" in text
    assert "₸" in text or "KZT" in text


async def test_one_subclient_can_be_asked_for(connected: Town):
    card = await stats(connected, "7d ромашка")

    assert card.text.startswith("📊 Ромашка")
    assert str(of_period(connected, "Ромашка", *range(6, 13))) in digits(card.text)


async def test_an_unknown_subclient_is_answered_with_those_there_are(connected: Town):
    answer = await stats(connected, "7d Никто")

    assert answer.text.startswith("🤷")
    assert "Ромашка" in answer.text


async def test_the_buttons_change_the_period_of_the_same_card(connected: Town):
    card = await stats(connected)
    today = card.buttons[0][0]

    shown = await turned(connected.private, connected.anna, today.text, card)

    assert str(of_period(connected, "demo", 12)) in digits(shown.text)


async def test_refreshing_what_has_not_changed_leaves_the_card_alone(connected: Town):
    card = await stats(connected)
    before = len(connected.private.messages)

    await turned(connected.private, connected.anna, "🔄", card)

    assert len(connected.private.messages) == before


@pytest.mark.parametrize("how", ["command", "button"])
async def test_the_file_has_a_line_for_everybody(connected: Town, how: str):
    if how == "command":
        file = await stats(connected, "csv 7d")
    else:
        file = await followed(connected.private, connected.anna, "CSV", await stats(connected))
    lines = list(csv.reader(StringIO(file.document.data.decode("utf-8-sig")), delimiter=";"))

    assert lines[1][:2] == ["demo", str(of_period(connected, "demo", *range(6, 13)))]
    assert "Ромашка" in [line[0] for line in lines]


async def test_a_period_without_messages_says_so(connected: Town):
    assert (await stats(connected, "2020-01")).text.startswith("📊")


async def test_an_account_without_subclients_shows_its_own(world: Town):
    world.smsc.add_account("shop", "shop")
    await login(world, "shop shop")
    await world.smsc.message_sent(login="shop", phone="79991234567", text="Привет")

    assert "1" in (await stats(world, "today")).text.splitlines()[1]


@pytest.mark.parametrize("wrong", ["csv вчерашний", "32.01-33.01", "2026-13", "top что-то"])
async def test_what_is_no_period_is_explained_with_an_example(connected: Town, wrong: str):
    answer = await stats(connected, wrong)

    assert answer.text.startswith("❌")
    assert "/stats" in answer.text


async def test_statistics_are_asked_for_once_a_minute(connected: Town):
    for _ in range(3):
        await stats(connected)

    assert connected.asked_to("get_stat") == 6  # own, both kinds of subclients; this period and the one before
