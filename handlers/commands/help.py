"""/help: all commands, or one of them with an example."""

from collections.abc import Sequence

from handlers.ask import Ask, Command, command
from handlers.forms import FORMS
from handlers.house import Role
from handlers.problems import ROLES, Problem
from handlers.reply import Reply
from handlers.words import Html, Msgid, Say, _


@command(about=_("Help"), usage="verify", role=Role.VIEWER)
async def help(ask: Ask) -> Reply:
    from handlers.commands import COMMANDS  # noqa: PLC0415 - the list has this command in it

    wanted = ask.rest.strip().removeprefix("/").lower()
    if not wanted:
        return Reply(overview(COMMANDS, ask.role, ask.say))
    found = next((item for item in COMMANDS if wanted in {item.name, *item.aliases}), None)
    if found is None:
        raise Problem(_("🤷 There is no command /{name}.\nAll of them: /help"), name=wanted[:32])
    return Reply(one(found, ask.say))


def overview(commands: Sequence[Command], role: Role, say: Say) -> str:
    """What a person of *role* may do, and under each higher role what it would let them do."""
    lines = [say(_("ℹ️ Commands")), *(line(item, say) for item in commands if item.role <= role)]
    for higher in Role:
        beyond = [item for item in commands if item.role is higher > role]
        if beyond:
            names = Html(" ".join(f"/{item.name}" for item in beyond))
            lines.append(say(_("For the role “{role}”: {names}"), role=Msgid(ROLES[higher.name.lower()]), names=names))
    return "\n".join([*lines, say(_("More on one of them: /help verify"))])


def line(item: Command, say: Say) -> str:
    return say(_("/{name} — {about}"), name=item.name, about=say.label(item.about))


def one(item: Command, say: Say) -> str:
    text = say(
        _("ℹ️ /{name} — {about}\nFor: {role} and above"),
        name=item.name,
        about=say.label(item.about),
        role=say.label(ROLES[item.role.name.lower()]),
    )
    for form in FORMS.get(item.name, ()):
        example = say.label(form.example)
        text += "\n" + say(
            _("<code>/{name} {example}</code> — {does}"), name=item.name, example=example, does=say.label(form.does)
        )
    if item.aliases:
        text += "\n" + say(_("Short: {aliases}"), aliases=Html(", ".join(f"/{alias}" for alias in item.aliases)))
    return text
