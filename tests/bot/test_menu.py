"""The menu behind “/”: which commands, to whom, in which language."""

import pytest
from telegram.error import BadRequest, NetworkError

from bot.chat.line import until_done
from bot.chat.menu import DESCRIPTION, PROFILE, publish
from handlers.commands import COMMANDS
from handlers.house import Role
from storage.errors import NotStored
from tests.bot.town import WORDS, Town, words

EVERYONES = [item.name for item in COMMANDS if item.role is Role.VIEWER]


async def published(town: Town) -> None:
    await publish(town.app.line.connection.bot, WORDS, COMMANDS)


def menu(town: Town, who, where) -> dict[str, str]:
    return {line.command: line.description for line in town.telegram.cloud.menu.shown_to(who, where)}


async def test_a_private_chat_and_an_administrator_see_all_of_it(world: Town):
    await published(world)

    assert list(menu(world, world.anna, world.private)) == [item.name for item in COMMANDS]
    assert list(menu(world, world.anna, world.group)) == [item.name for item in COMMANDS]


async def test_a_member_sees_what_a_member_may_do(world: Town):
    await published(world)

    assert list(menu(world, world.boris, world.group)) == EVERYONES


async def test_everybody_sees_it_in_their_language(world: Town):
    await published(world)
    john = world.telegram.person(next(world.numbers), "John", language_code="en")
    hans = world.telegram.person(next(world.numbers), "Hans", language_code="de")
    about = COMMANDS[0].about

    for person, language in ((world.anna, "ru"), (john, "en"), (hans, "ru")):
        shown = menu(world, person, world.telegram.private(person))
        assert shown[COMMANDS[0].name] == words(about, language=language)


async def test_the_empty_chat_and_the_profile_say_what_the_bot_does_in_every_language(world: Town):
    await published(world)
    shown = world.telegram.cloud.menu.words

    for kind, sentence in (("description", DESCRIPTION), ("short_description", PROFILE)):
        assert shown[kind, "ru"] == shown[kind, ""] == words(sentence, language="ru")
        assert shown[kind, "en"] == sentence


async def test_it_is_published_at_the_start(town: Town):
    async with town.bot():
        await town.telegram.called("setMyCommands", times=9)

    assert list(menu(town, town.boris, town.group)) == EVERYONES


async def test_it_is_published_again_when_telegram_would_not_take_it(world: Town):
    world.telegram.cloud.menu.commands.clear()
    world.telegram.fault("setMyCommands", status=502)
    await until_done(lambda: published(world), pause=0)

    assert list(menu(world, world.anna, world.private)) == [item.name for item in COMMANDS]


@pytest.mark.parametrize("error", [NetworkError("x"), BadRequest("x"), NotStored("x")])
async def test_a_step_is_repeated_until_it_succeeds(error: Exception):
    done = []

    async def step() -> None:
        done.append(1)
        if len(done) < 4:
            raise error

    await until_done(step, pause=0)
    assert len(done) == 4


async def test_a_mistake_of_ours_is_not_repeated():
    async def step() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        await until_done(step, pause=0)
