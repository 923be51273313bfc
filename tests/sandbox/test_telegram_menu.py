"""What the bot says about itself."""

import pytest
from telegram import BotCommand, BotCommandScopeAllChatAdministrators, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest

from tests.sandbox.telegram_world import refuses, world


async def test_a_person_sees_the_menu_of_the_narrowest_scope_in_their_language():
    async with world() as w:
        admins, private = BotCommandScopeAllChatAdministrators(), BotCommandScopeAllPrivateChats()
        await w.bot.set_my_commands([BotCommand("help", "Help")])
        await w.bot.set_my_commands([BotCommand("login", "Sign in")], scope=private)
        await w.bot.set_my_commands([BotCommand("grant", "Роли")], scope=admins, language_code="ru")
        menu = w.telegram.cloud.menu

        assert [command.command for command in menu.shown_to(w.anna, w.private)] == ["login"]
        assert [command.description for command in menu.shown_to(w.anna, w.group)] == ["Роли"]
        assert [command.command for command in menu.shown_to(w.boris, w.group)] == ["help"]
        assert (await w.bot.get_my_commands(admins, language_code="ru"))[0].command == "grant"
        await w.bot.delete_my_commands(admins, language_code="ru")
        assert [command.command for command in menu.shown_to(w.anna, w.group)] == ["help"]


@pytest.mark.parametrize(
    ("command", "description", "reason"),
    [
        ("Help", "x", "BOT_COMMAND_INVALID"),
        ("help", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("help", "ж" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_a_wrong_command_is_refused(command, description, reason):
    async with world() as w:
        commands = [{"command": command, "description": description}]

        assert await w.refusal("setMyCommands", commands=commands) == reason


async def test_a_hundred_commands_are_the_limit():
    async with world() as w:
        with refuses("bot_commands_too_much"):
            await w.bot.set_my_commands([BotCommand(f"c{number}", "x") for number in range(101)])


async def test_descriptions_are_kept_per_language():
    async with world() as w:
        await w.bot.set_my_description("Веду SMSC", language_code="ru")
        await w.bot.set_my_short_description("SMSC")
        await w.bot.set_my_name("SMSC")

        assert (await w.bot.get_my_description("ru")).description == "Веду SMSC"
        assert (await w.bot.get_my_description()).description == ""
        assert (await w.bot.get_my_short_description("ru")).short_description == "SMSC"
        assert (await w.bot.get_my_name()).name == "SMSC"


async def test_a_short_description_is_at_most_120_characters():
    async with world() as w:
        with pytest.raises(BadRequest):
            await w.bot.set_my_short_description("ж" * 121)


async def test_topics_are_made_by_admins_only():
    async with world() as w:
        with refuses("not enough rights"):
            await w.bot.create_forum_topic(w.group.id, "Входящие")
        w.group.promote_bot(w.anna)
        made = await w.bot.create_forum_topic(w.group.id, "Входящие")
        await w.bot.send_message(w.group.id, "x", message_thread_id=made.message_thread_id)
        await w.bot.close_forum_topic(w.group.id, made.message_thread_id)

        with refuses("topic_closed"):
            await w.bot.send_message(w.group.id, "x", message_thread_id=made.message_thread_id)
