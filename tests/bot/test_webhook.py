"""The callback address: one line to copy, its test, its secret, its algorithm; and the card of the account."""

import csv
import io
import re
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from sandbox.telegram import Message, Person
from storage import accounts, audit
from tests.bot.town import (
    TOPIC,
    Town,
    address_of,
    asked,
    calls_back,
    followed,
    house_of,
    login,
    login_group,
    refused,
    turned,
)
from tests.fakes import NOON

LINE = re.compile(r"http://127\.0\.0\.1:\d+/smsc/[\w-]{32}\?charset=utf-8&(sha1|md5|crc32)=[\w-]{32}")


async def webhook(town: Town) -> Message:
    return await asked(town.private, town.anna, "/webhook")


def line_of(card: Message) -> str:
    """The address as it stands on the card, on a line of its own."""
    return next(line for line in card.text.splitlines() if "/smsc/" in line)


async def posted(town: Town, address: str) -> int:
    """The answer to an unsigned status sent to *address*."""
    async with ClientSession() as http, http.post(address.partition("?")[0], data={"id": "1"}) as answer:
        return answer.status


async def vera_administers_too(town: Town) -> Person:
    """A second administrator; the bot has noticed."""
    vera = town.telegram.person(next(town.numbers), "Вера")
    town.group.join(vera)
    town.group.promote(vera, town.anna)
    town.clock.passes(minutes=5)
    return vera


async def refused_count(town: Town) -> int:
    return (await house_of(town).db(accounts.everyone))[0].refused


async def test_in_private_the_address_is_one_line_that_can_be_copied(connected: Town):
    card = await webhook(connected)

    assert LINE.fullmatch(line_of(card))
    assert line_of(card).startswith(f"{connected.settings.public_url}/smsc/")
    assert card.buttons[0][0].copy_text == line_of(card)
    assert [entity.type for entity in card.entities if "code" in entity.type] == ["code"]


async def test_the_address_works_as_it_stands_there(connected: Town):
    connected.smsc.set_handler("demo", line_of(await webhook(connected)))
    await connected.smsc.sms_arrives(login="demo", phone="79991234567", text="Проверка")

    assert connected.smsc.deliveries[-1].status == 200
    assert await connected.private.wait_for(lambda found: "Проверка" in found.text)


async def test_in_a_group_it_is_masked_and_goes_to_the_private_chat_of_who_asked(team: Town):
    address = await address_of(team)
    card = await asked(team.group, team.anna, "/webhook", thread_id=TOPIC)

    assert "••••" in line_of(card)
    assert all(part not in card.text for part in re.split(r"[/=&?]", address) if len(part) > 20)
    assert all(not button.copy_text for row in card.buttons for button in row)
    assert await team.private.wait_for(lambda found: address in found.text)


async def test_the_button_sends_it_to_whoever_of_the_owners_presses(team: Town):
    vera = await vera_administers_too(team)
    hers = team.telegram.private(vera)
    card = await asked(team.group, team.anna, "/webhook")

    await team.group.press(vera, "📨", message=card)

    address = await address_of(team)
    assert await hers.wait_for(lambda found: address in found.text)


async def test_who_never_wrote_to_the_bot_is_told_to(team: Town):
    vera = await vera_administers_too(team)
    card = await asked(team.group, team.anna, "/webhook")

    told = await followed(team.group, vera, "📨", card)

    assert told.text.startswith("❌")


async def test_a_member_gets_nothing(team: Town):
    card = await asked(team.group, team.anna, "/webhook")
    theirs = team.telegram.private(team.boris)

    assert (await refused(team.group, team.boris, "📨", card)).show_alert
    assert (await asked(team.group, team.boris, "/webhook")).text.startswith("🔒")
    assert [message for message in theirs.messages if message.by_bot] == []


@pytest.mark.parametrize("algorithm", ["md5", "crc32", "sha1"])
async def test_the_algorithm_changes_with_a_button(connected: Town, algorithm: str):
    card = await webhook(connected)
    if algorithm == "sha1":
        await turned(connected.private, connected.anna, "md5", card)
    await turned(connected.private, connected.anna, algorithm, card)

    assert f"&{algorithm}=" in line_of(card)
    await calls_back(connected)
    assert (await connected.smsc.sms_arrives(login="demo", phone="79991234567", text="x")).status == 200


