"""What SMSC could not tell by itself is asked for: each minute where it cannot call, each hour where it calls."""

from handlers.watch import inbox
from sandbox.smsc import SmscStandIn
from tests.bot.town import Town, address_of, house_of, login, quiet


async def writes(smsc: SmscStandIn, text: str) -> None:
    await smsc.sms_arrives(login="demo", phone="79991234567", text=text)


async def test_without_a_public_address_what_comes_is_asked_for_and_told_once(town: Town):
    async with town.bot(public_url=""):
        await login(town)
        await inbox.look(house_of(town))
        await writes(town.smsc, "Есть кто?")
        for _ in range(2):
            await inbox.look(house_of(town))
        await town.private.wait_for(lambda found: "Есть кто?" in found.text)

        assert [message for message in await quiet(town) if "Есть кто?" in message.text] == []


async def test_without_a_public_address_a_call_answers_its_check(town: Town):
    async with town.bot(public_url=""):
        await login(town)
        await inbox.look(house_of(town))
        await town.private.say(town.anna, "/verify 79991234567")
        card = await town.private.wait_for(lambda found: "📞" in found.text)
        town.clock.passes(seconds=30)
        await town.smsc.call_comes(login="demo", phone="79991234567")
        await inbox.look(house_of(town))

        assert await town.private.wait_for(lambda found: found is card and found.text.startswith("✅"))


async def test_what_smsc_gave_up_telling_is_found_within_the_hour_and_told_once(connected: Town):
    await inbox.catch_up(house_of(connected))
    await writes(connected.smsc, "Дошло само")
    connected.smsc.set_handler("demo", None)
    for number in range(50):
        await writes(connected.smsc, f"Потеряно {number}.")
    for _ in range(2):
        await inbox.catch_up(house_of(connected))
    file = (await connected.private.wait_for(lambda found: found.document)).document.data.decode()
    connected.smsc.set_handler("demo", await address_of(connected))
    await quiet(connected)

    assert [file.count(f"Потеряно {number}.") for number in range(50)] == [1] * 50
    texts = "".join(message.text for message in connected.private.messages) + file
    assert texts.count("Дошло само") == 1


async def test_what_came_while_the_bot_was_down_for_days_is_found_at_the_start(town: Town):
    async with town.bot():
        await login(town)
        await inbox.catch_up(house_of(town))
    town.clock.passes(days=3)
    await writes(town.smsc, "Три дня назад")
    town.clock.passes(days=3)
    async with town.bot():
        assert await town.private.wait_for(lambda found: "Три дня назад" in found.text)


async def test_a_call_that_smsc_could_not_tell_judges_no_check(connected: Town):
    await inbox.catch_up(house_of(connected))
    connected.smsc.set_handler("demo", None)
    await connected.private.say(connected.anna, "/verify 79991234567")
    card = await connected.private.wait_for(lambda found: "📞" in found.text)
    await connected.smsc.call_comes(login="demo", phone="79991234567")
    await inbox.catch_up(house_of(connected))

    assert await quiet(connected) == []
    assert not card.text.startswith("✅")
