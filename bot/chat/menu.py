"""The menu behind “/” per scope and language, and what stands in the empty chat and on the profile."""

from collections.abc import Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from handlers.ask import Command
from handlers.house import Role
from handlers.words import Say, Words, _

DESCRIPTION = _(
    "I run your SMSC account in Telegram: verify phones by a call, rent numbers, fetch exports, look up operators, "
    "show statistics and the balance, and tell you of incoming SMS, calls and delivery statuses.\n\n"
    "Press Start, then /login. In a group: add me, and /login there."
)  # 512 letters at most; core.telegram.org/bots/api#setmydescription
PROFILE = _("Your SMSC account in a chat: incoming SMS, statuses, calls, numbers, statistics.")  # 120 at most


async def publish(bot: Bot, words: Words, commands: Sequence[Command]) -> None:
    """Tell Telegram our commands: all in private chats and to administrators, the harmless ones to every member.

    Raises TelegramError; saying it all again does no harm.
    """
    everyones = [item for item in commands if item.role is Role.VIEWER]
    for code, say in languages(words).items():
        for scope, listed in (
            (BotCommandScopeAllPrivateChats(), commands),
            (BotCommandScopeAllChatAdministrators(), commands),
            (BotCommandScopeAllGroupChats(), everyones),
        ):
            menu = [BotCommand(item.name, say.label(item.about)) for item in listed]
            await bot.set_my_commands(menu, scope=scope, language_code=code)
        await bot.set_my_description(say.label(DESCRIPTION), language_code=code)
        await bot.set_my_short_description(say.label(PROFILE), language_code=code)


def languages(words: Words) -> dict[str | None, Say]:
    """Every catalogue under its code, and the default for all other languages."""
    known: dict[str | None, Say] = {code: words.say(chosen=code) for code in words.catalogues}
    return {None: words.say(chosen=None), **known}
