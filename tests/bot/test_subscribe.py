"""What a chat is told and how loudly: one card whose toggles edit it, for each topic its own."""

import pytest

from sandbox.telegram import Message
from storage import hushed, subscriptions
from tests.bot.town import TOPIC, Town, asked, followed, house_of, login_group, quiet, refused, turned

SIGNS = "🔔🔈▫"


async def card(town: Town, rest: str = "") -> Message:
    return await asked(town.private, town.anna, f"/subscribe {rest}")


def signs(matrix: Message) -> str:
    """How loud incoming SMS, failures, deliveries and calls are, one sign each."""
    toggles = [button.text for row in matrix.buttons[:2] for button in row]
    assert len(toggles) == 4
    return "".join(next(sign for sign in SIGNS if sign in text) for text in toggles)


async def sms(town: Town, text: str = "Где заказ?") -> None:
    await town.smsc.sms_arrives(login="demo", phone="79991234567", text=text)


async def status(town: Town, id: str, status: int) -> None:
    await town.smsc.status_changes(login="demo", id=id, phone="79991234567", status=status, err=1)


async def test_a_new_chat_is_told_what_people_must_see(connected: Town):
    assert signs(await card(connected)) == "🔔🔔▫🔔"


async def test_a_toggle_goes_round_on_the_same_card(connected: Town):
    matrix = await card(connected)
    seen = [signs(matrix)[0]]
    for _ in range(3):
        first = matrix.buttons[0][0]
        seen.append(signs(await turned(connected.private, connected.anna, first, matrix))[0])

    assert "".join(seen) == "🔔🔈▫🔔"


async def test_each_kind_has_a_toggle_of_its_own(connected: Town):
    matrix = await card(connected)
    for row, column in ((0, 0), (0, 1), (1, 0), (1, 1)):
        await turned(connected.private, connected.anna, matrix.buttons[row][column], matrix)

    assert signs(matrix) == "🔈🔈🔔🔈"


async def test_the_choice_survives_on_the_next_card(connected: Town):
    matrix = await card(connected)
    await turned(connected.private, connected.anna, matrix.buttons[1][0], matrix)

    assert signs(await card(connected)) == "🔔🔔🔔🔔"


@pytest.mark.parametrize(
    ("rest", "expected"),
    [("in", "🔔▫▫▫"), ("fail ok", "▫🔔🔔▫"), ("все", "🔔🔔🔔🔔"), ("звонки ВХОДЯЩИЕ", "🔔▫▫🔔")],
)
async def test_kinds_are_named_in_both_languages(connected: Town, rest: str, expected: str):
    await asked(connected.private, connected.anna, "/unsubscribe")

    assert signs(await card(connected, rest)) == expected


async def test_a_word_that_is_no_kind_is_explained(connected: Town):
    answer = await card(connected, "погода")

    assert answer.text.startswith("❌")
    assert "/subscribe" in answer.text
    assert signs(await card(connected)) == "🔔🔔▫🔔"


@pytest.mark.parametrize("wrong", ["number=abc", "номер=7495x", "number=", "word=", "re=[", "=7495"])
async def test_a_filter_that_would_let_everything_through_is_explained_and_changes_nothing(connected: Town, wrong: str):
    answer = await card(connected, f"ok {wrong}")

    assert answer.text.startswith(f"❌ «{wrong}»")
    assert "/subscribe входящие number=7495" in answer.text
    assert signs(await card(connected)) == "🔔🔔▫🔔"


async def test_a_filter_takes_a_number_as_people_write_it(connected: Town):
    answer = await card(connected, "in number=+7(495)000-11 слово=заказ")

    assert "749500011" in answer.text
    assert "заказ" in answer.text


@pytest.mark.parametrize("rest", ["number=7495", "in word=заказ"])
async def test_unsubscribe_does_not_take_a_filter_for_everything(connected: Town, rest: str):
    answer = await asked(connected.private, connected.anna, f"/unsubscribe {rest}")

    assert answer.text.startswith("❌")
    assert "/unsubscribe доставлено" in answer.text
    assert signs(await card(connected)) == "🔔🔔▫🔔"


async def test_one_kind_is_switched_off_by_word(connected: Town):
    assert signs(await asked(connected.private, connected.anna, "/unsubscribe call")) == "🔔🔔▫▫"


async def test_what_is_loud_rings(connected: Town):
    await sms(connected)

    assert not (await connected.private.wait_for(lambda found: "Где заказ?" in found.text)).silent


async def test_what_is_silent_does_not_ring(connected: Town):
    matrix = await card(connected)
    await turned(connected.private, connected.anna, matrix.buttons[0][0], matrix)
    await sms(connected)

    assert (await connected.private.wait_for(lambda found: "Где заказ?" in found.text)).silent


async def test_what_is_off_is_not_told(connected: Town):
    await asked(connected.private, connected.anna, "/unsubscribe in")
    await sms(connected)
    await status(connected, "77", 20)

    told = await connected.private.wait_for(lambda found: found.text.startswith("❌"))
    assert "77" in told.text
    assert all("заказ" not in message.text for message in connected.private.messages)


async def test_nothing_at_all_is_told_after_unsubscribe(connected: Town):
    await asked(connected.private, connected.anna, "/unsubscribe")
    await sms(connected)

    assert await house_of(connected).db(subscriptions.targets) == []
    assert await quiet(connected) == []


