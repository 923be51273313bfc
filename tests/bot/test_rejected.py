"""A key that SMSC stops accepting: calls stop, everybody concerned hears of it once, /login ends it."""

from handlers.watch import inbox, rejected
from tests.bot.town import TOPIC, Town, asked, house_of, login, login_group, quiet


async def refused_by_smsc(town: Town) -> None:
    """The password was changed in the cabinet, and a command has found out."""
    town.smsc.account("demo").password = "changed"
    await asked(town.group, town.anna, "/balance")


async def test_the_chats_of_the_account_and_who_connected_it_are_told_once(team: Town):
    await refused_by_smsc(team)
    for _ in range(2):
        await rejected.tell(house_of(team))

    in_group = [message for message in team.group.messages if message.text.startswith("🔑 SMSC не принимает ключ")]
    in_private = [message for message in team.private.messages if message.text.startswith("🔑 SMSC не принимает ключ")]
    assert len(in_group) == len(in_private) == 1
    assert "«demo» с 12:00" in in_group[0].text
    assert in_private[0].buttons == []


async def test_they_are_told_though_a_card_that_goes_on_without_smsc_found_out(team: Town):
    team.smsc.account("demo").password = "changed"
    await asked(team.group, team.anna, "/account")
    await asked(team.group, team.anna, "/balance")

    await rejected.tell(house_of(team))

    assert await team.private.wait_for(lambda found: "не принимает ключ" in found.text)


async def test_they_are_told_though_nobody_asked_but_the_watch_of_the_inbox(town: Town):
    async with town.bot(public_url=""):
        await asked(town.private, town.anna, "/start")
        await login(town)
        town.smsc.account("demo").password = "changed"
        await inbox.look(house_of(town))
        await rejected.tell(house_of(town))

        assert (await town.private.wait_for(lambda found: "не принимает ключ" in found.text)).buttons


async def test_a_group_is_told_in_the_topic_it_was_connected_in(world: Town):
    await login_group(world, thread_id=TOPIC)
    await refused_by_smsc(world)
    await rejected.tell(house_of(world))

    told = await world.group.wait_for(lambda found: "не принимает ключ" in found.text)
    assert told.thread_id == TOPIC


async def test_calls_of_the_account_are_stopped(team: Town):
    await refused_by_smsc(team)
    before = len(team.asked)

    assert (await asked(team.group, team.anna, "/balance")).text.startswith("🔑")
    assert len(team.asked) == before


async def test_the_button_leads_to_a_login_which_ends_it(team: Town):
    await refused_by_smsc(team)
    await rejected.tell(house_of(team))
    told = await team.group.wait_for(lambda found: found.text.startswith("🔑 SMSC не принимает ключ"))

    await team.group.press(team.anna, "🔑", message=told)
    offer = await team.group.wait_for(lambda found: found.reply_to is told)
    last = team.private.messages[-1].id
    await team.group.press(team.anna, "🔑", message=offer)
    await team.private.wait_for(lambda found: found.id > last and team.group.title in found.text)
    await team.private.say(team.anna, "demo changed")
    await team.group.wait_for(lambda found: found.id > offer.id and "✅" in found.text)

    assert (await asked(team.group, team.anna, "/balance")).text.startswith("💰")
    await rejected.tell(house_of(team))
    assert not any("не принимает ключ" in message.text for message in await quiet(team))


async def test_who_cannot_be_told_keeps_nobody_else_from_hearing(team: Town):
    await refused_by_smsc(team)
    team.telegram.fault("sendMessage", status=403)

    await rejected.tell(house_of(team))

    told = [message for message in team.private.messages if "не принимает ключ" in message.text]
    assert len(told) == 1


async def test_a_wrong_password_in_a_login_is_nobodys_news(connected: Town):
    await login(connected, "demo wrong")
    await rejected.tell(house_of(connected))

    assert not any("не принимает ключ" in message.text for message in connected.private.messages)
