"""Who is let in, what is overheard on purpose, and that every press is answered, whoever pressed whatever."""

from dataclasses import replace

import pytest

from bot.chat.door import Door
from bot.chat.patience import Patience
from bot.chat.reader import Reader
from bot.chat.replies import Replies
from bot.chat.taps import REFUSALS, Taps
from handlers.ask import Ask, Command, Tap, TapHandler
from handlers.commands import COMMANDS
from handlers.house import Place, Role
from handlers.problems import ROLES, Hidden
from handlers.reply import Button, Reply
from sandbox.telegram import Answer, Chat, Message, Person
from storage import subscriptions
from storage.actions import Refusal
from tests.bot.town import (
    TOPIC,
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
    words,
)

LEAVING = {"logout"}  # would end the account under the other commands' feet
CHANNEL = Person(136817688, "Channel", "Channel_Bot", is_bot=True)
SERVICE = Person(777000, "Telegram")


async def tapped(town: Town, message: Message, person: Person, data: str) -> Answer:
    """What Telegram's client would never send, but a program of one's own would: a press with any *data*."""
    query = town.telegram.cloud.ask(message, person, data)
    await query.done.wait()
    return query.answer


def anew(town: Town, person: Person, text: str, chat: Chat, **more: object) -> dict[str, object]:
    """The update of a message that the stand-in's people would not write."""
    message = {"message_id": 900 + len(text), "date": 1786000000, "chat": chat.to_json(), "from": person.to_json()}
    return {"update_id": next(town.numbers), "message": message | {"text": text} | more}


def bare_door(
    town: Town, *, commands: tuple[Command, ...] = (), taps: tuple[TapHandler, ...] = (), **patience: float
) -> Door:
    """The door with handlers of a test's own behind it."""
    line, house = town.app.line, house_of(town)
    reader, replies = Reader(house, line.rights), Replies(house, Patience(house, **patience))
    pressed = Taps(line.connection.bot, reader, replies, {item.name: item for item in taps})
    named = {item.name: item for item in commands}
    return Door(line.connection.bot, house, line.rights, reader, replies, pressed, named, answers={})


async def test_a_member_may_do_what_every_viewer_may_and_nothing_else(team: Town):
    answers = {item.name: await asked(team.group, team.boris, f"/{item.name}") for item in COMMANDS}

    assert {name for name, answer in answers.items() if answer.text.startswith("🔒")} == {
        item.name for item in COMMANDS if item.role > Role.VIEWER
    }


async def test_an_administrator_may_do_everything_in_the_group(team: Town):
    for item in COMMANDS:
        if item.name not in LEAVING:
            assert not (await asked(team.group, team.anna, f"/{item.name}")).text.startswith("🔒"), item.name


async def test_an_anonymous_administrator_is_told_why_not(team: Town):
    for item in COMMANDS:
        said = await team.group.say_anonymously(f"/{item.name}@smsc_sandbox_bot")
        answer = await team.group.wait_for(lambda found, said=said: found.reply_to is said)
        assert (words(Hidden().sentence) == answer.text) == (item.role > Role.VIEWER), item.name


async def test_an_owner_of_the_installation_may_do_everything_everywhere(town: Town):
    async with town.bot(owners=(town.boris.id,)):
        answer = await asked(town.group, town.boris, "/login")

    assert answer.buttons


async def test_everybody_owns_their_private_chat(world: Town):
    theirs = world.telegram.private(world.boris)

    assert (await asked(theirs, world.boris, "/login")).buttons


async def test_an_administrator_who_was_made_a_member_loses_the_rights_within_five_minutes(team: Town):
    vera = team.telegram.person(next(team.numbers), "Вера")
    team.group.join(vera)
    team.group.promote(vera, team.anna)
    team.clock.passes(minutes=5)
    assert not (await asked(team.group, vera, "/subscribe")).text.startswith("🔒")

    team.group.demote(vera, team.anna)
    team.clock.passes(minutes=5)
    assert (await asked(team.group, vera, "/subscribe")).text.startswith("🔒")


