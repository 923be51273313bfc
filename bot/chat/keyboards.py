"""Buttons of ours → Telegram's keyboard: each that does something becomes a random token with a stored row."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from handlers.ask import TapHandler
from handlers.reply import Button, Reply
from storage.actions import Action

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PREFIX = "v1:"  # of Telegram's 64 bytes the token takes 13, whatever the button does


@dataclass
class Keyboard:
    """A keyboard and the actions that must be stored before it is sent."""

    markup: InlineKeyboardMarkup | None
    actions: list[Action] = field(default_factory=list)


def token() -> str:
    """Ten characters of base62: 59 bits, good for one chat and one person."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def keyboard(reply: Reply, taps: Mapping[str, TapHandler], *, chat_id: int, now: datetime) -> Keyboard:
    """The keyboard of *reply*; raises KeyError for a button that leads to nothing."""
    card, kept = token(), []
    rows: list[Sequence[InlineKeyboardButton]] = []
    for row in reply.buttons:
        line = []
        for button in row:
            data = None
            if button.do:
                action = action_of(button, taps[button.do], reply, card=card, chat_id=chat_id, now=now)
                kept.append(action)
                data = PREFIX + action.token
            line.append(telegrams(button, data))
        if line:
            rows.append(line)
    return Keyboard(InlineKeyboardMarkup(rows) if rows else None, kept)


def action_of(button: Button, tap: TapHandler, reply: Reply, *, card: str, chat_id: int, now: datetime) -> Action:
    return Action(
        token=token(),
        card=card,
        name=tap.name,
        argument=button.arg,
        chat_id=chat_id,
        person_id=button.only,
        once=tap.once,
        expires_at=now + reply.lasts,
    )


def telegrams(button: Button, data: str | None) -> InlineKeyboardButton:
    style = button.style or None
    if button.copy:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy), style=style)
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url, style=style)
    return InlineKeyboardButton(button.label, callback_data=data, style=style)
