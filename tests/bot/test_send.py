"""Sending a message: a quote sends nothing, a confirmation sends once, the card follows what SMSC tells."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from handlers.watch import messages as watch
from sandbox.smsc.messages import Kind
from sandbox.telegram import Message
from storage import accounts, audit, chats, messages, spending
from storage.messages import State
from tests.bot.letters import PHONE, PRETTY, TEXT, begun, confirmed, ours, quoted, reads, sent
from tests.bot.town import (
    Town,
    asked,
    calls_back,
    followed,
    house_of,
    login,
    login_group,
    quiet,
    refused,
    turned,
)

BEFORE, AFTER = Decimal("1530.00"), Decimal("1525.90")


async def becomes(town: Town, card: Message, status: int, err: int = 0, **extra: object) -> Message:
    """SMSC tells where the message is; the card after that."""
    before, [message] = card.version, ours(town)
    told = await town.smsc.status_changes(
        login="demo", id=message.id, phone=message.phone, status=status, err=err, **extra
    )
    assert told.status == 200
    return await town.private.wait_for(lambda found: found is card, after=before)


async def looked_up(town: Town, card: Message, **passed: float) -> Message:
    """Time passes, and the bot asks SMSC where its messages are; the card after that."""
    before = card.version
    town.clock.passes(**passed)
    await watch.ask(house_of(town))
    return await town.private.wait_for(lambda found: found is card, after=before)


async def test_a_quote_shows_price_parts_balance_and_text_and_sends_nothing(connected: Town):
    card = await quoted(connected, f"/send 8 999 123-45-67 {TEXT}")

    assert PRETTY in card.text.splitlines()[0]
    assert TEXT in card.text
    assert "4,10 ₽ · 1 часть" in reads(card.text)
    assert "1 530 ₽ → 1 525,90 ₽" in reads(card.text)
    assert ours(connected) == []
    assert connected.smsc.account("demo").balance == BEFORE


async def test_the_confirming_button_is_green_and_says_what_it_costs(connected: Town):
    [[button], [cancel]] = (await quoted(connected)).buttons

    assert button.text.startswith("✅")
    assert "4,10" in button.text
    assert button.style == "success"
    assert cancel.text == "Отмена"


async def test_a_confirmed_message_goes_once_under_an_id_of_ours(connected: Town):
    card = await sent(connected)

    [message] = ours(connected)
    assert (message.phone, message.text, message.kind) == (PHONE, TEXT, Kind.SMS)
    assert card.text.startswith("📤")
    assert message.id in card.text
    assert "1 525,90" in reads(card.text)
    assert connected.smsc.account("demo").balance == AFTER


async def test_the_next_quote_knows_what_is_left(connected: Town):
    await sent(connected)

    assert "1 525,90 ₽ → 1 521,80 ₽" in reads((await quoted(connected, f"/send {PHONE} Другое")).text)


async def test_twenty_taps_at_once_send_one_message(connected: Town):
    card = await quoted(connected)
    before = card.version
    answers = await asyncio.gather(*(connected.private.press(connected.anna, "✅", message=card) for _ in range(20)))
    await connected.private.wait_for(lambda found: found is card, after=before)

    assert len(ours(connected)) == 1
    assert all(answer.answered for answer in answers)


async def test_a_button_that_was_kept_sends_nothing_more(connected: Town):
    card = await quoted(connected)
    [button] = card.buttons[0]
    await confirmed(connected, card)
    card.buttons = [[button]]

    await refused(connected.private, connected.anna, "✅", card)
    assert len(ours(connected)) == 1


async def test_a_cancelled_quote_sends_nothing(connected: Town):
    card = await turned(connected.private, connected.anna, "Отмена", await quoted(connected))

    assert card.text.startswith("✖️")
    assert card.buttons == []
    assert ours(connected) == []


async def test_nobody_else_may_confirm_and_a_viewer_may_not_even_ask(team: Town):
    card = await asked(team.group, team.anna, f"/send {PHONE} {TEXT}")

    assert (await refused(team.group, team.boris, "✅", card)).show_alert
    assert (await asked(team.group, team.boris, f"/send {PHONE} {TEXT}")).text.startswith("🔒")
    assert ours(team) == []


async def test_a_quote_expires_after_ten_minutes_and_can_be_recalculated(connected: Town):
    card = await quoted(connected)
    connected.clock.passes(minutes=10, seconds=1)

    assert (await confirmed(connected, card)).text.startswith("⌛")
    assert ours(connected) == []
    await turned(connected.private, connected.anna, "🔁", card)
    assert (await confirmed(connected, card)).text.startswith("📤")


async def test_a_price_that_moved_sends_nothing_and_shows_both(connected: Town):
    card = await quoted(connected)
    await house_of(connected).db(lambda db: db.conn.execute("update messages set price = '3.90'").rowcount)

    moved = await confirmed(connected, card)

    assert moved.text.startswith("⚠️")
    assert "3,90" in moved.text
    assert "4,10" in moved.text
    assert ours(connected) == []


@pytest.mark.parametrize(
    ("trouble", "sign"),
    [("no_money", "💰"), ("busy", "⏳")],
)
async def test_what_smsc_refuses_is_not_charged_and_says_why(connected: Town, trouble: str, sign: str):
    card = await quoted(connected)
    connected.smsc.set_trouble(trouble, script="send", action="", times=1)

    told = await confirmed(connected, card)

    assert told.text.startswith("❌")
    assert sign in told.text
    assert ours(connected) == []
    again = await followed(connected.private, connected.anna, "🔁", told)
    assert TEXT in again.text


async def test_a_password_that_smsc_rejects_meanwhile_stops_the_account(connected: Town):
    card = await quoted(connected)
    connected.smsc.set_trouble("auth", script="send", action="", times=1)

    told = await confirmed(connected, card)
    assert told.text.startswith("❌")
    assert "/login" in told.text
    [account] = await house_of(connected).db(accounts.everyone)
    assert account.stopped_why
    assert ours(connected) == []


@pytest.mark.parametrize("trouble", ["down", "busy", "blocked", "html"])
async def test_a_price_that_cannot_be_checked_again_sends_nothing(connected: Town, trouble: str):
    card = await quoted(connected)
    connected.smsc.set_trouble(trouble, script="send", action="cost")

    told = await confirmed(connected, card)

    assert told.text.startswith("❌")
    assert [button.text for row in told.buttons for button in row] == ["🔁 Пересчитать"]
    assert ours(connected) == []


async def test_a_number_smsc_cannot_deliver_to_gets_no_quote(connected: Town):
    assert (await quoted(connected, f"/send 74950001100 {TEXT}")).text.startswith("🚫")


async def test_a_long_text_says_how_much_one_sms_holds(connected: Town):
    card = await quoted(connected, f"/send {PHONE} {'я' * 85}")

    assert "8,20 ₽ · 2 части" in reads(card.text)
    assert "Знаков 85, в одну SMS помещается 70" in card.text


async def test_a_text_longer_than_smsc_takes_is_not_even_priced(connected: Town):
    answer = await quoted(connected, f"/send {PHONE} {'я' * 1001}")

    assert answer.text.startswith("❌")
    assert "1 001" in reads(answer.text)
    assert connected.asked_to("cost") == 0


@pytest.mark.parametrize(
    ("written", "sign"),
    [("привет", "❌"), ("12345 Привет", "❌"), ("+49 30 1234 5678 Hallo", "🤔")],
)
async def test_a_number_that_is_none_or_doubtful_is_asked_about(connected: Town, written: str, sign: str):
    answer = await quoted(connected, f"/send {written}")

    assert answer.text.startswith(sign)
    assert "79991234567" in answer.text
    assert connected.asked_to("cost") == 0


async def test_a_senders_name_is_shown_and_sent(connected: Town):
    card = await quoted(connected, f"/send {PHONE} от=SHOP {TEXT}")
    assert "от SHOP" in card.text

    await confirmed(connected, card)
    [message] = ours(connected)
    assert (message.sender, message.text) == ("SHOP", TEXT)


# What becomes of it


async def test_the_card_follows_what_smsc_tells(connected: Town):
    card = await sent(connected)

    assert (await becomes(connected, card, 1)).text.startswith("✅")
    assert (await becomes(connected, card, 2)).text.startswith("👀")
    assert card.buttons == []


async def test_a_delivery_is_told_by_the_card_and_not_twice(connected: Town):
    await asked(connected.private, connected.anna, "/subscribe all")
    card = await sent(connected)
    known = len(connected.private.messages)
    await becomes(connected, card, 1)

    assert await quiet(connected) == []
    assert len([one for one in connected.private.messages[known:] if PRETTY in one.text]) == 0


async def test_an_older_state_changes_nothing(connected: Town):
    card = await sent(connected)
    await becomes(connected, card, 2)
    version, [message] = card.version, ours(connected)

    for status in (1, 0, -1):
        await connected.smsc.status_changes(login="demo", id=message.id, phone=PHONE, status=status)
    await quiet(connected)
    assert card.version == version


async def test_a_failure_after_a_delivery_is_kept_and_not_shown(connected: Town):
    card = await sent(connected)
    await becomes(connected, card, 1)
    version, [message] = card.version, ours(connected)
    connected.clock.passes(minutes=1)

    await connected.smsc.status_changes(login="demo", id=message.id, phone=PHONE, status=3, err=6)
    assert await quiet(connected) == []
    assert card.version == version


async def test_a_failure_is_on_the_card_and_rings_as_a_reply_to_it(connected: Town):
    card = await sent(connected)
    await becomes(connected, card, 3, 6)
    rung = await connected.private.wait_for(lambda found: found.reply_to is card and found.text.startswith("❌"))

    for told in (card, rung):
        assert "3/6" in told.text
        assert "Повторите позже или позвоните" in told.text
        assert [button.text for row in told.buttons for button in row] == ["🔁 Ещё раз", "📞 Голосом", "🔎 Оператор"]
    assert not rung.silent


async def test_the_next_steps_of_a_failure_lead_somewhere(connected: Town):
    card = await sent(connected)
    await becomes(connected, card, 3, 6)
    rung = await connected.private.wait_for(lambda found: found.reply_to is card and found.text.startswith("❌"))

    for told in (card, rung):
        again = await followed(connected.private, connected.anna, "🔁", told)
        assert again.text.startswith("💰 SMS на")
        assert TEXT in again.text
        voice = await followed(connected.private, connected.anna, "📞", told)
        assert voice.text.startswith("💰 Звонок")
        assert TEXT in voice.text
    assert "Йота" in (await followed(connected.private, connected.anna, "🔎", rung)).text
    assert len(ours(connected)) == 1


async def test_a_message_of_another_program_is_sent_again_with_its_text(connected: Town):
    id = await connected.smsc.message_sent(login="demo", phone=PHONE, text="Код 4821")
    await connected.smsc.status_changes(login="demo", id=id, phone=PHONE, status=20, err=1)
    await connected.smsc.status_changes(login="demo", id=id, phone=PHONE, status=20, err=13)
    rung = await connected.private.wait_for(lambda found: id in found.text)
    assert "Такого абонента нет" in rung.text

    await connected.smsc.status_changes(login="demo", id="777", phone=PHONE, status=3, err=6)
    other = await connected.private.wait_for(lambda found: "· 777 ·" in found.text)
    assert "Код 4821" not in (await followed(connected.private, connected.anna, "🔁", other)).text


async def test_a_voice_call_and_what_to_do_when_nobody_answers(connected: Town):
    card = await sent(connected, f"/send голосом {PHONE} {TEXT}")
    [message] = ours(connected)
    assert (message.kind, message.text) == (Kind.CALL, TEXT)

    await becomes(connected, card, 20, 237)
    await connected.private.wait_for(lambda found: found.reply_to is card and found.text.startswith("❌"))
    assert "Трубку не взяли" in card.text
    written = await followed(connected.private, connected.anna, "✉️", card)
    assert written.text.startswith("💰 SMS на")


@pytest.mark.parametrize(
    ("told", "first", "also"),
    [
        ((1, 0, False), f"📶 {PRETTY} в сети", "Йота"),
        ((1, 0, True), f"🌍 {PRETTY} в роуминге", "Turkcell"),
        ((1, 6, False), f"📵 {PRETTY} недоступен", "не в сети"),
        ((20, 1, False), f"📵 {PRETTY} недоступен", "не существует"),
    ],
)
async def test_an_hlr_query_is_answered_in_words(connected: Town, told: tuple[int, int, bool], first: str, also: str):
    card = await sent(connected, f"/send hlr {PHONE}")
    assert card.text.startswith("⏳ HLR")

    status, err, abroad = told
    await becomes(connected, card, status, err, abroad=abroad)
    assert card.text.splitlines()[0] == first
    assert also in card.text
    assert ("IMSI 25011" in card.text) is (first[0] in "📶🌍")


async def test_a_sim_that_the_callback_leaves_out_is_asked_of_smsc(connected: Town):
    card = await sent(connected, f"/send hlr {PHONE}")
    [message] = ours(connected)
    before = card.version
    account = connected.smsc.account("demo")
    await connected.smsc.callback("demo", {"id": message.id, "phone": PHONE, "status": "1", "ts": "1786525200"})
    await connected.private.wait_for(lambda found: found is card, after=before)
    assert "IMSI" not in card.text

    account.messages[message.id, PHONE] = replace(account.messages[message.id, PHONE], status=1)
    assert "IMSI" in (await looked_up(connected, card)).text


# Answers that are lost


@pytest.mark.parametrize("trouble", ["lost_answer", "truncated"])
async def test_a_lost_answer_to_a_message_smsc_has_is_found_out_and_not_repeated(connected: Town, trouble: str):
    card = await quoted(connected)
    connected.smsc.set_trouble(trouble, script="send", action="", times=1)
    assert (await confirmed(connected, card)).text.startswith("⚠️")

    assert (await looked_up(connected, card, seconds=21)).text.startswith("📤")
    assert len(ours(connected)) == 1
    assert [request.action for request in connected.asked if request.script == "send"].count("") == 1


@pytest.mark.parametrize("trouble", ["down", "empty", "html", "http500"])
async def test_a_lost_answer_to_a_message_smsc_has_not_is_found_out_and_not_repeated(connected: Town, trouble: str):
    card = await quoted(connected)
    connected.smsc.set_trouble(trouble, script="send", action="", times=1)
    assert (await confirmed(connected, card)).text.startswith("⚠️")

    connected.clock.passes(seconds=21)
    await watch.ask(house_of(connected))
    await quiet(connected)
    assert card.text.startswith("⚠️"), "twenty seconds later it may still be on its way"
    assert (await looked_up(connected, card, seconds=61)).text.startswith("❌")
    assert ours(connected) == []


async def test_while_smsc_cannot_be_asked_the_card_says_that_it_is_not_known(connected: Town):
    card = await quoted(connected)
    connected.smsc.set_trouble("down", script="send", action="", times=1)
    await confirmed(connected, card)
    connected.smsc.set_trouble("down")
    for _ in range(5):
        connected.clock.passes(minutes=10)
        await watch.ask(house_of(connected))

    await quiet(connected)
    assert card.text.startswith("⚠️")
    assert "второй раз не отправляю" in card.text


async def test_a_callback_that_comes_before_the_answer_is_not_lost(connected: Town):
    card = await quoted(connected)
    connected.smsc.set_trouble("slow", script="send", action="", times=1)
    await connected.private.press(connected.anna, "✅", message=card)
    row = await leaving(connected)
    assert row.state is State.SENDING
    told = await connected.smsc.callback(
        "demo", {"id": row.own_id, "phone": PHONE, "status": "1", "ts": "1786525200", "type": "0"}
    )
    assert told.status == 200
    await connected.private.wait_for(lambda found: found is card and found.text.startswith("✅"))
    before = card.version
    connected.smsc.set_trouble(None)

    await connected.private.wait_for(lambda found: found is card, after=before)
    assert card.text.startswith("✅")
    assert "1 525,90" in reads(card.text)


async def leaving(town: Town) -> messages.Message:
    """The message that is being sent, as soon as it is."""
    while True:
        found = await house_of(town).db(lambda db: [row[0] for row in db.execute("select max(id) from messages")])
        row = await house_of(town).db(messages.get, found[0])
        if row is not None and row.state is not State.QUOTED:
            return row


# Stops and silence


async def test_a_card_lives_on_after_a_restart(town: Town):
    async with town.bot():
        await login(town)
        await calls_back(town)
        card = await sent(town)
    [message] = ours(town)
    await town.smsc.status_changes(login="demo", id=message.id, phone=PHONE, status=1)

    async with town.bot():
        await town.smsc.retry_now()
        await town.private.wait_for(lambda found: found is card and found.text.startswith("✅"))


async def test_what_was_being_sent_when_the_bot_stopped_is_looked_up(town: Town):
    async with town.bot():
        await login(town)
        card = await sent(town)
        await house_of(town).db(lambda db: db.conn.execute("update messages set state = 'sending'").rowcount)

    async with town.bot():
        await town.private.wait_for(lambda found: found is card and found.text.startswith("⚠️"))
        assert (await looked_up(town, card, seconds=21)).text.startswith("📤")
    assert len(ours(town)) == 1


async def test_where_smsc_cannot_call_back_it_is_asked(town: Town):
    async with town.bot(public_url=""):
        await login(town)
        card = await sent(town)
        [message] = ours(town)
        await town.smsc.status_changes(login="demo", id=message.id, phone=PHONE, status=1)

        assert (await looked_up(town, card, seconds=21)).text.startswith("✅")
        town.clock.passes(hours=2)
        asked_before = len(town.asked)
        await watch.ask(house_of(town))
        assert len(town.asked) == asked_before, "what is over is not asked for any more"


async def test_where_callbacks_stay_away_smsc_is_asked_after_ten_minutes(connected: Town):
    card = await sent(connected)
    [message] = ours(connected)
    connected.smsc.set_handler("demo", None)
    await connected.smsc.status_changes(login="demo", id=message.id, phone=PHONE, status=1)
    connected.clock.passes(minutes=9)
    await watch.ask(house_of(connected))
    assert card.text.startswith("📤")

    assert (await looked_up(connected, card, minutes=2)).text.startswith("✅")


# Ways to begin


async def test_without_arguments_number_and_text_are_asked_for(connected: Town):
    first = await asked(connected.private, connected.anna, "/send")
    assert first.buttons[0][0].text == "Отмена"
    assert "/send голосом" in first.text
    assert "/send hlr" in first.text
    second = await asked(connected.private, connected.anna, "8 999 123-45-67")
    assert PRETTY in second.text
    assert second.buttons[0][0].text == "Отмена"

    card = await asked(connected.private, connected.anna, TEXT)
    assert card.text.startswith("💰")
    assert TEXT in card.text


async def test_a_dialogue_is_cancelled_by_its_button(connected: Town):
    first = await asked(connected.private, connected.anna, f"/send {PHONE}")
    await turned(connected.private, connected.anna, "Отмена", first)

    assert (await asked(connected.private, connected.anna, TEXT)).text.startswith("ℹ️")


async def test_in_a_group_the_text_comes_as_a_reply(team: Town):
    first = await asked(team.group, team.anna, f"/send {PHONE}", thread_id=2)
    assert "ответом" in first.text

    answer = await team.group.say(team.anna, TEXT, thread_id=2, reply_to=first)
    card = await team.group.wait_for(lambda found: found.reply_to is answer)
    assert card.text.startswith("💰")
    assert card.thread_id == 2


async def test_an_incoming_sms_is_answered_by_its_button(connected: Town):
    await connected.smsc.sms_arrives(login="demo", phone=PHONE, text="Когда привезёте?", to="74950001100")
    told = await connected.private.wait_for(lambda found: "привезёте" in found.text)
    question = await followed(connected.private, connected.anna, "↩️", told)
    assert PRETTY in question.text
    card = await asked(connected.private, connected.anna, TEXT)

    assert card.text.startswith(f"💰 SMS на {PRETTY}")


async def test_a_viewer_may_not_answer(team: Town):
    await team.smsc.sms_arrives(login="demo", phone=PHONE, text="Когда привезёте?", to="74950001100")
    told = await team.group.wait_for(lambda found: "привезёте" in found.text)

    assert (await refused(team.group, team.boris, "↩️", told)).show_alert


async def test_a_reply_to_an_incoming_sms_goes_to_who_wrote_it(connected: Town):
    text = "Позвоните мне на +7 912 000-00-01"
    await connected.smsc.sms_arrives(login="demo", phone=PHONE, text=text, to="74950001100")
    told = await connected.private.wait_for(lambda found: "Позвоните" in found.text)
    reply = await connected.private.say(connected.anna, f"/send {TEXT}", reply_to=told)
    card = await connected.private.wait_for(lambda found: found.reply_to is reply)

    assert card.text.startswith(f"💰 SMS на {PRETTY}")
    assert TEXT in card.text


async def test_who_wrote_by_a_name_cannot_be_answered(connected: Town):
    await connected.smsc.sms_arrives(login="demo", phone="MyBank", text="Спасибо, что вы с нами", to="74950001100")
    told = await connected.private.wait_for(lambda found: "MyBank" in found.text)

    assert [button.text for row in told.buttons for button in row] == ["🔕 Молчать о нём"]
    reply = await connected.private.say(connected.anna, f"/send {TEXT}", reply_to=told)
    assert (await connected.private.wait_for(lambda found: found.reply_to is reply)).text.startswith("❌")


async def test_several_events_in_one_message_have_no_steps(connected: Town):
    for number in range(4):
        await connected.smsc.sms_arrives(login="demo", phone=f"7999123456{number}", text=f"Привет {number}", to="1")
    told = await connected.private.wait_for(lambda found: "Привет 3" in found.text)

    if "Привет 2" in told.text:
        assert told.buttons == []


# Money and memory


async def test_beyond_the_limit_a_second_person_approves(team: Town):
    await asked(team.group, team.boris, "/start")
    await asked(team.group, team.anna, "/grant @boris buyer")
    await house_of(team).db(chats.limit_spending, team.group.id, Decimal("5"))
    first = await begun(team.group, team.anna, await asked(team.group, team.anna, f"/send {PHONE} Раз"))
    assert first.text.startswith("📤")

    card = await begun(team.group, team.anna, await asked(team.group, team.anna, f"/send {PHONE} Два"))
    assert card.text.startswith("🔒")
    await team.group.press(team.anna, "✅", message=card)
    assert len(ours(team)) == 1
    done = await begun(team.group, team.boris, card)
    assert done.text.startswith("📤")
    assert "@boris" in done.text
    spent = await house_of(team).db(spending.spent_since, team.group.id, team.clock().replace(day=1))
    assert spent == Decimal("8.20")


async def test_the_audit_knows_who_sent_and_what_it_cost(connected: Town):
    await sent(connected)
    day = timedelta(days=1)
    start, end = connected.clock() - day, connected.clock() + day
    deeds = await house_of(connected).db(audit.between, connected.private.id, start=start, end=end, limit=9)

    [deed] = [deed for deed in deeds if deed.what == "send"]
    assert (deed.person, deed.about) == ("@anna", PHONE)
    assert "4.1" in deed.result


async def test_a_message_is_found_by_the_card_of_its_group(world: Town):
    await login_group(world)
    card = await begun(world.group, world.anna, await asked(world.group, world.anna, f"/send {PHONE} {TEXT}"))
    row = await house_of(world).db(messages.on_card, 1, world.group.id, card.id)

    assert row.message_id == card.id