async def test_crc32_comes_with_a_warning(connected: Town):
    card = await turned(connected.private, connected.anna, "crc32", await webhook(connected))

    assert "⚠️" in card.text


async def test_what_is_signed_the_old_way_is_refused_and_shown_until_the_cabinet_follows(connected: Town):
    await turned(connected.private, connected.anna, "md5", await webhook(connected))

    assert (await connected.smsc.sms_arrives(login="demo", phone="79991234567", text="x")).status == 403
    assert await refused_count(connected) == 1
    assert "🛡" in (await webhook(connected)).text


async def test_a_new_secret_is_made_only_after_a_confirmation(connected: Town):
    card = await webhook(connected)
    before = line_of(card)
    question = await turned(connected.private, connected.anna, "♻️", card)
    assert question.buttons[0][0].style == "danger"
    assert "/smsc/" not in question.text

    back = await turned(connected.private, connected.anna, question.buttons[0][1], question)
    assert line_of(back) == before


async def renewed(town: Town) -> Message:
    """Anna makes a new address; the card."""
    card = await turned(town.private, town.anna, "♻️", await webhook(town))
    return await turned(town.private, town.anna, "♻️", card)


async def arrives(town: Town, text: str = "x") -> int:
    """SMSC posts a signed SMS to the address in its cabinet; what it is answered."""
    return (await town.smsc.sms_arrives(login="demo", phone="79991234567", text=text)).status


async def test_a_new_secret_leaves_the_old_address_for_a_day(connected: Town):
    before = await address_of(connected)
    card = await renewed(connected)

    assert line_of(card) != before
    assert "12:00" in card.text.partition("404")[0].splitlines()[-1]
    assert await arrives(connected, "по старому") == 200
    assert await connected.private.wait_for(lambda found: "по старому" in found.text)
    await calls_back(connected)
    assert await arrives(connected) == 200

    connected.clock.passes(hours=24, seconds=1)
    assert await arrives(connected, "по новому") == 200
    assert await posted(connected, before) == 404
    connected.smsc.set_handler("demo", before)
    assert await arrives(connected) == 404
    assert "⏳" not in (await webhook(connected)).text


async def test_the_old_address_ends_at_once_by_its_button(connected: Town):
    before = await address_of(connected)
    card = await turned(connected.private, connected.anna, "✂️", await renewed(connected))

    assert await posted(connected, before) == 404
    assert not any("✂️" in button.text for row in card.buttons for button in row)
    await calls_back(connected)
    assert await arrives(connected) == 200


async def test_of_two_old_addresses_the_newer_is_taken(connected: Town):
    first = await address_of(connected)
    second = line_of(await renewed(connected))
    await renewed(connected)

    connected.smsc.set_handler("demo", first)
    assert await arrives(connected) == 404
    connected.smsc.set_handler("demo", second)
    assert await arrives(connected) == 200


async def test_the_secrets_of_the_old_and_the_new_address_do_not_mix(connected: Town):
    old = await address_of(connected)
    new = line_of(await renewed(connected))

    for place, secret in ((old, new), (new, old)):
        connected.smsc.set_handler("demo", place.partition("?")[0] + "?" + secret.partition("?")[2])
        assert await arrives(connected) == 403


async def test_the_old_address_outlives_a_restart(town: Town):
    async with town.bot():
        await asked(town.private, town.anna, "/start")
        await login(town)
        await calls_back(town)
        await renewed(town)
    async with town.bot():
        assert await arrives(town) == 200


async def test_changes_of_the_address_are_remembered_without_the_address(connected: Town):
    await renewed(connected)
    await turned(connected.private, connected.anna, "md5", await webhook(connected))

    window = {"start": NOON, "end": NOON + timedelta(days=1), "limit": 9}
    found = await house_of(connected).db(audit.between, connected.private.id, **window)
    assert [(deed.what, deed.about, deed.result) for deed in found][:2] == [
        ("webhook", "demo", "md5"),
        ("webhook", "demo", "new address"),
    ]


async def test_the_test_says_that_the_address_works(connected: Town):
    told = await followed(connected.private, connected.anna, "🧪", await webhook(connected))

    assert told.text.startswith("🧪")
    assert [message for message in connected.private.messages if "70000000000" in message.text] == []