async def test_a_command_for_another_bot_is_none_of_ours(world: Town):
    world.group.promote_bot(world.anna)
    await world.group.say(world.anna, "/help@other_bot")
    await world.private.say(world.anna, "/help@other_bot")

    assert await quiet(world, world.group) == []
    assert await quiet(world) == []


@pytest.mark.parametrize("spelling", ["/help@smsc_sandbox_bot", "/HELP", "/Help@SMSC_Sandbox_Bot", "/help\n"])
async def test_a_command_is_ours_in_any_case(world: Town, spelling: str):
    assert "/buy" in (await asked(world.group, world.anna, spelling)).text


async def test_an_unknown_command_is_answered_in_private_only(world: Town):
    assert "/help" in (await asked(world.private, world.anna, "/weather")).text

    await world.group.say(world.anna, "/weather")
    assert await quiet(world, world.group) == []


async def test_talk_is_answered_in_private_only(world: Town):
    world.group.promote_bot(world.anna)
    assert "/help" in (await asked(world.private, world.anna, "Привет!")).text

    await world.group.say(world.anna, "Привет!")
    assert await quiet(world, world.group) == []


async def test_a_forwarded_command_does_nothing(connected: Town):
    await connected.private.say(connected.anna, "/logout", forward_from=connected.boris)
    await connected.private.say(connected.anna, "/logout", forward_from="Скрытый")

    assert await quiet(connected) == []
    assert (await asked(connected.private, connected.anna, "/balance")).text.startswith("💰")


async def test_channels_other_bots_and_strange_updates_are_passed_over(team: Town):
    other_bot = Person(55, "Bot", "other_bot", is_bot=True)
    post = {
        "message_id": 5,
        "date": 1786000000,
        "chat": {"id": -1005, "type": "channel", "title": "x"},
        "text": "/logout",
    }
    strange = [
        {"channel_post": post},
        {"edited_message": anew(team, team.anna, "/logout", team.group)["message"]},
        {"message": post},
        {"poll": {"id": "1"}},
        {},
    ]
    updates = [{"update_id": next(team.numbers)} | update for update in strange]
    updates += [anew(team, person, "/logout", team.group) for person in (other_bot, CHANNEL, SERVICE)]
    await team.app.line.inbox.keep(updates)

    assert (await asked(team.group, team.anna, "/balance")).text.startswith("💰")


async def test_only_allowed_chats_are_served(town: Town):
    async with town.bot(allowed_chats=(town.group.id,)):
        assert (await asked(town.private, town.anna, "/help")).text.startswith("🔒")
        assert "/buy" in (await asked(town.group, town.anna, "/help")).text
        await town.private.say(town.anna, "Привет!")
        await town.private.say(town.anna, "/weather")
        last = await asked(town.private, town.anna, "/help")

    assert [message.text for message in town.private.messages if message.by_bot] == [last.text] * 2


async def test_an_owner_is_served_in_private_wherever_the_bot_serves(town: Town):
    async with town.bot(allowed_chats=(town.group.id,), owners=(town.anna.id,)):
        assert "/buy" in (await asked(town.private, town.anna, "/help")).text


async def test_an_allowed_group_can_be_connected_by_its_administrator(town: Town):
    async with town.bot(allowed_chats=(town.group.id,)):
        await login_group(town)

        assert (await asked(town.group, town.boris, "/balance")).text.startswith("💰")


async def test_buttons_of_a_chat_that_is_not_served_do_nothing(town: Town):
    async with town.bot():
        await login(town)
        card = await asked(town.private, town.anna, "/subscribe")
    async with town.bot(allowed_chats=(town.group.id,)):
        answer = await refused(town.private, town.anna, card.buttons[0][0], card)

    assert answer.text


