"""What an owner chooses for a chat: one card, edited in place, and every change is in the audit as old → new."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handlers.house import Place
from sandbox.telegram import Chat, Message
from storage import audit, chats
from storage.chats import Chat as Known
from tests.bot.town import Town, asked, house_of, refused, turned, words
from tests.fakes import NOON


async def card(town: Town, chat: Chat | None = None) -> Message:
    return await asked(chat or town.private, town.anna, "/settings")


async def chosen(town: Town, chat: Chat | None = None) -> Known:
    found = await house_of(town).db(chats.get, (chat or town.private).id)
    assert found is not None
    return found


async def noted(town: Town, chat: Chat | None = None) -> list[tuple[str, str]]:
    """What the audit says of settings, the oldest first."""
    period = {"start": NOON - timedelta(1), "end": NOON + timedelta(1)}
    deeds = await house_of(town).db(audit.between, (chat or town.private).id, **period, limit=99)
    return [(deed.about, deed.result) for deed in reversed(deeds) if deed.what == "settings"]


async def sent(town: Town, text: str, shown: Message, *, chat: Chat | None = None) -> tuple[Message, Message]:
    """Anna answers what *shown* asks; the bot's answer, and the card as it is then."""
    chat = chat or town.private
    message = await chat.say(town.anna, text, reply_to=shown)
    return await chat.wait_for(lambda found: found.reply_to is message), shown


async def test_one_card_shows_everything_that_is_chosen(world: Town):
    shown = await card(world, world.group)

    assert len(shown.text.splitlines()) == 6
    assert "Москва" in shown.text
    assert "Русский" in shown.text
    assert words("no limit") in shown.text
    assert max(len(row) for row in shown.buttons) <= 3


async def test_the_language_changes_on_the_card_itself_and_in_what_follows(world: Town):
    shown = await turned(world.private, world.anna, "English", await card(world))

    assert shown.text.startswith("⚙️ Settings")
    assert (await asked(world.private, world.anna, "/cancel")).text == words(
        "ℹ️ There is nothing to cancel.", language="en"
    )
    assert await noted(world) == [("language", "ru → en")]
    assert "Настройки" in (await turned(world.private, world.anna, "Русский", shown)).text


async def test_a_zone_is_pressed(world: Town):
    offers = await turned(world.private, world.anna, "🕑", await card(world))
    shown = await turned(world.private, world.anna, "Владивосток", offers)

    assert "19:00 UTC+10" in shown.text
    assert (await chosen(world)).zone == "Asia/Vladivostok"
    assert await noted(world) == [("zone", "Europe/Moscow → Asia/Vladivostok")]


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Asia/Tbilisi", "Asia/Tbilisi"),
        ("europe/berlin", "Europe/Berlin"),
        ("Tbilisi", "Asia/Tbilisi"),
        ("омск", "Asia/Omsk"),
        ("America/New York", "America/New_York"),
        ("UTC", "UTC"),
    ],
)
async def test_any_zone_is_typed(world: Town, text: str, zone: str):
    answer, shown = await sent(world, text, await turned(world.private, world.anna, "🕑", await card(world)))

    assert answer.text.startswith("✅")
    assert shown.text.startswith("⚙️")
    assert (await chosen(world)).zone == zone


@pytest.mark.parametrize("text", ["Москва и область", "../../etc/passwd", "+3", "<b>", "Europe/", "x" * 3000])
async def test_what_is_no_zone_is_explained_and_asked_for_still(world: Town, text: str):
    offers = await turned(world.private, world.anna, "🕑", await card(world))
    answer, _shown = await sent(world, text, offers)

    assert answer.text.startswith("❌")
    assert "Asia/Tbilisi" in answer.text
    assert (await chosen(world)).zone is None
    again, shown = await sent(world, "Asia/Tbilisi", offers)
    assert again.text.startswith("✅")
    assert shown.text.startswith("⚙️")


async def test_the_chosen_zone_is_that_of_every_time_that_is_told(team: Town):
    await turned(team.group, team.anna, "Омск", await turned(team.group, team.anna, "🕑", await card(team, team.group)))

    await team.smsc.sms_arrives(login="demo", phone="79991234567", text="Где заказ?")
    told = await team.group.wait_for(lambda found: "Где заказ?" in found.text)
    assert "15:00 UTC+6" in told.text


