"""/start: the first thing people see, and where one-time links arrive."""

from handlers import links
from handlers.ask import Ask, Tap, command, tap
from handlers.claim import CLAIM, claim
from handlers.commands import login
from handlers.house import Role
from handlers.problems import Problem
from handlers.reply import Button, Reply
from handlers.words import _


@command(about=_("What this bot does"), role=Role.VIEWER)
async def start(ask: Ask) -> Reply | None:
    if ask.rest and ask.place.private:
        return await arrive(ask)
    return welcome(ask)


async def arrive(ask: Ask) -> Reply:
    """A one-time link led here."""
    followed = await links.follow(ask.db, ask.rest, person_id=ask.person.id, now=ask.now)
    if followed is None:
        raise Problem(_("⌛ This link is used up, expired or not for you.\nAsk for a new one in the group: /login"))
    if followed.name == CLAIM:
        return await claim(ask)
    return await login.from_group(ask, followed.argument)


def welcome(ask: Ask) -> Reply:
    """What the bot is for and the next step."""
    head = ask.say(
        _("👋 I run SMSC in this chat\nIncoming SMS, delivery statuses, calls, numbers, exports, statistics.")
    )
    if ask.account is None or ask.account.credentials is None:
        text = ask.say(_("An administrator can connect an account: /login"))
        connect = Button(ask.say.label(_("🔑 Connect")), "start.connect")
        return Reply(f"{head}\n{text}", ((connect,),))
    text = ask.say(_("Connected: {alias}. All commands: /help"), alias=ask.account.alias)
    return Reply(f"{head}\n{text}")


@tap(role=Role.OWNER, fresh=True)
async def connect(tap: Tap) -> Reply | None:
    return await login.login.run(tap)
