"""Which messages of a group reach the bot: https://core.telegram.org/bots/features#privacy-mode."""

import re

from sandbox.telegram.messages import Message
from sandbox.telegram.rooms import INSIDE, Room

COMMAND = re.compile(r"/\w+(?:@(\w+))?(?!\S)")


def is_heard(room: Room, message: Message) -> bool:
    """Everything in private or for an admin bot; else commands to the bot and replies to its messages."""
    if room.bot_status not in INSIDE:
        return False
    if room.kind == "private" or room.bot_status == "administrator" or message.service:
        return True
    if message.reply_to and message.reply_to.by_bot:
        return True
    command, ours = COMMAND.match(message.text), room.cloud.bot.username
    return bool(command and (command[1] or ours).lower() == ours.lower())