async def test_masking_is_switched_in_a_group(team: Town):
    shown = await turned(team.group, team.anna, "👁", await card(team, team.group))
    assert not (await chosen(team, team.group)).masking
    await turned(team.group, team.anna, "👁", shown)

    assert (await chosen(team, team.group)).masking
    assert await noted(team, team.group) == [("masking", "on → off"), ("masking", "off → on")]


async def test_a_private_chat_has_nothing_to_mask(world: Town):
    assert all("👁" not in button.text for row in (await card(world)).buttons for button in row)


async def test_asking_before_paid_checks_is_switched(world: Town):
    await turned(world.private, world.anna, "📞", await card(world))

    assert (await chosen(world)).asks_before_checks
    assert await noted(world) == [("asking", "off → on")]


async def test_pressing_the_same_switch_of_two_cards_changes_it_once(world: Town):
    first, second = await card(world), await card(world)
    await turned(world.private, world.anna, "📞", first)
    await turned(world.private, world.anna, "📞", second)

    assert (await chosen(world)).asks_before_checks
    assert len(await noted(world)) == 1


@pytest.mark.parametrize(
    ("text", "limit"),
    [("5000", "5000"), ("5 000 ₽", "5000"), ("1500,50", "1500.50"), ("0", "0"), ("100 руб.", "100"), ("нет", None)],
)
async def test_a_limit_is_typed_as_people_write_money(world: Town, text: str, limit: str | None):
    await house_of(world).db(chats.meet, world.private.id, kind="private", title="Анна", now=NOON)
    await house_of(world).db(chats.limit_spending, world.private.id, Decimal(7))
    answer, shown = await sent(world, text, await turned(world.private, world.anna, "💰", await card(world)))

    assert answer.text.startswith("✅")
    assert (await chosen(world)).monthly_limit == (None if limit is None else Decimal(limit))
    assert await noted(world) == [("limit", f"7 → {limit or 'none'}")]
    assert words("no limit") in shown.text or limit is not None


@pytest.mark.parametrize(
    "text", ["много", "-5", "1e9", "5.001", "NaN", "٥٠٠٠", "9999999999", "5000 или 6000", "<b>5</b>"]
)
async def test_what_is_no_amount_is_explained_and_changes_nothing(world: Town, text: str):
    answer, _shown = await sent(world, text, await turned(world.private, world.anna, "💰", await card(world)))

    assert answer.text.startswith("❌")
    assert "5000" in answer.text
    assert (await chosen(world)).monthly_limit is None
    assert await noted(world) == []


async def test_a_limit_is_taken_away_by_a_button(world: Town):
    await sent(world, "5000", await turned(world.private, world.anna, "💰", await card(world)))
    question = await turned(world.private, world.anna, "💰", await card(world))

    shown = await turned(world.private, world.anna, words("No limit"), question)

    assert (await chosen(world)).monthly_limit is None
    assert words("no limit") in shown.text


async def test_back_takes_the_question_away(world: Town):
    question = await turned(world.private, world.anna, "💰", await card(world))
    shown = await turned(world.private, world.anna, "‹", question)

    assert shown.text.startswith("⚙️")
    answer = await asked(world.private, world.anna, "5000")
    assert "/help" in answer.text
    assert (await chosen(world)).monthly_limit is None


async def test_a_card_that_was_deleted_comes_anew(world: Town):
    question = await turned(world.private, world.anna, "💰", await card(world))
    await house_of(world).mouth.delete(Place(world.private.id), question.id)

    answer = await asked(world.private, world.anna, "6000")

    assert answer.text.startswith("⚙️")
    assert "6" in answer.text


async def test_only_an_owner_changes_anything(team: Town):
    shown = await card(team, team.group)

    assert (await asked(team.group, team.boris, "/settings")).text.startswith("🔒")
    for label in ("English", "🕑", "👁", "📞", "💰"):
        await refused(team.group, team.boris, label, shown)
    assert await noted(team, team.group) == []
    assert (await chosen(team, team.group)).masking
