"""Verifying a phone by a call from it: the number to call, the card that follows, what is late, what is refused."""

import asyncio

import pytest

from handlers.commands.check_card import LIMIT
from handlers.watch.cards import Cards
from sandbox.telegram import Message
from storage import accounts, audit, chats, verifications
from storage.verifications import NewCheck
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


def ordered(town: Town) -> int:
    """How often SMSC was asked for a number to call."""
    return [request.script for request in town.asked].count("wait_call")


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


@pytest.mark.parametrize("spelling", ["89991234567", "9991234567", "+79991234567"])
async def test_the_caller_may_be_spelt_otherwise(connected: Town, spelling: str):
    card = await checking(connected)
    before = card.version

    await connected.smsc.call_comes(login="demo", phone=spelling, force=True)

    assert (await connected.private.wait_for(lambda found: found is card, after=before)).text.startswith("✅")


async def test_a_call_that_nobody_asked_for_is_told_as_such_and_leads_to_its_operator(connected: Town):
    await connected.smsc.call_comes(login="demo", phone=PHONE, force=True)

    news = await connected.private.wait_for(lambda found: found.text.startswith("☎️"))
    operator = await followed(connected.private, connected.anna, "🔎", news)

    assert f"{PRETTY} без запроса" in news.text
    assert operator.text.startswith("🔎")


async def test_a_second_check_is_not_ordered_and_in_a_private_chat_the_answer_leads_to_the_card(connected: Town):
    card = await checking(connected)
    await connected.private.say(connected.anna, f"/verify 8 999 {PHONE[4:]}")

    told = await connected.private.wait_for(lambda found: found.text.startswith("⏳"))

    assert told.reply_to is card
    assert "@anna" in told.text
    assert "МСК" in told.text
    assert number_to_call(connected) in digits(told.text)
    assert told.buttons == []
    assert ordered(connected) == 1


@pytest.mark.parametrize("thread_id", [None, TOPIC])
async def test_in_a_supergroup_a_button_opens_the_card_of_the_check_that_runs(team: Town, thread_id: int | None):
    card = await asked(team.group, team.anna, f"/verify {PHONE}", thread_id=thread_id)

    told = await asked(team.group, team.anna, f"/verify {PHONE}")

    topic = f"/{thread_id}" if thread_id else ""
    [[button]] = told.buttons
    assert button.url == f"https://t.me/c/{str(team.group.id).removeprefix('-100')}{topic}/{card.id}"
    assert ordered(team) == 1


async def test_a_check_that_runs_in_a_private_chat_is_told_of_elsewhere_without_a_link(team: Town):
    await login(team)
    await checking(team)

    told = await asked(team.group, team.anna, f"/verify {PHONE}")

    assert told.text.startswith("⏳")
    assert told.buttons == []
    assert ordered(team) == 1


async def test_in_a_basic_group_the_answer_leads_to_the_card_too(team: Town):
    basic = team.telegram.group("Смена", id=-4_200_001, members=[team.anna], admins=[team.anna])
    offer = await asked(basic, team.anna, "/login")
    await basic.press(team.anna, "🔑", message=offer)
    await team.private.wait_for(lambda found: basic.title in found.text)
    await team.private.say(team.anna, "demo demo")
    await basic.wait_for(lambda found: "✅" in found.text)
    card = await asked(basic, team.anna, f"/verify {PHONE}")
    await basic.say(team.anna, f"/verify {PHONE}")

    assert (await basic.wait_for(lambda found: found.text.startswith("⏳"))).reply_to is card


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
    assert "<tg-time" in text.html


async def test_the_text_for_the_client_is_not_given_when_the_check_is_over(connected: Town):
    card = await checking(connected)
    db = house_of(connected).db
    check = await db(verifications.open_for, 1, PHONE, connected.clock.now)
    await db(verifications.cancel, check.id)  # by somebody else, a moment ago

    told = await followed(connected.private, connected.anna, "📤", card)

    assert told.text.startswith("ℹ️ Эта проверка закончилась")


async def test_the_black_list_is_named_and_nothing_was_charged(connected: Town):
    connected.smsc.account("demo").black_list.add(PHONE)

    told = await checking(connected)

    assert told.text.startswith(f"🚫 {PRETTY} в чёрном списке")
    assert "не списаны" in told.text
    assert told.buttons == []


async def test_settings_that_forbid_a_number_are_named(connected: Town):
    connected.smsc.account("demo").allowed_prefixes = ("375",)

    told = await checking(connected)

    assert told.text.startswith("🚫 Настройки аккаунта")
    assert PRETTY in told.text
    assert "не списаны" in told.text


async def test_smscs_limit_is_named_and_can_be_tried_again(connected: Town):
    connected.smsc.set_trouble("busy", script="wait_call")

    told = await checking(connected)
    connected.smsc.set_trouble(None)
    card = await followed(connected.private, connected.anna, "🔁", told)

    assert told.text.startswith("🚫 SMSC пока не принимает")
    assert "не списаны" in told.text
    assert card.text.startswith("📞")


