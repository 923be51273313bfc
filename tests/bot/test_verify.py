"""Verifying a phone by a call from it: the number to call, the card that follows, what is late, what is refused."""

import asyncio

import pytest

from handlers.watch.cards import Cards
from sandbox.telegram import Message
from storage import audit, chats
from tests.bot.town import TOPIC, Town, asked, followed, house_of, login, quiet, refused, turned

PHONE, PRETTY = "79991234567", "+7 999 123-45-67"


async def checking(town: Town, text: str = f"/verify {PHONE}") -> Message:
    return await asked(town.private, town.anna, text)


async def called(town: Town, card: Message, **how: object) -> Message:
    """The subscriber calls; the card after that."""
    before = card.version
    await town.smsc.call_comes(login="demo", phone=PHONE, **how)
    return await town.private.wait_for(lambda found: found is card, after=before)


async def expired(town: Town, card: Message) -> Message:
    before = card.version
    town.clock.passes(minutes=15, seconds=1)
    cards = Cards(house_of(town))
    await cards.expire()
    found = await town.private.wait_for(lambda found: found is card, after=before)
    await cards.close()
    return found


def number_to_call(town: Town) -> str:
    return next(iter(town.smsc.account("demo").awaited.values())).number


def digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


async def test_the_card_says_which_number_to_call(connected: Town):
    card = await checking(connected)

    assert card.text.startswith("📞")
    assert PRETTY in card.text
    assert number_to_call(connected) in digits(card.text)
    assert card.buttons[0][0].copy_text == f"+{number_to_call(connected)}"


async def test_the_call_confirms_on_the_same_card(connected: Town):
    card = await checking(connected)

    confirmed = await called(connected, card)

    assert confirmed.text.startswith("✅")
    assert PRETTY in confirmed.text
    assert await quiet(connected) == []


async def test_a_number_is_asked_for_and_taken_from_the_next_message(connected: Town):
    question = await checking(connected, "/verify")
    await connected.private.say(connected.anna, "8 (999) 123-45-67")

    card = await connected.private.wait_for(lambda found: found.id > question.id and "⏳" in found.text)
    assert PRETTY in card.text


async def test_a_shared_contact_is_a_number_too(connected: Town):
    question = await checking(connected, "/verify")
    await connected.private.share_contact(connected.anna, "+79991234567", "Иван")

    assert await connected.private.wait_for(lambda found: found.id > question.id and PRETTY in found.text)


async def test_a_wrong_answer_is_explained_and_may_be_given_again(connected: Town):
    question = await checking(connected, "/verify")
    await connected.private.say(connected.anna, "не помню")
    wrong = await connected.private.wait_for(lambda found: found.id > question.id)
    await connected.private.say(connected.anna, PHONE)

    assert wrong.text.startswith("❌")
    assert await connected.private.wait_for(lambda found: found.id > wrong.id and PRETTY in found.text)


async def test_a_reply_to_a_message_with_a_phone_will_do(connected: Town):
    said = await connected.private.say(connected.anna, f"перезвоните мне: {PRETTY}")
    await connected.private.wait_for(lambda found: found.reply_to is said)
    asked_for = await connected.private.say(connected.anna, "/verify", reply_to=said)

    card = await connected.private.wait_for(lambda found: found.reply_to is asked_for)
    assert "⏳" in card.text
    assert PRETTY in card.text


async def test_without_a_call_the_card_says_so_after_fifteen_minutes(connected: Town):
    card = await checking(connected)

    over = await expired(connected, card)

    assert over.text.startswith("⌛")
    again = await followed(connected.private, connected.anna, "🔁", over)
    assert again.text.startswith("📞")


async def test_news_that_come_late_confirm_a_call_that_was_in_time(connected: Town):
    card = await checking(connected)
    in_time = connected.clock.now.timestamp() + 14 * 60
    await expired(connected, card)

    confirmed = await called(connected, card, at=in_time, force=True)

    assert confirmed.text.startswith("✅")


async def test_a_call_after_the_deadline_is_not_accepted(connected: Town):
    card = await checking(connected)
    await expired(connected, card)

    late = await called(connected, card, at=connected.clock.now.timestamp() + 60, force=True)

    assert late.text.startswith("☎️")
    assert "✅" not in late.text


async def test_a_second_check_of_the_same_number_is_not_ordered(connected: Town):
    await checking(connected)

    told = await checking(connected)

    assert told.text.startswith("⏳")
    assert len([request for request in connected.asked if request.script == "wait_call"]) == 1