HOSTILE = [
    "<b>&amp;</b>",
    "\u202egnol",
    "x" * 4096,
    "'); drop table chats; --",
    "{person}",
    "@all /logout https://a.ru",
]


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_is_only_a_name(connected: Town, name: str):
    mallory = connected.telegram.person(next(connected.numbers), name, username="")
    group = connected.telegram.group(name, id=-next(connected.numbers), members=[mallory], admins=[mallory])
    connected.telegram.private(mallory)
    offer = await asked(group, mallory, "/login")
    await group.press(mallory, "🔑", message=offer)
    hers = connected.telegram.private(mallory)
    await hers.wait_for(lambda found: found.by_bot)
    await hers.say(mallory, "demo demo")
    card = await group.wait_for(lambda found: "✅" in found.text)
    quote = await asked(group, mallory, "/buy 74950001122")

    kinds = {entity.type for message in (offer, card, quote) for entity in message.entities}
    assert kinds <= {"code", "bot_command", "date_time", "phone_number", "hashtag"}
    assert all("\u202e" not in message.text for message in (offer, card, quote))
    assert (await turned(group, mallory, "✅", quote)).text.startswith("✅")


async def test_a_forged_press_is_answered_and_does_nothing(connected: Town):
    card = await asked(connected.private, connected.anna, "/subscribe")
    before = card.version
    forged = ["v1:", "v1:0000000000", "v2:x", "buy.confirm:1", "v1:' or 1=1 --", "ё" * 32, "v1:" + "A" * 61]
    answers = [await tapped(connected, card, connected.anna, data) for data in forged]

    assert all(answer.answered for answer in answers)
    assert card.version == before


async def test_a_button_of_another_chat_is_answered_and_does_nothing(connected: Town):
    await login_group(connected)
    card = await asked(connected.group, connected.anna, "/subscribe")
    start = await asked(connected.private, connected.anna, "/start")

    answer = await tapped(connected, start, connected.anna, card.buttons[0][0].callback_data)

    assert answer.text == words(REFUSALS[Refusal.UNKNOWN])
    assert "🔔" in (await asked(connected.group, connected.anna, "/subscribe")).buttons[0][0].text


async def test_an_old_button_says_so(connected: Town):
    card = await asked(connected.private, connected.anna, "/subscribe")
    connected.clock.passes(days=30, seconds=1)

    answer = await refused(connected.private, connected.anna, card.buttons[0][0], card)

    assert answer.text == words(REFUSALS[Refusal.EXPIRED])


async def test_a_press_without_a_message_is_answered(world: Town):
    start = await asked(world.private, world.anna, "/start")
    query = world.telegram.cloud.ask(start, world.anna, "x")
    inline = {
        "id": query.id,
        "from": world.anna.to_json(),
        "chat_instance": "1",
        "inline_message_id": "1",
        "data": "v1:x",
    }
    await world.app.line.inbox.keep([{"update_id": next(world.numbers), "callback_query": inline}])

    await query.done.wait()
    assert query.answer.answered


async def test_a_press_is_answered_before_smsc_is_asked(connected: Town):
    card = await asked(connected.private, connected.anna, "/stats")
    connected.clock.passes(minutes=2)
    connected.smsc.set_trouble("hang")

    answer = await connected.private.press(connected.anna, "🔄", message=card)

    assert answer.answered
    connected.smsc.set_trouble(None)


async def test_a_press_does_not_wait_for_a_slow_command_in_the_same_chat(connected: Town):
    card = await asked(connected.private, connected.anna, "/subscribe")
    connected.smsc.set_trouble("hang")
    await connected.private.say(connected.anna, "/balance")
    shown = await turned(connected.private, connected.anna, card.buttons[0][0], card)

    assert "🔈" in shown.buttons[0][0].text
    connected.smsc.set_trouble(None)


async def test_what_is_written_in_a_chat_is_answered_in_its_order(connected: Town):
    connected.smsc.set_trouble("hang", times=1)
    slow = await connected.private.say(connected.anna, "/balance")
    await connected.private.say(connected.anna, "/help")
    theirs = connected.telegram.private(connected.boris)
    await asked(theirs, connected.boris, "/help")
    connected.smsc.set_trouble(None)
    await connected.private.wait_for(lambda found: "/buy" in found.text)

    answers = [message for message in connected.private.messages if message.by_bot and message.id > slow.id]
    assert answers[0].reply_to is slow


async def test_an_answer_is_silent_and_stands_in_the_topic_that_asked(team: Town):
    answer = await asked(team.group, team.boris, "/balance", thread_id=TOPIC)

    assert answer.silent
    assert answer.thread_id == TOPIC


