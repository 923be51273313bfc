"""/grant: roles beyond what Telegram says, given to ids, counted at the door for commands and presses alike."""

import pytest

from handlers.house import Place, Role
from sandbox.telegram import Person
from storage import audit
from storage.audit import Deed
from tests.bot.town import Town, asked, house_of, refused


async def role(town: Town, person: Person) -> Role:
    return await town.app.line.rights.role(Place(town.group.id), person.id)


async def deeds(town: Town) -> list[Deed]:
    now = town.clock.now
    return await house_of(town).db(
        audit.between, town.group.id, start=now.replace(hour=0), end=now.replace(hour=23), limit=50
    )


async def seen(town: Town, person: Person) -> None:
    """The bot knows by their name only whom it has met."""
    await asked(town.group, person, "/start")


@pytest.mark.parametrize(
    ("word", "expected"),
    [("operator", Role.OPERATOR), ("ПОКУПАТЕЛЬ", Role.BUYER), ("owner", Role.OWNER), ("наблюдатель", Role.VIEWER)],
)
async def test_a_role_is_given_by_name(team: Town, word: str, expected: Role):
    await seen(team, team.boris)

    answer = await asked(team.group, team.anna, f"/grant @Boris {word}")

    assert answer.text.startswith("✅ @boris")
    assert await role(team, team.boris) is expected


async def test_a_role_is_given_by_a_reply(team: Town):
    theirs = await team.group.say(team.boris, "Дайте мне купить номер")
    said = await team.group.say(team.anna, "/grant buyer", reply_to=theirs)
    answer = await team.group.wait_for(lambda found: found.reply_to is said)

    assert answer.text.startswith("✅ @boris")
    assert await role(team, team.boris) is Role.BUYER


async def test_what_was_granted_counts_for_commands_and_presses_at_once(team: Town):
    await seen(team, team.boris)
    assert (await asked(team.group, team.boris, "/buy")).text.startswith("🔒")
    await asked(team.group, team.anna, "/grant @boris buyer")

    shelf = await asked(team.group, team.boris, "/buy")
    assert not shelf.text.startswith("🔒")
    await asked(team.group, team.anna, "/grant @boris reset")
    answer = await refused(team.group, team.boris, shelf.buttons[0][0].text, shelf)
    assert answer.text.startswith("🔒")
    assert answer.show_alert


async def test_a_granted_role_counts_for_more_than_an_administrators(team: Town):
    vera = team.telegram.person(next(team.numbers), "Вера", username="vera")
    team.group.join(vera)
    team.group.promote(vera, team.anna)
    team.clock.passes(minutes=6)
    await seen(team, vera)
    assert await role(team, vera) is Role.OWNER

    await asked(team.group, team.anna, "/grant @vera viewer")
    assert await role(team, vera) is Role.VIEWER

    await asked(team.group, team.anna, "/grant @vera reset")
    assert await role(team, vera) is Role.OWNER


async def test_the_last_owner_stays_one(team: Town):
    await seen(team, team.anna)

    assert "последний владелец" in (await asked(team.group, team.anna, "/grant @anna viewer")).text
    assert await role(team, team.anna) is Role.OWNER


async def test_an_owner_may_step_down_when_there_is_another(team: Town):
    for person in (team.anna, team.boris):
        await seen(team, person)
    await asked(team.group, team.anna, "/grant @boris owner")

    await asked(team.group, team.anna, "/grant @anna operator")
    assert (await role(team, team.anna), await role(team, team.boris)) == (Role.OPERATOR, Role.OWNER)
    assert "последний владелец" in (await asked(team.group, team.boris, "/grant @boris reset")).text


async def test_an_owner_of_the_installation_is_not_degraded(town: Town):
    async with town.bot(owners=(town.boris.id,)):
        await seen(town, town.boris)
        answer = await asked(town.group, town.anna, "/grant @boris viewer")

        assert answer.text.startswith("👑")
        assert await role(town, town.boris) is Role.OWNER


async def test_a_name_that_nobody_was_seen_under_gets_nothing(team: Town):
    assert (await asked(team.group, team.anna, "/grant @ghost owner")).text.startswith("🤷")


async def test_a_name_that_changed_hands_means_who_has_it_now(team: Town):
    await seen(team, team.boris)
    heir = team.telegram.person(next(team.numbers), "Наследник", username="boris")
    team.group.join(heir)
    await seen(team, heir)

    await asked(team.group, team.anna, "/grant @boris buyer")

    assert (await role(team, heir), await role(team, team.boris)) == (Role.BUYER, Role.VIEWER)


@pytest.mark.parametrize("text", ["/grant @boris", "/grant buyer", "/grant @boris king", "/grant boris buyer"])
async def test_what_is_not_understood_is_answered_with_an_example(team: Town, text: str):
    await seen(team, team.boris)

    assert "/grant @ivan buyer" in (await asked(team.group, team.anna, text)).text


async def test_the_list_names_everybody_and_where_the_role_comes_from(team: Town):
    await seen(team, team.boris)
    await asked(team.group, team.anna, "/grant @boris buyer")

    listed = (await asked(team.group, team.anna, "/grant list")).text

    assert "@anna — владелец, как администратор группы" in listed
    assert "@boris — покупатель" in listed


async def test_a_member_may_not_grant(team: Town):
    await seen(team, team.boris)
    assert (await asked(team.group, team.boris, "/grant @boris owner")).text.startswith("🔒")
    assert await role(team, team.boris) is Role.VIEWER


async def test_in_a_private_chat_there_is_nothing_to_grant(world: Town):
    assert (await asked(world.private, world.anna, "/grant @boris owner")).text.startswith("ℹ️")


async def test_an_anonymous_administrator_is_given_nothing(team: Town):
    theirs = await team.group.say_anonymously("Здравствуйте")
    said = await team.group.say(team.anna, "/grant owner", reply_to=theirs)

    assert not (await team.group.wait_for(lambda found: found.reply_to is said)).text.startswith("✅")


async def test_it_is_in_the_audit(team: Town):
    await seen(team, team.boris)
    await asked(team.group, team.anna, "/grant @boris buyer")

    assert [(deed.person, deed.about, deed.result) for deed in await deeds(team) if deed.what == "role"] == [
        ("@anna", "@boris", "viewer → buyer")
    ]
