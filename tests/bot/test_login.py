"""Connecting an account: in a private chat, in a group through a one-time link, and what must not be left behind."""

from datetime import timedelta

import pytest

from handlers.commands.login import BRAKE, NOT_DELETED, SERVICES
from handlers.credentials import EXAMPLE
from sandbox.smsc.demo import API_KEY
from storage import accounts, audit, chats
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
from tests.fakes import NOON


async def stored(town: Town) -> list[str]:
    """Whose credentials are stored."""
    return [account.identity for account in await house_of(town).db(accounts.connected)]


async def account_of(town: Town, chat_id: int) -> str:
    found = await house_of(town).db(accounts.of_chat, chat_id)
    return found.identity if found and found.credentials else ""


def seen(town: Town) -> str:
    """Everything that stands in any chat."""
    return "\n".join(message.text for chat in town.telegram.chats for message in chat.messages)


async def test_the_message_with_the_password_is_deleted_before_smsc_is_asked(world: Town):
    await asked(world.private, world.anna, "/login")
    secret = await world.private.say(world.anna, "demo demo")
    await world.private.wait_for(lambda found: "530 ₽" in found.text)

    calls = [call.method for call in world.telegram.calls]
    assert secret in world.private.deleted
    assert secret not in world.private.messages
    assert calls.index("deleteMessage") < len(calls) - 1
    assert await account_of(world, world.private.id) == "demo"


async def test_the_password_may_stand_in_the_command_itself(world: Town):
    card = await login(world, "demo demo")

    assert card.text.startswith("🔑")
    assert [message.text for message in world.private.deleted] == ["/login demo demo"]
    assert await stored(world) == ["demo"]


async def test_an_api_key_will_do(world: Town):
    card = await login(world, API_KEY)

    assert API_KEY[-4:] in card.text
    assert API_KEY not in seen(world)
    assert len(await stored(world)) == 1


async def test_wrong_credentials_store_nothing_and_may_be_sent_again(world: Town):
    await asked(world.private, world.anna, "/login")
    wrong = await world.private.say(world.anna, "demo wrong")
    told = await world.private.wait_for(lambda found: found.text.startswith("❌"))

    assert wrong in world.private.deleted
    assert told.text.endswith("Ваше сообщение удалено.")
    assert await stored(world) == []

    await world.private.say(world.anna, "demo demo")
    await world.private.wait_for(lambda found: found.id > told.id and "530 ₽" in found.text)
    assert await stored(world) == ["demo"]


async def test_a_wrong_password_does_not_disconnect_who_works_already(connected: Town):
    told = await login(connected, "demo wrong")

    assert told.text.startswith("❌")
    assert (await asked(connected.private, connected.anna, "/balance")).text.startswith("💰")


@pytest.mark.parametrize("nonsense", ["one two three", "короткий", "abc"])
async def test_what_is_neither_is_deleted_explained_and_never_repeated(world: Town, nonsense: str):
    await asked(world.private, world.anna, "/login")
    sent = await world.private.say(world.anna, nonsense)
    told = await world.private.wait_for(lambda found: words(EXAMPLE).splitlines()[0] in found.text)

    assert sent in world.private.deleted
    assert nonsense not in told.text
    assert world.asked == []


async def test_a_message_that_cannot_be_deleted_is_pointed_out(world: Town):
    world.telegram.fault("deleteMessage", status=400, times=2)

    told = await login(world, "demo demo")

    assert words(NOT_DELETED) in told.text
    assert await stored(world) == ["demo"]


async def test_a_message_that_cannot_be_deleted_is_pointed_out_while_smsc_is_down(world: Town):
    world.telegram.fault("deleteMessage", status=400)
    world.smsc.set_trouble("http500")

    told = await login(world, "demo demo")

    assert words(NOT_DELETED) in told.text
    assert await stored(world) == []


async def test_while_smsc_is_down_the_question_stays(world: Town):
    await asked(world.private, world.anna, "/login")
    world.smsc.set_trouble("http500")
    await world.private.say(world.anna, "demo demo")
    down = await world.private.wait_for(lambda found: "📡" in found.text)
    world.smsc.set_trouble(None)

    await world.private.say(world.anna, "demo demo")
    await world.private.wait_for(lambda found: found.id > down.id and "530 ₽" in found.text)

    assert await stored(world) == ["demo"]


async def test_deletion_that_telegram_answers_with_rubbish_does_not_stop_the_login(world: Town):
    world.telegram.fault("deleteMessage", status=200)

    told = await login(world, "demo demo")

    assert words(NOT_DELETED) in told.text
    assert await stored(world) == ["demo"]


