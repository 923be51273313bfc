"""Whose number it is: one, a list, a file, and what is no number."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import Workbook

from handlers.commands.operators import local_time
from sandbox.telegram import Chat, Message
from tests.bot.town import TOPIC, WORDS, Town, asked, followed, login, quiet, turned
from tests.fakes import NOON

PHONE, PRETTY = "79991234567", "+7 999 123-45-67"


async def operator(town: Town, rest: str) -> Message:
    return await asked(town.private, town.anna, f"/operator {rest}")


def table(file: Message) -> list[list[str]]:
    return list(csv.reader(StringIO(file.document.data.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(
    "spelling", [PHONE, "8 999 123-45-67", "+7(999)1234567", "9991234567", "７９９９１２３４５６７"]
)
async def test_a_number_in_any_spelling_has_a_card(connected: Town, spelling: str):
    card = await operator(connected, spelling)

    assert card.text.startswith(f"🔎 {PRETTY}")
    assert "Йота" in card.text
    assert "250 11" in card.text
    assert card.buttons[0][0].copy_text == f"+{PHONE}"
    assert card.silent


async def test_the_alias_is_as_good(connected: Town):
    assert "Йота" in (await asked(connected.private, connected.anna, f"/op {PHONE}")).text


@pytest.mark.parametrize(
    "text",
    [f"звонил {PHONE}", f"12.08.2026 14:32 перезвоните: {PRETTY}, код 4821", f"2026-08-12 14:32 {PRETTY}", PRETTY],
)
async def test_the_number_may_stand_in_the_message_replied_to(connected: Town, text: str):
    said = await connected.private.say(connected.anna, text)
    await connected.private.wait_for(lambda found: found.reply_to is said)
    command = await connected.private.say(connected.anna, "/operator", reply_to=said)

    assert "Йота" in (await connected.private.wait_for(lambda found: found.reply_to is command)).text


async def test_the_sender_of_an_incoming_sms_is_looked_up_by_a_reply_to_its_card(connected: Town):
    await connected.smsc.sms_arrives(login="demo", phone=PHONE, text="Когда привезёте?")
    card = await connected.private.wait_for(lambda found: "привезёте" in found.text)
    command = await connected.private.say(connected.anna, "/operator", reply_to=card)

    assert "Йота" in (await connected.private.wait_for(lambda found: found.reply_to is command)).text


async def test_it_may_be_asked_for(connected: Town):
    question = await operator(connected, "")
    answer = await connected.private.say(connected.anna, PHONE)

    card = await connected.private.wait_for(lambda found: found.reply_to is answer)
    assert question.buttons
    assert "Йота" in card.text


async def test_a_list_has_a_line_each_and_comes_as_a_file(connected: Town):
    card = await operator(connected, f"{PHONE}, 79120000001\n8 495 000 11 22, 79991234")
    file = await followed(connected.private, connected.anna, "CSV", card)

    assert [line.split()[0] for line in card.text.splitlines()[1:-1]] == ["+7", "+7", "+7", "❌"]
    assert card.text.splitlines()[-1] == "по данным SMSC, 12 авг., только что"
    assert [line[0] for line in table(file)[1:]] == [f"+{PHONE}", "+79120000001", "+74950001122"]


async def test_a_number_smsc_does_not_know_says_so(connected: Town):
    assert (await operator(connected, "+1 212 555 0100")).text.startswith("🤷")


async def test_an_answer_is_asked_for_once_a_day(connected: Town):
    for _ in range(3):
        await operator(connected, PHONE)
    assert connected.asked_to("get_operator") == 1

    connected.clock.passes(hours=24, seconds=1)
    await operator(connected, PHONE)
    assert connected.asked_to("get_operator") == 2


async def test_fifty_numbers_are_answered_in_one_message(connected: Town):
    numbers = [f"7999{number:07}" for number in range(50)]

    card = await operator(connected, " ".join(numbers))

    assert len(card.text.splitlines()) == 52
    assert connected.asked_to("get_operator") == 1
    assert len(table(await followed(connected.private, connected.anna, "CSV", card))) == 51


async def test_fifty_one_numbers_are_too_many(connected: Town):
    answer = await operator(connected, " ".join(f"7999{number:07}" for number in range(51)))

    assert answer.text.startswith("❌")
    assert "50" in answer.text
    assert connected.asked_to("get_operator") == 0


async def test_fifty_things_that_are_no_numbers_are_answered_all_the_same(connected: Town):
    answer = await operator(connected, ",".join([PHONE, *(f"<b>{'не номер ' * 6}{n}</b>" for n in range(49))]))

    assert answer.text.startswith("🔎") or answer.document is not None


@pytest.mark.parametrize("wrong", ["Вася", "123", "+", "' or 1=1 --", "<b>7</b>", "\u202e7654321999"])
async def test_what_is_no_number_is_explained_with_an_example(connected: Town, wrong: str):
    answer = await operator(connected, wrong)

    assert answer.text.startswith("❌")
    assert PHONE in answer.text


async def test_a_card_leads_to_a_check_by_call(connected: Town):
    card = await followed(connected.private, connected.anna, "📞", await operator(connected, PHONE))

    assert card.text.startswith("📞")


async def test_a_member_of_a_group_may_ask(team: Town):
    assert "Йота" in (await asked(team.group, team.boris, f"/operator {PHONE}")).text


async def test_who_is_asked_may_think_better_of_it(connected: Town):
    question = await operator(connected, "")
    withdrawn = await turned(connected.private, connected.anna, question.buttons[0][0].text, question)

    assert withdrawn.buttons == []
    assert await quiet(connected) == []


async def test_a_card_says_what_the_clocks_show_there_and_how_fresh_it_is(connected: Town):
    first = await operator(connected, "7 914 123 45 67")
    connected.clock.passes(hours=3, minutes=10)
    second = await operator(connected, "7 914 123 45 67")

    assert "UTC+10, там 19:00" in first.text
    assert "по данным SMSC, 12 авг., только что" in first.text
    assert "UTC+10, там 22:10" in second.text
    assert "12 авг., 3 ч назад" in second.text


@pytest.mark.parametrize(
    ("tz", "shown"),
    [
        ("3", "UTC+3, now 12:00"),
        ("+5.5", "UTC+5:30, now 14:30"),
        ("-4", "UTC-4, now 05:00"),
        ("0", "UTC+0, now 09:00"),
        ("", "time zone unknown"),
        ("Москва", "time zone unknown"),
        ("99", "time zone unknown"),
    ],
)
def test_a_zone_is_shown_with_the_time_there_however_smsc_spells_it(tz: str, shown: str):
    assert local_time(tz, WORDS.say(chosen="en"), now=NOON) == shown


async def test_a_contact_that_is_replied_to_is_looked_up(connected: Town):
    contact = await connected.private.share_contact(connected.anna, f"+{PHONE}", "Иван")
    command = await connected.private.say(connected.anna, "/operator", reply_to=contact)

    assert "Йота" in (await connected.private.wait_for(lambda found: found.reply_to is command)).text


# Files


LIST = f"Имя;Телефон\nИван;{PHONE}\nАнна;8 912 000-00-01\nПётр;7999\n".encode()


def workbook() -> bytes:
    book, file = Workbook(), BytesIO()
    for row in (["Имя", "Телефон"], ["Иван", int(PHONE)], ["Анна", 79120000001.0], ["Пётр", 7999]):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


async def result_of(chat: Chat, asked_by: Message) -> list[Message]:
    """The card, the picture with the summary, the file, and the file of what is no number."""
    last = await chat.wait_for(
        lambda found: found.document is not None and found.document.name.startswith("no_numbers")
    )
    card = next(found for found in chat.messages if found.reply_to is asked_by)
    picture, file = [found for found in chat.messages if card.id < found.id < last.id]
    return [card, picture, file, last]


@pytest.mark.parametrize(("name", "data"), [("клиенты.csv", LIST), ("clients.xlsx", workbook()), ("1.TXT", LIST)])
async def test_a_file_under_the_command_is_looked_up(connected: Town, name: str, data: bytes):
    sent = await connected.private.send_file(connected.anna, name, data, "/operator")
    card, picture, file, bad = await result_of(connected.private, sent)

    assert card.text.startswith("✅ 2 номера проверены")
    assert picture.photo is not None
    assert picture.text.splitlines()[:3] == ["🔎 Операторы по 2 номерам", "Йота: 1 · 50\xa0%", "МТС: 1 · 50\xa0%"]
    assert file.reply_to is picture
    assert [line[:2] for line in table(file)[1:]] == [[f"+{PHONE}", "Йота"], ["+79120000001", "МТС"]]
    assert table(bad)[1:] == [["4", "7999", "не хватает цифр"]]


async def test_a_file_is_looked_up_by_a_reply_to_it_in_a_topic(team: Town):
    sent = await team.group.send_file(team.boris, "list.csv", LIST, thread_id=TOPIC)
    command = await team.group.say(team.boris, "/operator", reply_to=sent, thread_id=TOPIC)

    messages = await result_of(team.group, command)
    assert {message.thread_id for message in messages} == {TOPIC}


async def test_a_file_is_an_answer_to_the_question(connected: Town):
    await operator(connected, "")
    sent = await connected.private.send_file(connected.anna, "list.csv", LIST)

    assert (await result_of(connected.private, sent))[0].text.startswith("✅")


async def test_a_file_without_a_word_is_offered_to_be_looked_up(connected: Town):
    sent = await connected.private.send_file(connected.anna, "list.csv", LIST)
    offer = await connected.private.wait_for(lambda found: found.reply_to is sent)
    await connected.private.press(connected.anna, "🔎", message=offer)

    assert (await result_of(connected.private, offer))[0].text.startswith("✅")


@pytest.mark.parametrize("name", ["photo.jpg", "отчёт.pdf"])
async def test_other_files_without_a_word_are_answered_as_before(connected: Town, name: str):
    sent = await connected.private.send_file(connected.anna, name, b"\xff\xd8")

    assert "/help" in (await connected.private.wait_for(lambda found: found.reply_to is sent)).text


async def test_in_a_group_a_file_without_a_word_is_nobody_of_ours(team: Town):
    await team.group.send_file(team.anna, "list.csv", LIST)

    assert await quiet(team, team.group) == []


@pytest.mark.parametrize(
    ("name", "data"), [("a.pdf", b"%PDF"), ("a.csv", b"\n"), ("a.xlsx", b"PK\x03\x04"), ("a.xls", b"\xd0\xcf\x11\xe0")]
)
async def test_a_file_that_is_no_list_is_explained(connected: Town, name: str, data: bytes):
    sent = await connected.private.send_file(connected.anna, name, data, "/operator")
    answer = await connected.private.wait_for(lambda found: found.reply_to is sent)

    assert answer.text.startswith("📎")
    assert connected.asked_to("get_operator") == 0


async def test_the_question_stays_until_it_is_answered(connected: Town):
    await operator(connected, "")
    wrong = await connected.private.send_file(connected.anna, "a.pdf", b"%PDF")
    await connected.private.wait_for(lambda found: found.reply_to is wrong)
    right = await connected.private.say(connected.anna, PHONE)

    assert "Йота" in (await connected.private.wait_for(lambda found: found.reply_to is right)).text


async def test_numbers_in_a_message_with_another_file_are_looked_up(connected: Town):
    sent = await connected.private.send_file(connected.anna, "договор.pdf", b"%PDF", f"Клиент {PRETTY}")
    command = await connected.private.say(connected.anna, "/operator", reply_to=sent)

    assert "Йота" in (await connected.private.wait_for(lambda found: found.reply_to is command)).text


async def test_a_list_is_stopped_by_its_button(connected: Town):
    connected.smsc.set_trouble("down", script="info")
    sent = await connected.private.send_file(connected.anna, "list.csv", LIST, "/operator")
    card = await connected.private.wait_for(lambda found: found.reply_to is sent and "⏸" in found.text)
    await connected.private.press(connected.anna, "Отмена", message=card)

    await connected.private.wait_for(lambda found: found is card and found.text.startswith("✖️"))
    assert card.buttons == []


async def test_a_list_outlives_the_bot(town: Town):
    async with town.bot():
        await town.telegram.asked("getUpdates")
        await login(town)
        town.smsc.set_trouble("down", script="info")
        sent = await town.private.send_file(town.anna, "list.csv", LIST, "/operator")
        card = await town.private.wait_for(lambda found: found.reply_to is sent and "⏸" in found.text)
    town.smsc.set_trouble(None)
    town.clock.passes(minutes=10)
    async with town.bot():
        shown, *_rest, bad = await result_of(town.private, sent)

    assert shown is card
    assert card.text.startswith("✅")
    assert len(table(bad)) == 2
