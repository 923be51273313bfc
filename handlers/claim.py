"""Claiming an installation that nobody owns yet, by the one-time link in its log."""

from datetime import datetime, timedelta

from handlers import links
from handlers.ask import Ask
from handlers.problems import Problem
from handlers.reply import Reply
from handlers.words import _
from storage import actions, owners
from storage.database import Database

CLAIM = "claim"
VALID = timedelta(days=1)


async def offer(db: Database, *, now: datetime) -> str:
    """The payload of the claim link; those of earlier starts lead nowhere from now on."""
    await db(actions.withdraw, CLAIM)
    return await links.make(db, CLAIM, "", person_id=None, until=now + VALID)


async def claim(ask: Ask) -> Reply:
    """Whoever opens a link first owns the installation from now on: every start without an owner logs another one."""
    if await ask.db(owners.exist):
        raise Problem(_("👑 This installation has an owner already."))
    await ask.db(owners.add, ask.person.id, ask.now)
    await ask.note("claim")
    return Reply(
        ask.say(
            _("👑 This installation is yours, {person}\nYou have every role in every chat."), person=ask.person.handle
        )
    )