async def test_a_question_can_be_withdrawn_by_its_button(world: Town):
    question = await asked(world.private, world.anna, "/login")
    await turned(world.private, world.anna, question.buttons[-1][0], question)
    said = await world.private.say(world.anna, "demo demo")

    await quiet(world)
    assert said not in world.private.deleted
    assert world.asked == []


async def test_a_question_is_open_for_ten_minutes(world: Town):
    await asked(world.private, world.anna, "/login")
    world.clock.passes(minutes=10, seconds=1)
    await world.private.say(world.anna, "demo demo")

    await quiet(world)
    assert world.asked == []


async def test_a_group_gets_a_link_that_leads_into_a_private_chat(world: Town):
    offer = await asked(world.group, world.anna, "/login", thread_id=TOPIC)
    (button,) = offer.buttons[0]

    assert offer.thread_id == TOPIC
    assert button.url.startswith(f"https://t.me/{world.telegram.bot.username}?start=")
    assert len(button.url.partition("start=")[2]) <= 64


async def test_a_group_is_connected_through_the_link_and_told_in_its_topic(world: Town):
    card = await login_group(world, thread_id=TOPIC)

    assert card.thread_id == TOPIC
    assert "demo" in card.text
    assert "••••" in card.text
    assert await account_of(world, world.group.id) == "demo"
    assert await account_of(world, world.private.id) == ""


async def test_what_a_group_is_told_holds_no_secret(world: Town):
    password = "a-password-of-its-own"
    world.smsc.add_account("shop", password)

    await login_group(world, text=f"shop {password}")

    assert password not in seen(world)
    assert await account_of(world, world.group.id) == "shop"


async def test_a_connected_group_is_told_what_arrives_in_the_topic(world: Town):
    await login_group(world, thread_id=TOPIC)
    await calls_back(world)
    await world.smsc.sms_arrives(login="demo", phone="79991234567", text="Где заказ?")

    news = await world.group.wait_for(lambda found: "Где заказ?" in found.text)
    assert news.thread_id == TOPIC


async def test_the_link_works_only_for_the_one_who_asked(world: Town):
    offer = await asked(world.group, world.anna, "/login")
    theirs = world.telegram.private(world.boris)
    await world.group.press(world.boris, "🔑", message=offer)

    told = await theirs.wait_for(lambda found: found.by_bot)
    assert told.text.startswith("⌛")

    await world.group.press(world.anna, "🔑", message=offer)
    assert await world.private.wait_for(lambda found: world.group.title in found.text)


async def test_the_link_works_once(world: Town):
    offer = await asked(world.group, world.anna, "/login")
    await world.group.press(world.anna, "🔑", message=offer)
    await world.private.wait_for(lambda found: world.group.title in found.text)

    await world.group.press(world.anna, "🔑", message=offer)

    assert await world.private.wait_for(lambda found: found.text.startswith("⌛"))


async def test_the_link_works_for_ten_minutes(world: Town):
    offer = await asked(world.group, world.anna, "/login")
    world.clock.passes(minutes=10, seconds=1)

    await world.group.press(world.anna, "🔑", message=offer)

    assert await world.private.wait_for(lambda found: found.text.startswith("⌛"))


async def test_a_made_up_link_leads_nowhere(world: Town):
    for payload in ("x", "A" * 64, "login", "_-_-"):
        told = await asked(world.private, world.anna, f"/start {payload}")

        assert told.text.startswith("⌛")


async def test_a_password_written_in_a_group_is_not_used_and_called_out(world: Town):
    world.group.promote_bot(world.anna)
    await world.group.say(world.anna, "/login demo demo")
    offer = await world.group.wait_for(lambda found: "⚠️" in found.text)

    assert offer.buttons
    assert [message.text for message in world.group.deleted] == ["/login demo demo"]
    assert world.asked == []


async def test_a_password_in_a_group_that_cannot_be_deleted_is_called_out_too(world: Town):
    offer = await world.group.say(world.anna, "/login demo demo")
    told = await world.group.wait_for(lambda found: found.reply_to is offer)

    assert words(NOT_DELETED) in told.text


async def test_a_member_cannot_connect_the_group(world: Town):
    told = await asked(world.group, world.boris, "/login")

    assert told.text.startswith("🔒")
    assert told.buttons == []