async def test_everybody_is_spoken_to_in_their_own_language(world: Town):
    john = world.telegram.person(next(world.numbers), "John", language_code="en-GB")
    nobody = world.telegram.person(next(world.numbers), "Кто-то", language_code="")
    about = COMMANDS[0].about

    for person, language in ((world.anna, "ru"), (john, "en"), (nobody, "ru")):
        answer = await asked(world.telegram.private(person), person, "/help")
        assert words(about, language=language) in answer.text
    world.group.join(john)
    looked = next(item.about for item in COMMANDS if item.role is Role.VIEWER)
    assert words(looked, language="en") in (await asked(world.group, john, "/help")).text


async def test_a_slip_of_the_finger_is_answered_with_the_command_that_was_meant(world: Town):
    assert "/operator" in (await asked(world.private, world.anna, "/opertor 79991234567")).text


async def test_help_shows_what_one_may_do_and_which_role_the_rest_needs(team: Town):
    answer = await asked(team.group, team.boris, "/help")

    mine, _break, others = answer.text.partition(f"«{words(ROLES['operator'])}»")
    assert "/stats — " in mine
    assert "/buy" not in mine
    assert "/buy" in others


async def test_an_error_of_ours_is_one_sentence_with_a_reference_into_the_log(
    world: Town, caplog: pytest.LogCaptureFixture
):
    async def boom(_ask: Ask) -> Reply:
        raise RuntimeError("what nobody thought of")

    said = await world.private.say(world.anna, "/help")
    door = bare_door(world, commands=(Command("boom", "", Role.VIEWER, boom),))
    await door.open(anew(world, world.anna, "/boom", world.private))
    told = await world.private.wait_for(lambda found: found.id > said.id and "❌" in found.text)

    reference = next(record.args[0] for record in caplog.records if record.name == "bot.chat.replies")
    assert str(reference) in told.text
    assert "nobody thought" not in told.text


@pytest.mark.parametrize("quick", [True, False])
async def test_a_press_whose_handler_fails_is_answered_and_explained(world: Town, quick):
    async def boom(_tap: Tap) -> Reply:
        raise RuntimeError

    handler = TapHandler("test.boom", Role.VIEWER, boom, quick=quick)
    door = bare_door(world, taps=(handler,))
    sender = replace(world.app.line.sender, taps={handler.name: handler})
    card = await world.private.say(world.anna, "/start")
    id = await sender.send(Place(world.private.id), Reply("x", ((Button("x", "test.boom"),),)))
    card = world.private.find(id)
    query = world.telegram.cloud.ask(card, world.anna, card.buttons[0][0].callback_data)
    await door.open({"update_id": 1, "callback_query": query.to_json()})

    assert query.answer.answered
    assert await world.private.wait_for(lambda found: found.reply_to is card and found.text.startswith("❌"))


async def test_a_press_is_answered_also_when_the_disk_is_full(town: Town):
    async with town.bot():
        await login(town)
        card = await asked(town.private, town.anna, "/subscribe")
        door = bare_door(town)
        await house_of(town).db.__aexit__()
        query = town.telegram.cloud.ask(card, town.anna, card.buttons[0][0].callback_data)
        with pytest.raises(Exception, match="closed"):
            await door.open({"update_id": 1, "callback_query": query.to_json()})

    assert query.answer.answered


async def test_a_bot_that_was_removed_pauses_and_goes_on_when_it_is_back(team: Town):
    team.group.kick_bot(team.anna)
    await team.private.say(team.anna, "/start")
    await team.private.wait_for(lambda found: "/login" in found.text)
    await team.smsc.sms_arrives(login="demo", phone="79991234567", text="Пока вас не было")
    assert await house_of(team).db(subscriptions.targets) == []

    team.group.add_bot(team.anna)

    assert await team.group.wait_for(lambda found: "Пока вас не было" in found.text)


async def test_a_group_that_became_a_supergroup_keeps_everything(team: Town):
    team.group.migrate()
    assert (await asked(team.group, team.anna, "/balance")).text.startswith("💰")

    await calls_back(team)
    await team.smsc.sms_arrives(login="demo", phone="79991234567", text="После переезда")
    assert await team.group.wait_for(lambda found: "После переезда" in found.text)


