"""Statistics: totals of a period, subclients, and the file."""

import csv
import io
from datetime import date
from io import StringIO

import pytest
from openpyxl import load_workbook
from sqlite_utils import Database as Db

from handlers.watch.digests import look
from sandbox.telegram import Message
from tests.bot.town import TOPIC, Town, asked, followed, login, quiet, refused, turned


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

    card = await stats(world, "today")
    assert "1" in card.text.splitlines()[1]
    assert card.text.count("итог самого аккаунта") == 1


@pytest.mark.parametrize("wrong", ["csv вчерашний", "32.01-33.01", "2026-13", "top что-то"])
async def test_what_is_no_period_is_explained_with_an_example(connected: Town, wrong: str):
    answer = await stats(connected, wrong)

    assert answer.text.startswith("❌")
    assert "/stats" in answer.text


async def test_statistics_are_asked_for_once_a_minute(connected: Town):
    for _ in range(3):
        await stats(connected)

    assert connected.asked_to("get_stat") == 6  # own, both kinds of subclients; this period and the one before


# Views


@pytest.mark.parametrize(
    ("word", "shows"),
    [("top", "Ромашка"), ("клиенты", "Ромашка"), ("operations", "HLR-запрос"), ("операторы", "МегаФон")],
)
async def test_every_view_has_a_word(connected: Town, word: str, shows: str):
    assert shows in (await stats(connected, f"{word} 7d")).text


async def test_views_and_periods_turn_the_same_card_and_lead_back(connected: Town):
    card = await stats(connected, "yesterday")
    before = len(connected.private.messages)
    for label, shows in (
        ("Операции", "HLR-запрос"),
        ("Операторы", "МегаФон"),
        ("Клиенты", "10. "),
        ("‹ Итог", "Субклиенты: "),
    ):
        shown = await turned(connected.private, connected.anna, label, card)
        assert shows in shown.text, label
        assert "11 авг" in shown.text.splitlines()[0]

    await turned(connected.private, connected.anna, "Клиенты", card)
    shown = await turned(connected.private, connected.anna, "Сегодня", card)
    assert "12 авг" in shown.text.splitlines()[0]
    assert "10. " in shown.text
    assert len(connected.private.messages) == before


async def test_no_card_has_more_buttons_than_a_phone_has_room_for(connected: Town):
    for rest in ("7d", "top", "operations", "7d ромашка", "schedule", "daily"):
        rows = (await stats(connected, rest)).buttons

        assert len(rows) <= 4, rest
        assert max(map(len, rows)) <= 3, rest


async def test_a_subclient_has_its_days_operations_and_a_way_back(connected: Town):
    card = await stats(connected, "7d РОМАШКА")
    for day in range(6, 13):
        assert f"{day:02}.08" in card.text
        assert str(of_period(connected, "Ромашка", day)) in digits(card.text)

    shown = await turned(connected.private, connected.anna, "Операции", card)
    assert shown.text.splitlines()[0].startswith("📊 Операции · Ромашка")
    shown = await turned(connected.private, connected.anna, "‹ Клиенты", card)
    assert "Лютик" in shown.text


async def test_a_subclient_that_sent_nothing_lately_stays_on_its_card(connected: Town):
    operations = connected.smsc.account("demo").operations
    operations[:] = [line for line in operations if not (line.login == "Мак" and line.day.day == 12)]
    card = await stats(connected, "7d мак")

    shown = await turned(connected.private, connected.anna, "Сегодня", card)

    assert shown.text.startswith("📊 Мак · 12 авг")
    assert "SMS 0 (▼ 100" in shown.text


async def test_the_period_before_is_compared_with(connected: Town):
    now, before = (of_period(connected, "demo", *days) for days in (range(6, 13), range(1, 6)))
    text = (await stats(connected, "06.08-12.08")).text

    assert ("▲" in text) or ("▼" in text)
    assert "по сравнению с 30 июл. – 5 авг." in text.replace("\u2009", " ")
    assert now > before


async def test_what_statuses_said_is_told_as_far_as_they_came(connected: Town):
    assert "статусов" not in (await stats(connected, "today")).text
    for number in range(4):
        id = await connected.smsc.message_sent(login="demo", phone=f"7999123450{number}", text="Привет")
        status = 20 if number == 0 else 1
        await connected.smsc.status_changes(login="demo", id=id, phone=f"7999123450{number}", status=status)

    assert "✅ 75\u00a0% (—) ❌ 25\u00a0% · статусов: 4" in (await stats(connected, "today")).text


async def test_buttons_of_older_cards_still_show_their_period(connected: Town):
    card = await stats(connected)
    assert connected.app is not None
    await connected.app.house.db(make_old, "01.08.2026-03.08.2026")

    shown = await turned(connected.private, connected.anna, "Сегодня", card)

    assert "1–3 авг." in shown.text.splitlines()[0]


def make_old(db: Db, argument: str) -> None:
    """As if all buttons had been made before there were views."""
    db.conn.execute("update actions set argument = ? where name = 'stats.show'", (argument,))


# Files and pictures


async def test_the_csv_of_operations_has_each_of_them(connected: Town):
    card = await stats(connected, "operations 7d")
    file = await followed(connected.private, connected.anna, "CSV", card)
    lines = list(csv.DictReader(StringIO(file.document.data.decode("utf-8-sig")), delimiter=";"))

    of_client = [line for line in lines if line["login"] == "Лютик"]
    assert {line["operation"] for line in of_client} == {"SMS", "Звонок", "HLR-запрос", "Пополнение"}
    assert sum(int(line["sms"]) for line in of_client) == of_period(connected, "Лютик", *range(6, 13))