async def test_the_start_button_leads_to_the_question(world: Town):
    welcome = await asked(world.private, world.anna, "/start")
    await world.private.press(world.anna, "🔑", message=welcome)
    question = await world.private.wait_for(lambda found: found.reply_to is welcome)
    await world.private.say(world.anna, "demo demo")
    await world.private.wait_for(lambda found: found.id > question.id and "530 ₽" in found.text)

    assert await stored(world) == ["demo"]


async def test_another_account_takes_the_place_of_the_old_one_in_what_is_told(connected: Town):
    connected.smsc.add_account("shop", "shop")
    await login(connected, "shop shop")

    await connected.smsc.sms_arrives(login="demo", phone="79991234567", text="Для старого аккаунта")

    assert all("Для старого" not in message.text for message in await quiet(connected))
    assert await stored(connected) == ["shop"]


async def test_connecting_again_keeps_what_was_chosen_to_be_told(connected: Town):
    await asked(connected.private, connected.anna, "/unsubscribe in")
    await login(connected)

    card = await asked(connected.private, connected.anna, "/subscribe")

    assert "▫️" in card.buttons[0][0].text


async def test_logout_deletes_the_credentials(connected: Town):
    await asked(connected.private, connected.anna, "/logout")

    assert await stored(connected) == []
    assert (await asked(connected.private, connected.anna, "/balance")).text.startswith("🔑")


async def test_logout_leaves_other_chats_connected(connected: Town):
    await login_group(connected)
    told = await asked(connected.private, connected.anna, "/logout")

    assert told.text.startswith("🔓")
    assert await account_of(connected, connected.group.id) == "demo"
    assert [chat.id for chat in await house_of(connected).db(chats.of_account, 1)] == [connected.group.id]
    assert (await asked(connected.group, connected.anna, "/balance")).text.startswith("💰")


async def test_cancel_of_somebody_elses_question_does_nothing(world: Town):
    await login_group(world)
    question = await asked(world.group, world.anna, "/verify")

    await refused(world.group, world.boris, question.buttons[0][0].text, question)
    await world.group.say(world.anna, "79991234567", reply_to=question)

    assert await world.group.wait_for(lambda found: "⏳" in found.text)


async def wrong(town: Town, text: str = "demo wrong") -> str:
    """What Anna is told about a login that is wrong."""
    return (await login(town, text)).text


def braked(text: str) -> bool:
    return text.startswith(words(BRAKE, at="").partition("\n")[0])


async def test_after_three_wrong_logins_smsc_is_asked_no_more_until_the_time_that_is_named(world: Town):
    assert not any([braked(await wrong(world, f"demo wrong{n}")) for n in range(3)])
    before = len(world.asked)

    told = await login(world, "demo demo")

    assert braked(told.text)
    assert "13:00" in told.text
    assert len(world.asked) == before
    assert "/login demo demo" in [message.text for message in world.private.deleted]
    assert await stored(world) == []

    world.clock.passes(hours=1, seconds=1)
    await login(world, "demo demo")
    assert await stored(world) == ["demo"]


async def test_wrong_logins_of_several_people_hold_up_everybody_for_half_an_hour(world: Town):
    theirs = world.telegram.private(world.boris)
    for text in ("demo wrong1", "demo wrong2", "shop wrong"):
        await asked_for_deleted(world, theirs, text)

    assert braked(await wrong(world, "demo demo"))
    world.clock.passes(minutes=30, seconds=1)
    assert (await login(world, "demo demo")).text.startswith("🔑")


async def asked_for_deleted(town: Town, chat, text: str) -> None:
    """Boris tries a login in vain; his message is deleted, so the answer replies to nothing."""
    before = chat.messages[-1].id if chat.messages else 0
    await chat.say(town.boris, f"/login {text}")
    told = await chat.wait_for(lambda found: found.id > before and found.by_bot)
    assert told.text.startswith("❌")


async def test_a_correct_login_is_no_wrong_one(world: Town):
    for _ in range(4):
        assert (await login(world, "demo demo")).text.startswith("🔑")


async def test_the_brake_outlives_a_restart(town: Town):
    async with town.bot():
        await asked(town.private, town.anna, "/start")
        for n in range(3):
            await wrong(town, f"demo wrong{n}")
    before = len(town.asked)
    async with town.bot():
        assert braked(await wrong(town, "demo demo"))

    assert len(town.asked) == before