async def test_a_cancelled_check_can_be_started_again(connected: Town):
    card = await checking(connected)
    cancelled = await turned(connected.private, connected.anna, card.buttons[1][1].text, card)
    assert cancelled.text.startswith("✖️")

    assert (await checking(connected)).text.startswith("📞")


async def test_the_look_is_a_toast(connected: Town):
    card = await checking(connected)

    answer = await refused(connected.private, connected.anna, "🔄", card)

    assert answer.answered
    assert "15" in answer.text or "14" in answer.text


async def test_the_text_for_the_client_is_a_message_of_its_own(connected: Town):
    card = await checking(connected)

    text = await followed(connected.private, connected.anna, "📤", card)

    assert number_to_call(connected) in digits(text.text)
    assert text.buttons == []


async def test_the_black_list_is_named(connected: Town):
    connected.smsc.account("demo").black_list.add(PHONE)

    assert (await checking(connected)).text.startswith("🚫")


async def test_money_that_is_missing_is_named_as_such(world: Town):
    await login(world, "poor poor")

    told = await checking(world)

    assert told.text.startswith("💰")


@pytest.mark.parametrize("wrong", ["+7 999", "7 999 123-45-6", "мой номер", "0", "9" * 40])
async def test_what_is_no_number_is_explained(connected: Town, wrong: str):
    told = await checking(connected, f"/verify {wrong}")

    assert told.text.startswith("❌")
    assert [request for request in connected.asked if request.script == "wait_call"] == []


async def test_a_card_that_telegram_did_not_take_at_once_comes_later(connected: Town):
    connected.telegram.fault(
        "sendMessage",
        status=429,
        body={"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 20}},
    )

    card = await checking(connected)

    assert card.text.startswith("📞")
    assert (await called(connected, card)).text.startswith("✅")


async def test_a_check_in_a_topic_is_confirmed_there(team: Town):
    card = await asked(team.group, team.anna, f"/verify {PHONE}", thread_id=TOPIC)
    before = card.version
    await team.smsc.call_comes(login="demo", phone=PHONE)
    confirmed = await team.group.wait_for(lambda found: found is card, after=before)

    assert confirmed.thread_id == TOPIC
    assert confirmed.text.startswith("✅")


async def test_in_a_group_the_answer_is_a_reply(team: Town):
    question = await asked(team.group, team.anna, "/verify")
    await team.group.say(team.boris, PHONE, reply_to=question)
    await team.group.say(team.anna, PHONE, reply_to=question)

    card = await team.group.wait_for(lambda found: "⏳" in found.text)
    assert "@anna" in card.text
    assert len([request for request in team.asked if request.script == "wait_call"]) == 1


async def test_a_check_goes_on_after_a_restart(town: Town):
    async with town.bot():
        await login(town)
        card = await checking(town)
    async with town.bot():
        over = await expired(town, card)

    assert over.text.startswith("⌛")


async def test_a_chat_that_wants_to_be_asked_is_asked_before_the_check(connected: Town):
    await house_of(connected).db(chats.ask_before_checks, connected.private.id, on=True)

    quote = await checking(connected)
    assert PRETTY in quote.text
    assert "1\N{NO-BREAK SPACE}530" in quote.text
    assert connected.smsc.account("demo").awaited == {}

    card = await followed(connected.private, connected.anna, "✅", quote)
    assert PRETTY in card.text
    assert len(connected.smsc.account("demo").awaited) == 1


async def test_a_check_that_was_quoted_is_ordered_once_and_by_who_asked(team: Town):
    await house_of(team).db(chats.ask_before_checks, team.group.id, on=True)
    quote = await asked(team.group, team.anna, f"/verify {PHONE}")
    await asked(team.group, team.boris, "/start")
    await asked(team.group, team.anna, "/grant @boris operator")
    assert (await refused(team.group, team.boris, "✅", quote)).show_alert

    await asyncio.gather(*(team.group.press(team.anna, "✅", message=quote) for _ in range(10)))
    await quiet(team, team.group)

    assert [request.script for request in team.asked].count("wait_call") == 1


async def test_an_ordered_check_is_in_the_audit(connected: Town):
    await checking(connected)
    now = connected.clock.now
    deeds = await house_of(connected).db(
        audit.between, connected.private.id, start=now.replace(hour=0), end=now.replace(hour=23), limit=9
    )

    newest = deeds[0]
    assert (newest.what, newest.about, newest.result) == ("check", PHONE, "ordered")