@pytest.mark.parametrize("how", ["command", "button"])
async def test_the_excel_file_has_a_sheet_for_every_view_and_can_be_reckoned_with(connected: Town, how: str):
    if how == "command":
        file = await stats(connected, "excel 7d")
    else:
        file = await followed(connected.private, connected.anna, "Excel", await stats(connected))
    book = load_workbook(io.BytesIO(file.document.data))

    assert file.document.name == "smsc_stats_20260806-20260812.xlsx"
    assert book.sheetnames == ["Итоги", "Субклиенты", "Операции", "Операторы", "Подробно", "По дням"]
    assert [(page.freeze_panes, page["A1"].font.bold) for page in book] == [("A2", True)] * 6
    days = list(book["По дням"].values)[1:]
    assert {row[0].date() for row in days} == {date(2026, 8, day) for day in range(6, 13)}
    assert sum(row[1] for row in days) == of_period(connected, "demo", *range(6, 13))
    clients = {row[0]: row[1] for row in list(book["Субклиенты"].values)[1:]}
    assert clients["Ромашка"] == of_period(connected, "Ромашка", *range(6, 13))
    assert sum(row[1] for row in list(book["Операции"].values)[1:]) == sum(clients.values())
    totals = list(book["Итоги"].values)[1:]
    assert {row[1].date() for row in totals} == {date(2026, 8, 6), date(2026, 7, 30)}


async def test_the_excel_file_of_a_subclient_is_about_nobody_else(connected: Town):
    file = await followed(connected.private, connected.anna, "Excel", await stats(connected, "7d лютик"))
    book = load_workbook(io.BytesIO(file.document.data))

    assert {row[0] for row in list(book["Подробно"].values)[1:]} == {"Лютик"}
    assert {row[0] for row in list(book["Субклиенты"].values)[1:]} == {"Лютик"}
    assert {row[0] for row in list(book["Итоги"].values)[1:]} == {"субклиенты"}


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("7d", "12.08"),
        ("7d ромашка", "12.08"),
        ("top 7d", "Лютик"),
        ("операторы 7d", "МТС"),
        ("месяц", "12.08"),
        ("30d", "Лютик"),
    ],
)
async def test_a_picture_has_the_same_numbers_under_it(connected: Town, rest: str, says: str):
    card = await stats(connected, rest)

    shown = await followed(connected.private, connected.anna, "График", card)

    assert shown.photo is not None
    assert says in shown.text
    assert shown.text.splitlines()[0].startswith("📊")


async def test_where_there_is_nothing_to_draw_it_is_said(world: Town):
    world.smsc.add_account("shop", "shop")
    await login(world, "shop shop")

    shown = await followed(world.private, world.anna, "График", await stats(world, "today"))

    assert "Рисовать нечего" in shown.text


# What is sent by schedule


async def test_a_schedule_is_chosen_by_buttons_and_ended_by_one(connected: Town):
    card = await stats(connected)
    shown = await turned(connected.private, connected.anna, "Расписание", card)
    assert "не приходит" in shown.text
    for label, says in (
        ("Ежедневно", "каждый день в 09:00"),
        ("Пн", "каждый понедельник в 09:00"),
        ("Выключить", "не приходит"),
    ):
        assert says in (await turned(connected.private, connected.anna, label, card)).text

    assert (await turned(connected.private, connected.anna, "‹ Назад", card)).text.startswith("📊")


@pytest.mark.parametrize("word", ["off", "выкл", "schedule"])
async def test_nothing_goes_after_a_word_that_takes_nothing(connected: Town, word: str):
    await stats(connected, "daily")

    assert (await stats(connected, f"{word} 09:00")).text.startswith("❌")
    assert "каждый день" in (await stats(connected, "расписание")).text


async def test_one_missed_while_the_bot_was_down_comes_once_when_it_is_back(town: Town):
    async with town.bot():
        await login(town)
        await stats(town, "daily 12:30")
    town.clock.passes(hours=1)
    async with town.bot():
        await town.private.wait_for(lambda message: "⏰ каждый день в 12:30" in message.text)
    async with town.bot():
        await stats(town, "schedule")

    assert sum(message.text.endswith("⏰ каждый день в 12:30") for message in town.private.messages) == 1


@pytest.mark.parametrize("wrong", ["daily 25:00", "weekly вторничек", "ежедневно пн", "еженедельно 9:5"])
async def test_a_wrong_time_is_explained_with_an_example(connected: Town, wrong: str):
    answer = await stats(connected, wrong)

    assert answer.text.startswith("❌")
    assert "/stats ежедневно 09:00" in answer.text


async def test_in_a_group_a_viewer_sees_statistics_and_changes_no_schedule(team: Town):
    card = await asked(team.group, team.boris, "/stats 7d", thread_id=TOPIC)
    assert card.text.startswith("📊")
    answer = await asked(team.group, team.boris, "/stats daily", thread_id=TOPIC)
    assert answer.text.startswith("🔒")

    await turned(team.group, team.boris, "Расписание", card)
    await refused(team.group, team.boris, "Ежедневно", card)


async def test_the_digest_of_a_topic_comes_there_by_itself(team: Town):
    await asked(team.group, team.anna, "/stats daily 12:30", thread_id=TOPIC)
    team.clock.passes(minutes=31)
    assert team.app is not None
    await look(team.app.house)
    await look(team.app.house)

    await team.group.wait_for(lambda message: "⏰ каждый день" in message.text)
    await quiet(team, team.group)
    [digest] = [
        message for message in team.group.messages if message.by_bot and "⏰ каждый день в 12:30" in message.text
    ]
    assert digest.thread_id == TOPIC
    assert digest.silent
    assert digest.text.startswith("📊 11 авг")