async def test_who_lost_the_right_meanwhile_connects_nothing(world: Town):
    vera = world.telegram.person(next(world.numbers), "Вера")
    world.group.join(vera)
    world.group.promote(vera, world.anna)
    hers = world.telegram.private(vera)
    offer = await asked(world.group, vera, "/login")
    await world.group.press(vera, "🔑", message=offer)
    await hers.wait_for(lambda found: world.group.title in found.text)
    world.group.demote(vera, world.anna)
    world.clock.passes(minutes=6)

    secret = await hers.say(vera, "demo demo")
    told = await hers.wait_for(lambda found: found.text.startswith("🔒"))

    assert told.buttons == []
    assert secret in hers.deleted
    assert world.asked == []
    assert await stored(world) == []


async def test_where_an_account_lives_is_chosen_by_buttons_and_the_settings_come_first(world: Town):
    question = await asked(world.private, world.anna, "/login")
    labels = [button.text for row in question.buttons for button in row][:-1]
    ours = world.settings.smsc_api_url.partition("//")[2]

    assert labels == [f"✓ {ours}", *(url.partition("//")[2] for url in SERVICES)]
    assert all(len(row) <= 3 for row in question.buttons)

    card = await turned(world.private, world.anna, "smsc.kz", question)
    assert "✓ smsc.kz" in [button.text for row in card.buttons for button in row]

    await turned(world.private, world.anna, ours, card)
    await world.private.say(world.anna, "demo demo")
    await world.private.wait_for(lambda found: "530 ₽" in found.text)
    assert await stored(world) == ["demo"]


async def test_connecting_and_leaving_are_remembered(world: Town):
    await login_group(world)
    await asked(world.group, world.anna, "/logout")

    window = {"start": NOON, "end": NOON + timedelta(days=1), "limit": 9}
    found = await house_of(world).db(audit.between, world.group.id, **window)
    assert [(deed.what, deed.about, deed.person) for deed in found] == [
        ("logout", "demo", "@anna"),
        ("login", "demo", "@anna"),
    ]


async def test_a_wrong_login_is_remembered_without_what_was_typed(world: Town):
    await wrong(world, "demo wrong")

    window = {"start": NOON, "end": NOON + timedelta(days=1), "limit": 9}
    found = await house_of(world).db(audit.between, world.private.id, **window)
    assert [(deed.what, deed.about, deed.result) for deed in found] == [("login", "", "refused")]


async def test_a_password_that_a_member_wrote_in_the_group_is_called_out_too(world: Town):
    world.group.promote_bot(world.anna)
    secret = await world.group.say(world.boris, "/login demo demo")
    await world.group.wait_for(lambda found: found.text.startswith("🔒"))

    assert world.group.deleted == [secret]
    assert [found.text for found in world.group.messages if "⚠️" in found.text]
    assert world.asked == []


async def test_a_password_that_was_written_anonymously_is_called_out_and_kept_nowhere(world: Town):
    world.group.promote_bot(world.anna)
    await world.group.say_anonymously("/login@smsc_sandbox_bot demo a-password")
    offer = await world.group.wait_for(lambda found: found.text.startswith("🎭"))
    assert [found.text for found in world.group.messages if "⚠️" in found.text]
    kept = await house_of(world).db(lambda db: db.execute("select argument from actions").fetchall())
    assert kept == [("login",)]

    link = await followed(world.group, world.anna, "🙋", offer)
    assert link.buttons[0][0].url


async def test_the_group_is_told_in_its_own_language(world: Town):
    await asked(world.group, world.anna, "/start")
    await house_of(world).db(chats.speak, world.group.id, "en")
    card = await login_group(world)

    assert "Connected" in card.text
    assert await world.private.wait_for(lambda found: "принят" in found.text.lower())


@pytest.mark.parametrize("followed_before", [True, False])
async def test_a_login_that_is_under_way_follows_the_group_where_it_goes(world: Town, followed_before):
    offer = await asked(world.group, world.anna, "/login")
    if followed_before:
        await world.group.press(world.anna, "🔑", message=offer)
        question = await world.private.wait_for(lambda found: world.group.title in found.text)
        await turned(world.private, world.anna, "smsc.kz", question)
        world.group.migrate()
        await asked(world.group, world.anna, "/help")
        await turned(world.private, world.anna, "127.0.0.1", question)
    else:
        world.group.migrate()
        await asked(world.group, world.anna, "/help")
        await world.group.press(world.anna, "🔑", message=offer)
        await world.private.wait_for(lambda found: world.group.title in found.text)

    await world.private.say(world.anna, "demo demo")
    assert await world.group.wait_for(lambda found: "✅" in found.text)
    assert await account_of(world, world.group.id) == "demo"
