"""One-time deep links (t.me/<bot>?start=…): they lead a person into a private chat and say why they came."""

import secrets
from datetime import datetime

from storage import actions
from storage.actions import Action, Pressed
from storage.database import Database
from storage.secrets import digest

ANYWHERE = 0  # a link belongs to no chat


async def make(db: Database, name: str, arg: str, *, person_id: int | None, until: datetime) -> str:
    """The payload of a link that works once, until *until*, for *person_id* (None: for anybody)."""
    token = secrets.token_urlsafe(24)
    link = Action(digest(token), digest(token), name, arg, ANYWHERE, person_id, once=True, expires_at=until)
    await db(actions.keep, [link])
    return token


async def follow(db: Database, token: str, *, person_id: int, now: datetime) -> Pressed | None:
    """What the link stands for, used up by this; None if it is used, old, made up, or somebody else's."""
    pressed = await db(actions.press, digest(token), chat_id=ANYWHERE, person_id=person_id, now=now)
    return pressed if isinstance(pressed, Pressed) else None
