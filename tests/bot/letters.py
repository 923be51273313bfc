"""What the tests of sent messages share: Anna asks for a quote in her private chat, and confirms it."""

from sandbox.smsc.messages import Message as Sent
from sandbox.telegram import Chat, Message, Person
from tests.bot.town import Town, asked, turned

PHONE, PRETTY = "79991234567", "+7 999 123-45-67"
TEXT = "Ваш заказ готов"


def reads(text: str) -> str:
    """*text* with plain blanks where numbers are grouped by others."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def ours(town: Town) -> list[Sent]:
    """What the bot has sent."""
    return [message for message in town.smsc.messages("demo") if message.id.startswith("bot-")]


async def quoted(town: Town, text: str = f"/send {PHONE} {TEXT}") -> Message:
    return await asked(town.private, town.anna, text)


async def confirmed(town: Town, card: Message) -> Message:
    return await begun(town.private, town.anna, card)


async def begun(chat: Chat, person: Person, card: Message) -> Message:
    """*person* confirms; the card when it says more than that the message is being sent."""
    await turned(chat, person, "✅", card)
    return await chat.wait_for(lambda found: found is card and not found.text.startswith("⏳ Отправляю"))


async def sent(town: Town, text: str = f"/send {PHONE} {TEXT}") -> Message:
    return await confirmed(town, await quoted(town, text))