async def test_the_test_says_what_is_wrong_with_the_address(town: Town):
    async with town.bot(public_url=f"{town.settings.smsc_api_url}/elsewhere"):
        await asked(town.private, town.anna, "/start")
        await town.private.say(town.anna, "/login demo demo")
        await town.private.wait_for(lambda found: "530 ₽" in found.text)
        wrong = await followed(town.private, town.anna, "🧪", await webhook(town))
        await town.smsc.stop()
        silent = await followed(town.private, town.anna, "🧪", await webhook(town))

    assert wrong.text.startswith("❌")
    assert "404" in wrong.text
    assert silent.text.startswith("❌")


async def test_without_a_public_address_the_bot_says_that_it_polls(town: Town):
    async with town.bot(public_url=""):
        await town.private.say(town.anna, "/login demo demo")
        await town.private.wait_for(lambda found: "530 ₽" in found.text)
        card = await webhook(town)

    assert card.text.startswith("ℹ️")
    assert "/smsc/" not in card.text


async def test_a_body_nobody_can_read_is_counted_on_the_card(connected: Town):
    await connected.smsc.callback("demo", {"id": "1", "phone": "79991234567", "status": "1"}, body=b"\xff\xfe")

    assert "⚠️" in (await webhook(connected)).text


async def test_bodies_nobody_can_read_go_to_who_asks_byte_for_byte(team: Town):
    body = b"id=1&text=\xff\xfe=formula"
    await calls_back(team)
    await team.smsc.callback("demo", {"id": "1", "phone": "79991234567", "status": "1"}, body=body)
    card = await asked(team.group, team.anna, "/webhook")
    await team.group.press(team.anna, "📄", message=card)

    file = (await team.private.wait_for(lambda found: found.document)).document
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")), delimiter=";"))
    assert [bytes.fromhex(row["body_hex"]) for row in rows] == [body]
    assert [row["body"] for row in rows] == [r"id=1&text=\xff\xfe=formula"]
    assert not any(message.document for message in team.group.messages)


async def test_what_was_not_believed_is_told_once_after_the_fix(connected: Town):
    texts = ["Первое", "Второе"]
    connected.smsc.set_handler("demo", (await address_of(connected)).replace("sha1=", "md5="))
    for text in texts:
        await connected.smsc.sms_arrives(login="demo", phone="79991234567", text=text)
    card = await turned(connected.private, connected.anna, "md5", await webhook(connected))
    assert "2 " in (await followed(connected.private, connected.anna, "↩️", card)).text
    await connected.private.wait_for(lambda found: "Второе" in found.text)

    told = "".join(message.text for message in connected.private.messages)
    assert [told.count(text) for text in texts] == [1, 1]
    assert told.index("Первое") < told.index("Второе")
    assert "↩️" not in str((await webhook(connected)).buttons)


async def test_a_chat_that_cannot_be_told_is_listed_and_told_when_it_is_tried_again(connected: Town):
    await login_group(connected)
    shut = {"ok": False, "error_code": 403, "description": "Forbidden: bot was kicked from the supergroup chat"}
    connected.telegram.fault("sendMessage", chat_id=connected.group.id, status=403, body=shut)
    await connected.smsc.sms_arrives(login="demo", phone="79991234567", text="Есть кто?")
    await connected.private.wait_for(lambda found: found.text.startswith("⏸"))

    card = await asked(connected.private, connected.anna, "/account")
    assert "bot was kicked" in card.text
    await followed(connected.private, connected.anna, "🔁", card)
    assert await connected.group.wait_for(lambda found: "Есть кто?" in found.text)


async def test_the_account_card_says_how_it_is(team: Town):
    card = await asked(team.group, team.anna, "/account")

    assert card.text.startswith("🔑")
    assert "demo" in card.text
    assert "1\N{NO-BREAK SPACE}530" in card.text


async def test_the_account_card_says_that_smsc_refuses_the_credentials(connected: Town):
    connected.smsc.account("demo").password = "changed"

    card = await asked(connected.private, connected.anna, "/account")
    assert "🔑" in card.text.partition("\n")[2]

    assert (await asked(connected.private, connected.anna, "/balance")).text.startswith("🔑")
    before = len(connected.asked)
    await asked(connected.private, connected.anna, "/balance")
    assert len(connected.asked) == before


async def test_a_refused_account_works_again_after_a_new_login(connected: Town):
    connected.smsc.account("demo").password = "changed"
    await asked(connected.private, connected.anna, "/balance")
    await login(connected, "demo changed")

    assert (await asked(connected.private, connected.anna, "/balance")).text.startswith("💰")
