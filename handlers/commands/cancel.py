"""/cancel, and the «Cancel» and «Close» buttons under questions and cards."""

from handlers.ask import AnswerHandler, Ask, Tap, command, tap
from handlers.house import Role
from handlers.reply import Button, Reply, Toast
from handlers.words import Say, _
from storage import questions


@command(about=_("Stop what was begun"), role=Role.VIEWER)
async def cancel(ask: Ask) -> Reply:
    if await ask.db(questions.close, ask.asker):
        return Reply(ask.say(_("✖️ Cancelled.")))
    return Reply(ask.say(_("ℹ️ There is nothing to cancel.")))


@tap(role=Role.VIEWER)
async def forget(tap: Tap) -> Reply:
    """The question under which the button stands is withdrawn; one that was asked since then stays."""
    await tap.db(questions.close, tap.asker, name=tap.arg)
    return Reply(tap.say(_("✖️ Cancelled.")))


@tap(role=Role.VIEWER, quick=True)
async def close(tap: Tap) -> Toast | None:
    """Take the card away; where Telegram will not, it just stays."""
    await tap.delete_message()
    return None


def cancel_button(ask: Ask, question: AnswerHandler) -> Button:
    """Under *question*, which only who was asked may withdraw."""
    return Button(ask.say.label(_("Cancel")), "cancel.forget", question.name, only=ask.person.id)


def is_question(reply: Reply) -> bool:
    """Whether a person's next message is awaited under *reply*."""
    return any(button.do == "cancel.forget" for row in reply.buttons for button in row)


def close_button(say: Say) -> Button:
    return Button(say.label(_("Close")), "cancel.close")
