"""One question to Telegram without the rest of the house."""

from telegram.error import InvalidToken, TelegramError

from bot.chat.connection import Connection
from bot.chat.poller import why


async def who_am_i(api_url: str, token: str, proxy: str) -> str:
    """The bot's name; raises ConnectionError with a sentence that says what to look at."""
    connection = Connection.to(api_url, token, proxy=proxy)
    try:
        return (await connection.bot.get_me()).username or ""
    except InvalidToken as error:
        raise ConnectionError(f"Telegram: {why(error)}") from error
    except TelegramError as error:
        raise ConnectionError(
            f"Telegram at {api_url} does not answer ({why(error)}): look at TELEGRAM_API_URL and TELEGRAM_PROXY"
        ) from error
    finally:
        await connection.close()
