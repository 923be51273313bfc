"""One question to Telegram without the rest of the house."""

from telegram.error import TelegramError

from bot.chat.connection import Connection
from bot.chat.poller import why


async def who_am_i(api_url: str, token: str, proxy: str) -> str:
    """The bot's name; raises ConnectionError with a sentence that says what to look at."""
    connection = Connection.to(api_url, token, proxy=proxy)
    try:
        return (await connection.bot.get_me()).username or ""
    except TelegramError as error:
        raise ConnectionError(f"Telegram: {why(error)}") from error
    finally:
        await connection.close()
