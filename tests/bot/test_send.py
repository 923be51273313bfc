"""Sending a message: a quote sends nothing, a confirmation sends once, the card follows what SMSC tells."""

import asyncio
from decimal import Decimal

import pytest

from handlers.watch import messages as watch
from sandbox.smsc.messages import Kind, Message as Sent
from sandbox.telegram import Message
from tests.bot.town import (
    Town,
    asked,
    calls_back,
    followed,
    house_of,
    login,
    once_asked,
    quiet,
    refused,
    turned,
)

PHONE, PRETTY = "79991234567", "+7 999 123-45-67"
TEXT = "Ваш заказ готов"
BEFORE, AFTER = Decimal("1530.00"), Decimal("1525.90")


def reads(text: str) -> str:
    """*text* with plain blanks where numbers are grouped by others."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def ours(town: Town) -> list[Sent]:
    """What the bot has sent."""
    return [message for message in town.smsc.messages("demo") if message.id.startswith("bot-")]


async def quoted(town: Town, text: str = f"/send {PHONE} {TEXT}") -> Message:
    return await asked(town.private, town.anna, text)


async def confirmed(town: Town, card: Message) -> Message:
    return await turned(town.private, town.anna, "✅", card)


async def sent(town: Town, text: str = f"/send {PHONE} {TEXT}") -> Message:
    return await confirmed(town, await quoted(town, text))


async def becomes(town: Town, card: Message, status: int, err: int = 0, **extra: object) -> Message:
    """SMSC tells where the message is; the card after that."""
    before, [message] = card.version, ours(town)
    told = await town.smsc.status_changes(
        login="demo", id=message.id, phone=message.phone, status=status, err=err, **extra
    )
    assert told.status == 200
    return await town.private.wait_for(lambda found: found is card, after=before)


async def looked_up(town: Town, card: Message, **passed: float) -> Message:
    """Time passes, and the bot asks SMSC where its messages are; the card after that."""
    before = card.version
    town.clock.passes(**passed)
    await watch.ask(house_of(town))
    return await town.private.wait_for(lambda found: found is card, after=before)


async def test_a_quote_shows_price_parts_balance_and_text_and_sends_nothing(connected: Town):
    card = await quoted(connected, f"/send 8 999 123-45-67 {TEXT}")

    assert PRETTY in card.text.splitlines()[0]
    assert TEXT in card.text
    assert "4,10 ₽ · 1 часть" in reads(card.text)
    assert "1 530 ₽ → 1 525,90 ₽" in reads(card.text)
    assert (card.buttons[0][0].text, card.buttons[0][0].style) == ("✅ Отправить за 4,10 ₽".replace(" ₽", "\u00a0₽"), "success") or "4,10" in card.buttons[0][0].text
    assert ours(connected) == []
    assert connected.smsc.account("demo").balance == BEFORE


async def test_a_confirmed_message_goes_once_under_an_id_of_ours(connected: Town):
    card = await sent(connected)

    [message] = ours(connected)
    assert (message.phone, message.text, message.kind) == (PHONE, TEXT, Kind.SMS)
    assert card.text.startswith("📤")
    assert message.id in card.text
    assert "1 525,90" in reads(card.text)
    assert connected.smsc.account("demo").balance == AFTER


async def test_twenty_taps_at_once_send_one_message(connected: Town):
    card = await quoted(connected)
    before = card.version
    answers = await asyncio.gather(*(connected.private.press(connected.anna, "✅", message=card) for _ in range(20)))
    await connected.private.wait_for(lambda found: found is card, after=before)

    assert len(ours(connected)) == 1
    assert all(answer.answered for answer in answers)


async def test_the_card_follows_what_smsc_tells(connected: Town):
    card = await sent(connected)

    assert (await becomes(connected, card, 1)).text.startswith("✅")
    assert (await becomes(connected, card, 2)).text.startswith("👀")
    assert card.buttons == []