async def test_money_that_is_missing_is_named_with_the_balance_and_a_way_to_look_again(world: Town):
    await login(world, "poor poor")

    told = await checking(world)
    balance = await followed(world.private, world.anna, "💰", told)

    assert told.text.startswith("💰 Не хватает денег на SMSC: 0,40 ₽")
    assert "не заказана" in told.text
    assert "0,40" in balance.text


async def test_where_the_balance_cannot_be_read_the_refusal_alone_is_said(world: Town):
    await login(world, "poor poor")
    world.clock.passes(minutes=1)
    world.smsc.set_trouble("http500", script="balance")

    told = await checking(world)
    world.smsc.set_trouble(None)

    assert told.text.startswith("💰 На SMSC не хватает денег")
    assert "не заказана" in told.text


# Nobody knows whether SMSC waits


@pytest.mark.parametrize("trouble", ["lost_answer", "truncated", "html", "down"])
async def test_an_answer_that_was_lost_is_said_as_such_and_not_asked_for_again(connected: Town, trouble: str):
    connected.smsc.set_trouble(trouble, script="wait_call")
    doubt = await checking(connected)
    connected.smsc.set_trouble(None)

    again = await checking(connected)

    assert doubt.text.startswith(f"⚠️ {PRETTY}: нет ответа")
    assert again.text == doubt.text
    assert ordered(connected) == 1


async def test_only_a_press_asks_once_more_and_only_once(connected: Town):
    connected.smsc.set_trouble("lost_answer", script="wait_call", times=1)
    doubt = await checking(connected)

    card = await followed(connected.private, connected.anna, "🔁", doubt)
    await asyncio.gather(*(connected.private.press(connected.anna, "🔁", message=doubt) for _ in range(5)))
    await quiet(connected)

    assert card.text.startswith("📞")
    assert ordered(connected) == 2


async def test_a_call_settles_the_doubt_on_its_card(connected: Town):
    connected.smsc.set_trouble("lost_answer", script="wait_call", times=1)
    doubt = await checking(connected)

    confirmed = await called(connected, doubt)

    assert confirmed.text.startswith("✅")


async def test_a_check_that_a_crash_cut_off_is_in_doubt_after_the_start_and_is_not_repeated(town: Town):
    async with town.bot():
        await login(town)
        account = await house_of(town).db(accounts.of_chat, town.private.id)
        new = NewCheck(account.id, town.private.id, 0, PHONE, "@anna")  # what is written down before SMSC is asked
        await house_of(town).db(verifications.begin, new, town.clock.now, town.clock.now + LIMIT)
    async with town.bot():
        cards = Cards(house_of(town))
        await cards.refresh()
        doubt = await town.private.wait_for(lambda found: found.text.startswith("⚠️"))
        await cards.close()
        again = await checking(town)  # Telegram's update is handled again after a crash

    assert PRETTY in doubt.text
    assert again.text == doubt.text
    assert ordered(town) == 0


# Which number


async def test_of_several_numbers_one_is_chosen(connected: Town):
    choice = await checking(connected, f"/verify {PHONE}, +7 912 000-00-01")
    assert ordered(connected) == 0

    card = await followed(connected.private, connected.anna, "+7 912", choice)

    assert "по одному" in choice.text
    assert "+7 912 000-00-01" in card.text
    assert ordered(connected) == 1


async def test_of_several_numbers_in_the_message_that_is_replied_to_none_is_guessed(connected: Town):
    said = await connected.private.say(connected.anna, f"мои телефоны: {PRETTY}\n+7 912 000-00-01")
    asked_for = await connected.private.say(connected.anna, "/verify", reply_to=said)

    choice = await connected.private.wait_for(lambda found: found.reply_to is asked_for)

    assert [button.text for button in choice.buttons[0]] == [PRETTY, "+7 912 000-00-01"]


async def test_more_numbers_than_anybody_chooses_from_are_refused(connected: Town):
    told = await checking(connected, "/verify " + " ".join(f"7999123456{n}" for n in range(9)))

    assert told.text.startswith("❌ Номера проверяются по одному")
    assert "/verify 79991234567" in told.text
    assert ordered(connected) == 0


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


async def test_a_card_that_telegram_never_took_comes_as_soon_as_it_does(connected: Town):
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: message is odd"}
    connected.telegram.fault("sendMessage", status=400, body=refusal)
    await connected.private.say(connected.anna, f"/verify {PHONE}")
    await quiet(connected)
    cards = Cards(house_of(connected))

    await cards.refresh()
    card = await connected.private.wait_for(lambda found: found.text.startswith("📞"))
    await cards.close()

    assert (await called(connected, card)).text.startswith("✅")
    assert ordered(connected) == 1


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


async def test_a_chat_that_wants_to_be_asked_is_told_of_a_running_check_at_once(connected: Town):
    await checking(connected)
    await house_of(connected).db(chats.ask_before_checks, connected.private.id, on=True)
    await connected.private.say(connected.anna, f"/verify {PHONE}")

    assert await connected.private.wait_for(lambda found: found.text.startswith("⏳"))


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
