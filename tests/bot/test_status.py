"""Where a message is: asked of SMSC, told in words, and what is learnt counts on the message's own card."""

from dataclasses import replace

import pytest

from sandbox.smsc.messages import Kind
from sandbox.telegram import Message
from tests.bot.letters import PHONE, PRETTY, TEXT, begun, ours, reads, sent
from tests.bot.town import Town, asked, followed, refused, turned


async def stated(town: Town, id: str, status: int, err: int = 0, **changes: object) -> None:
    """SMSC knows that state of the message, and tells nobody."""
    account = town.smsc.account("demo")
    message = account.messages[id, PHONE]
    now = town.clock().timestamp()
    account.messages[id, PHONE] = replace(message, status=status, err=err, status_at=now, **changes)


async def programs(town: Town, status: int, err: int = 0, **changes: object) -> str:
    """A message that another program has sent; its id."""
    id = await town.smsc.message_sent(login="demo", phone=PHONE, text=TEXT, sender="SHOP")
    await stated(town, id, status, err, **changes)
    return id


async def status_of(town: Town, text: str) -> Message:
    return await asked(town.private, town.anna, f"/status {text}".strip())


async def replied(town: Town, card: Message, text: str = "/status") -> Message:
    reply = await town.private.say(town.anna, text, reply_to=card)
    return await town.private.wait_for(lambda found: found.reply_to is reply)


async def test_a_delivered_message_of_another_program_is_told_in_words(connected: Town):
    id = await programs(connected, 1)

    card = await status_of(connected, f"{id} 8 999 123-45-67")

    assert card.text.splitlines()[0] == f"✅ Доставлено {PRETTY}"
    assert "Йота · Москва и область · Россия" in card.text
    assert "Стоимость: 4,10 ₽ · 1 часть · от SHOP" in reads(card.text)
    assert "Отправлено 12 авг., 12:00 МСК → 12:00 МСК" in reads(card.text)
    assert id in card.text
    assert TEXT not in card.text


@pytest.mark.parametrize(
    ("status", "err", "first", "also"),
    [
        (0, 0, "📤 В пути на", ""),
        (-1, 0, "⏳ Ждёт отправки на", ""),
        (-2, 0, "⏸ Остановлено", ""),
        (2, 0, "👀 Прочитано:", ""),
        (4, 0, "🔗 Ссылка открыта:", ""),
        (3, 6, "❌ Не доставлено", "Просрочено: абонент не в сети (3/6)"),
        (20, 13, "❌ Не доставлено", "Оператор заблокировал абонента"),
        (25, 999, "❌ Не доставлено", "ошибка 999 (неизвестна)"),
        (777, 0, "ℹ️ Новости", "777 (неизвестен)"),
    ],
)
async def test_every_state_has_its_words(connected: Town, status: int, err: int, first: str, also: str):
    id = await programs(connected, status, err)

    card = await status_of(connected, f"{id} {PHONE}")

    assert card.text.startswith(first)
    assert also.lower() in card.text.lower()


async def test_a_message_that_smsc_does_not_know(connected: Town):
    card = await status_of(connected, f"999999 {PHONE}")

    assert card.text.startswith("🤷")
    assert "Проверьте и id, и номер" in card.text
    assert card.buttons == []


async def test_a_message_of_the_bots_is_named_by_its_id_alone(connected: Town):
    await sent(connected)
    [message] = ours(connected)
    await stated(connected, message.id, 1)

    card = await status_of(connected, message.id)

    assert card.text.startswith("✅")
    assert "Стоимость: 4,10 ₽" in reads(card.text)


async def test_what_is_learnt_changes_the_card_of_the_message_too(connected: Town):
    card = await sent(connected)
    before, [message] = card.version, ours(connected)
    await stated(connected, message.id, 3, 6)

    answer = await followed(connected.private, connected.anna, "🔄", card)
    await connected.private.wait_for(lambda found: found is card, after=before)

    for told in (answer, card):
        assert told.text.startswith("❌")
        assert "🔁 Ещё раз" in [button.text for row in told.buttons for button in row]


async def test_a_reply_to_the_card_names_the_message(connected: Town):
    card = await sent(connected)
    [message] = ours(connected)
    await stated(connected, message.id, 2)

    assert (await replied(connected, card)).text.startswith("👀")


async def test_a_reply_to_what_names_it_names_the_message(connected: Town):
    card = await sent(connected)
    answer = await replied(connected, card)
    [message] = ours(connected)
    assert message.id in answer.text

    assert (await replied(connected, answer)).text.startswith("📤")


async def test_what_is_not_over_can_be_looked_at_again_in_place(connected: Town):
    id = await programs(connected, 0)
    card = await status_of(connected, f"{id} {PHONE}")
    await stated(connected, id, 1)

    assert (await turned(connected.private, connected.anna, "🔄", card)).text.startswith("✅")
    assert card.buttons == []


async def test_an_hlr_answer_is_readable(connected: Town):
    id = await programs(connected, 1, kind=Kind.HLR, abroad=True)

    card = await status_of(connected, f"{id} {PHONE}")

    assert card.text.startswith(f"🌍 {PRETTY} в роуминге")
    assert "Домашняя сеть: Йота · Россия" in card.text
    assert "Сейчас: Turkcell · Турция" in card.text
    assert "IMSI 25011" in card.text


@pytest.mark.parametrize("text", ["что угодно тут", "12345", "!", "12345 abc"])
async def test_wrong_arguments_are_answered_with_an_example(connected: Town, text: str):
    answer = await status_of(connected, text)

    assert answer.text[0] in "❌🤔"
    assert "79991234567" in answer.text


async def test_without_arguments_the_message_is_asked_for(connected: Town):
    id = await programs(connected, 1)
    question = await status_of(connected, "")
    assert question.buttons[0][0].text == "Отмена"

    assert (await asked(connected.private, connected.anna, f"{id} {PHONE}")).text.startswith("✅")


async def test_a_viewer_may_not_ask(team: Town):
    assert (await asked(team.group, team.boris, f"/status 12345 {PHONE}")).text.startswith("🔒")
    card = await begun(team.group, team.anna, await asked(team.group, team.anna, f"/send {PHONE} {TEXT}"))

    assert (await refused(team.group, team.boris, "🔄", card)).show_alert


async def test_the_message_of_another_account_is_not_told(team: Town):
    card = await begun(team.group, team.anna, await asked(team.group, team.anna, f"/send {PHONE} {TEXT}"))
    [message] = ours(team)
    assert card.text.startswith("📤")

    answer = await asked(team.private, team.anna, f"/status {message.id}")
    assert "/login" in answer.text