async def test_what_came_while_it_was_off_stays_untold(connected: Town):
    await asked(connected.private, connected.anna, "/unsubscribe in")
    await sms(connected, "раньше")
    await card(connected, "in")
    await sms(connected, "теперь")

    await connected.private.wait_for(lambda found: "теперь" in found.text)
    assert all("раньше" not in message.text for message in connected.private.messages)


async def test_a_topic_chooses_for_itself(team: Town):
    matrix = await asked(team.group, team.anna, "/subscribe ok", thread_id=TOPIC)
    assert signs(matrix) == "▫▫🔔▫"
    assert signs(await asked(team.group, team.anna, "/subscribe")) == "🔔🔔▫🔔"

    await status(team, "78", 1)
    told = await team.group.wait_for(lambda found: "· 78 ·" in found.text)
    assert told.thread_id == TOPIC


async def test_a_topic_is_left_alone_without_touching_the_group(team: Town):
    await asked(team.group, team.anna, "/subscribe in", thread_id=TOPIC)
    await asked(team.group, team.anna, "/unsubscribe", thread_id=TOPIC)
    await sms(team)

    told = await team.group.wait_for(lambda found: "Где заказ?" in found.text)
    assert told.thread_id is None


async def test_two_chats_of_one_account_are_both_told(connected: Town):
    await login_group(connected)
    await sms(connected)

    for chat in (connected.private, connected.group):
        assert await chat.wait_for(lambda found: "Где заказ?" in found.text)


async def test_a_member_may_not_choose(team: Town):
    matrix = await asked(team.group, team.anna, "/subscribe")

    answer = await refused(team.group, team.boris, matrix.buttons[0][0], matrix)

    assert answer.show_alert
    assert (await asked(team.group, team.boris, "/unsubscribe")).text.startswith("🔒")


async def test_a_card_can_be_put_away(connected: Town):
    matrix = await card(connected)

    await connected.private.press(connected.anna, matrix.buttons[-1][0], message=matrix)

    assert matrix in connected.private.deleted


async def test_without_an_account_there_is_nothing_to_choose(world: Town):
    assert (await card(world)).text.startswith("🔑")


async def test_only_what_is_about_the_number_or_has_the_word_is_told(connected: Town):
    await card(connected, "in number=+7(999)123 word=заказ")
    await sms(connected, "Просто так")
    await connected.smsc.sms_arrives(login="demo", phone="79167654321", text="Мой ЗАКАЗ?")
    await sms(connected, "Где мой ЗАКАЗ?")

    told = await connected.private.wait_for(lambda found: "ЗАКАЗ" in found.text)
    assert "+7 999 123-45-67" in told.text
    assert [message for message in await quiet(connected) if "Просто" in message.text] == []


async def test_a_filter_stands_on_the_card_and_goes_by_its_button(connected: Town):
    narrowed = await card(connected, "in fail number=7999 word=заказ")
    assert narrowed.text.count("7999, “заказ”") == 2

    wide = await turned(connected.private, connected.anna, narrowed.buttons[2][0], narrowed)
    assert wide.text.count("7999") == 1


async def test_who_is_heard_of_too_much_is_hushed_under_the_event_and_heard_again_by_a_button(connected: Town):
    await sms(connected, "раз")
    told = await connected.private.wait_for(lambda found: "раз" in found.text)
    quiet_now = await followed(connected.private, connected.anna, "🔕", told)
    assert quiet_now.text.startswith("🔕 О +7 999 123-45-67")
    await sms(connected, "два")
    await connected.smsc.sms_arrives(login="demo", phone="79160000000", text="от другого")
    await connected.private.wait_for(lambda found: "от другого" in found.text)

    listed = await card(connected)
    assert "Молчу о +7 999 123-45-67" in listed.text
    again = await turned(connected.private, connected.anna, "🔔 Снова", quiet_now)
    assert again.text.startswith("🔔")
    await sms(connected, "три")
    await connected.private.wait_for(lambda found: "три" in found.text)
    assert all("два" not in message.text for message in connected.private.messages)


async def test_a_number_is_hushed_by_word_and_all_are_heard_again_from_the_card(connected: Town):
    answer = await asked(connected.private, connected.anna, "/unsubscribe номер=8(999)123-45-67")
    assert answer.text.startswith("🔕 О +7 999 123-45-67")

    listed = await card(connected)
    assert signs(listed) == "🔔🔔▫🔔"
    everyone = await turned(connected.private, connected.anna, "🔔 Сообщать обо всех", listed)
    assert "Молчу" not in everyone.text
    await sms(connected)
    assert await connected.private.wait_for(lambda found: "Где заказ?" in found.text)


async def test_a_sender_with_a_plus_is_hushed_without_it(connected: Town):
    await connected.smsc.sms_arrives(login="demo", phone="+79991234567", text="раз")
    told = await connected.private.wait_for(lambda found: "раз" in found.text)
    await followed(connected.private, connected.anna, "🔕", told)

    target = (await house_of(connected).db(subscriptions.targets))[0]
    assert await house_of(connected).db(hushed.of, target) == ["79991234567"]


async def test_of_many_who_are_hushed_the_card_shows_the_first(connected: Town):
    for last in range(7):
        await asked(connected.private, connected.anna, f"/unsubscribe number=7999123456{last}")

    assert "+7 999 123-45-64 и ещё 2" in (await card(connected)).text


async def test_a_member_may_not_hush_anybody(team: Town):
    await sms(team)
    told = await team.group.wait_for(lambda found: "Где заказ?" in found.text)

    assert (await refused(team.group, team.boris, "🔕", told)).show_alert
