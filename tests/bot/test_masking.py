"""One-time codes: dots in a group, for operators a look that the audit remembers; in private a button that copies."""

from datetime import timedelta

from sandbox.telegram import Chat, Message
from storage import audit, chats, subscriptions
from storage.audit import Deed
from tests.bot.town import Town, house_of, words
from tests.fakes import NOON

CODE = "482913"
SMS = f"Ваш код: {CODE}. Никому не сообщайте"
EYE = "👁"
DOTS = "••••••"


async def arrives(town: Town, text: str = SMS, *, sender: str = "MyBank") -> None:
    await town.smsc.sms_arrives(login="demo", phone=sender, text=text)


async def told(town: Town, chat: Chat) -> Message:
    return await chat.wait_for(lambda found: "📩" in found.text)


async def deeds(town: Town, chat: Chat) -> list[Deed]:
    found = await house_of(town).db(
        audit.between, chat.id, start=NOON - timedelta(1), end=NOON + timedelta(1), limit=99
    )
    return [deed for deed in found if deed.what == "code"]


async def test_a_group_never_gets_the_code(team: Town):
    await arrives(team)

    card = await told(team, team.group)
    assert DOTS in card.text
    assert "Никому не сообщайте" in card.text
    assert all(CODE not in message.text for message in team.group.messages)
    assert all(CODE not in button.text for row in card.buttons for button in row)


async def test_an_operator_sees_it_and_the_audit_says_so_without_it(team: Town):
    await arrives(team)
    card = await told(team, team.group)
    before = card.version

    answer = await team.group.press(team.anna, EYE, message=card)

    assert CODE in answer.text
    assert "MyBank" in answer.text
    assert answer.show_alert
    assert card.version == before
    assert [(deed.person, deed.about) for deed in await deeds(team, team.group)] == [("@anna", "MyBank")]
    assert CODE not in repr(await deeds(team, team.group))


async def test_whoever_is_no_operator_does_not_see_it(team: Town):
    await arrives(team)
    card = await told(team, team.group)

    answer = await team.group.press(team.boris, EYE, message=card)

    assert CODE not in answer.text
    assert answer.text
    assert await deeds(team, team.group) == []


async def test_every_look_is_one_line(team: Town):
    await arrives(team)
    card = await told(team, team.group)
    for _ in range(2):
        assert CODE in (await team.group.press(team.anna, EYE, message=card)).text

    assert len(await deeds(team, team.group)) == 2


async def test_a_long_text_leaves_room_for_its_code(team: Town):
    await arrives(team, f"{'Очень важное сообщение. ' * 30}Код: {CODE}")
    card = await told(team, team.group)

    answer = await team.group.press(team.anna, EYE, message=card)

    assert CODE in answer.text
    assert len(answer.text) <= 200


async def test_a_private_chat_shows_it_with_a_button_that_copies(connected: Town):
    await arrives(connected)
    card = await told(connected, connected.private)

    assert CODE in card.text
    assert CODE not in card.text.splitlines()[0]
    assert (await connected.private.press(connected.anna, f"📋 {CODE}", message=card)).copied == CODE


async def test_a_text_without_a_code_has_no_button(team: Town):
    await arrives(team, "Когда привезёте заказ 482913 на Ленина 12?")
    card = await told(team, team.group)

    assert "482913" in card.text
    assert [button.text for row in card.buttons for button in row] == ["🔕 Молчать о нём"]


async def test_a_group_that_switched_masking_off_sees_the_code(team: Town):
    await house_of(team).db(chats.mask_codes, team.group.id, on=False)
    await arrives(team)

    assert CODE in (await told(team, team.group)).text


async def test_each_button_of_a_list_shows_its_own_code(team: Town):
    house = house_of(team)
    target = (await house.db(subscriptions.targets))[0]
    await house.db(subscriptions.pause, team.group.id, "for a while")
    for number in range(3):
        await arrives(team, f"Код: 48291{number}", sender=f"Bank{number}")
    await house.db(subscriptions.resume, team.group.id)
    house.wake(target.account_id)

    card = await told(team, team.group)
    eyes = [button for row in card.buttons for button in row]
    shown = [(await team.group.press(team.anna, eye, message=card)).text for eye in eyes]
    assert ["Bank0" in shown[0], "Bank1" in shown[1], "Bank2" in shown[2]] == [True] * 3
    assert [f"48291{number}" in shown[number] for number in range(3)] == [True] * 3
    assert "48291" not in card.text


async def test_the_file_of_a_burst_has_no_code(team: Town):
    house = house_of(team)
    target = (await house.db(subscriptions.targets))[0]
    await house.db(subscriptions.pause, team.group.id, "for a while")
    for number in range(15):
        await arrives(team, f"Код: {482900 + number}", sender="MyBank")
    await house.db(subscriptions.resume, team.group.id)
    house.wake(target.account_id)

    with_file = await team.group.wait_for(lambda found: found.document is not None)
    table = with_file.document.data.decode()
    assert table.count(DOTS) == 15
    assert "4829" not in table
    assert "4829" not in with_file.text


async def test_another_accounts_sms_is_not_shown(team: Town):
    await arrives(team)
    card = await told(team, team.group)
    await house_of(team).db(chats.use_account, team.group.id, None)

    answer = await team.group.press(team.anna, EYE, message=card)

    assert answer.text == words("🤷 This SMS is not kept any more.")
    assert await deeds(team, team.group) == []
