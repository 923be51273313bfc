"""The main job from the outside: a person writes, SMSC answers, SMSC calls, the chat is told."""

from tests.conftest import World


async def said(world: World, text: str, expected: str):
    """Anna writes *text* in her private chat; the newest message of the bot that holds *expected*."""
    asked = await world.private.say(world.anna, text)
    return await world.private.wait_for(lambda m: m.by_bot and m.id > asked.id and expected in m.text)


async def test_an_operator_is_found(connected: World):
    card = await said(connected, "/operator 79991234567", "MCC")

    assert "Йота" in card.text
    assert card.silent


async def test_a_list_of_operators_comes_line_by_line_and_as_a_file(connected: World):
    card = await said(connected, "/operator 79991234567, 8 912 000-00-01", "912")

    await connected.private.press(connected.anna, "CSV", message=card)
    file = await connected.private.wait_for(lambda m: m.document is not None)

    assert "+79991234567" in file.document.data.decode("utf-8-sig")


async def test_an_incoming_sms_arrives(connected: World):
    await connected.smsc.sms_arrives(login="demo", phone="79991234567", text="Когда привезёте заказ?")

    news = await connected.private.wait_for(lambda m: "привезёте" in m.text)
    assert not news.silent


async def test_a_number_is_rented_once(connected: World):
    before = connected.smsc.account("demo").balance
    quote = await said(connected, "/buy 74950001122", "11-22")

    await connected.private.press(connected.anna, "✅", message=quote)
    done = await connected.private.wait_for(lambda m: m.id == quote.id and "✅" in m.text)

    assert done.edited
    assert connected.smsc.account("demo").balance < before
    assert [request.action for request in connected.smsc.requests].count("buy") == 1


async def test_a_check_is_confirmed_by_the_call(connected: World):
    card = await said(connected, "/verify 8 999 123-45-67", "⏳")

    await connected.smsc.call_comes(login="demo", phone="79991234567")

    confirmed = await connected.private.wait_for(lambda m: m.id == card.id and "✅" in m.text)
    assert confirmed.edited