async def test_an_answer_that_meets_a_closed_chat_tells_its_owner(team: Town):
    team.telegram.fault("sendMessage", status=403, chat_id=team.group.id)
    await team.group.say(team.anna, "/balance")

    assert await team.private.wait_for(lambda found: found.text.startswith("⏸"))
    assert await house_of(team).db(subscriptions.targets) == []


async def test_the_button_of_an_anonymous_administrator_does_it_for_whoever_of_the_owners_presses(team: Town):
    said = await team.group.say_anonymously("/settings@smsc_sandbox_bot")
    offer = await team.group.wait_for(lambda found: found.reply_to is said)

    assert (await refused(team.group, team.boris, "🙋", offer)).show_alert
    card = await followed(team.group, team.anna, "🙋", offer)
    assert card.text.startswith("⚙️")
    assert (await refused(team.group, team.anna, "🙋", offer)).text


async def test_an_anonymous_purchase_is_the_one_of_whoever_pressed(team: Town):
    said = await team.group.say_anonymously("/buy@smsc_sandbox_bot 74950001122")
    offer = await team.group.wait_for(lambda found: found.reply_to is said)
    quote = await followed(team.group, team.anna, "🙋", offer)

    assert "@anna" in quote.text
    assert (await turned(team.group, team.anna, "✅", quote)).text.startswith("✅")


async def test_an_allowed_groups_administrator_may_choose_the_service_and_cancel_in_private(town: Town):
    async with town.bot(allowed_chats=(town.group.id,)):
        offer = await asked(town.group, town.anna, "/login")
        await town.group.press(town.anna, "🔑", message=offer)
        question = await town.private.wait_for(lambda found: town.group.title in found.text)

        card = await turned(town.private, town.anna, "smsc.kz", question)
        assert "✓ smsc.kz" in [button.text for row in card.buttons for button in row]
        assert (await asked(town.private, town.anna, "/balance")).text.startswith("🔒")
        assert (await asked(town.private, town.anna, "/cancel")).text.startswith("✖️")
        assert (await asked(town.private, town.anna, "/cancel")).text.startswith("🔒")
        assert (await refused(town.private, town.anna, "smsc.ru", card)).text


async def test_a_group_that_is_not_served_gets_one_line_for_a_start_with_a_word_too(town: Town):
    async with town.bot(allowed_chats=(town.private.id,)):
        told = await asked(town.group, town.anna, "/start@smsc_sandbox_bot something")

    assert told.text.startswith("🔒")
    assert told.buttons == []


async def test_a_reply_to_an_older_question_answers_none_of_them(connected: Town):
    older = await asked(connected.private, connected.anna, "/send")
    newer = await asked(connected.private, connected.anna, "/verify")

    reply = await connected.private.say(connected.anna, "79991234567", reply_to=older)
    told = await connected.private.wait_for(lambda found: found.reply_to is reply)
    assert told.text.startswith("ℹ️")
    assert connected.asked_to("wait_call") == 0

    reply = await connected.private.say(connected.anna, "79991234567", reply_to=newer)
    card = await connected.private.wait_for(lambda found: found.reply_to is reply)
    assert card.text.startswith("📞")


async def test_a_reply_to_what_was_wrong_with_an_answer_is_the_next_answer(connected: Town):
    await asked(connected.private, connected.anna, "/operator")
    wrong = await asked(connected.private, connected.anna, "7999")

    reply = await connected.private.say(connected.anna, "79991234567", reply_to=wrong)
    card = await connected.private.wait_for(lambda found: found.reply_to is reply)
    assert card.text.startswith("🔎 +7 999")


async def test_cancel_under_an_older_question_leaves_the_newer_one_open(connected: Town):
    older = await asked(connected.private, connected.anna, "/send")
    await asked(connected.private, connected.anna, "/operator")
    await turned(connected.private, connected.anna, words("Cancel"), older)

    assert (await asked(connected.private, connected.anna, "79991234567")).text.startswith("🔎 +7 999")
