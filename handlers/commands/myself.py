"""🙋 An anonymous administrator's command waits for a press: of that Telegram says whose it is."""

from dataclasses import replace
from datetime import timedelta

from handlers.ask import Ask, Tap, tap
from handlers.house import Role
from handlers.problems import Hidden, explain
from handlers.reply import Button, Reply
from handlers.words import _

LASTS = timedelta(minutes=10)


def offer(ask: Ask, name: str, rest: str) -> Reply:
    """Why the command was not carried out, and a button that does it. What follows /login is kept nowhere."""
    arg = name if name == "login" else f"{name} {rest}"
    button = Button(ask.say.label(_("🙋 It is me: /{name}"), name=name), "myself.obey", arg)
    return Reply(explain(Hidden(), ask.say) or "", ((button,),), lasts=LASTS)


@tap(role=Role.OWNER, once=True, fresh=True)
async def obey(tap: Tap) -> Reply | None:
    """Administrators are owners, so a press of anybody else uses nothing up; a grant may still say otherwise."""
    from handlers.commands import COMMANDS  # noqa: PLC0415 - the list has this button in it

    name, _space, rest = tap.arg.partition(" ")
    command = next(item for item in COMMANDS if item.name == name)
    tap.require(command.role)
    return await command.run(replace(tap, rest=rest))
