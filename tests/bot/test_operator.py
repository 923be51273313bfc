"""Whose number it is: one, a list, a file, and what is no number."""

import csv
from io import StringIO

import pytest

from sandbox.telegram import Message
from tests.bot.town import Town, asked, followed, quiet, turned

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


@pytest.mark.parametrize("text", [f"звонил {PHONE}", f"12.08.2026 14:32 перезвоните: {PRETTY}, код 4821", PRETTY])
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

    assert [line.split()[0] for line in card.text.splitlines()[1:]] == ["+7", "+7", "+7", "❌"]
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

    assert len(card.text.splitlines()) == 51
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
