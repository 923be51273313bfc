"""👁 Show the code: a masked one-time code, to those who may see it, and only to them; each look is in the audit."""

from handlers.ask import Tap, tap
from handlers.house import Role
from handlers.masking import codes_in
from handlers.news import CODES
from handlers.reply import Toast
from handlers.words import _, visible
from smsc.events import IncomingSms
from storage import events

TOAST = 200  # characters; core.telegram.org/bots/api#answercallbackquery


@tap(role=Role.OPERATOR, quick=True)
async def show(tap: Tap) -> Toast:
    """The code and as much of the text as an alert has room for; nothing of it stays in the chat."""
    account = tap.account
    logged = await tap.db(events.get, account.id, int(tap.arg)) if account else None
    if logged is None or not isinstance(sms := logged.event, IncomingSms):
        return Toast(tap.say.label(_("🤷 This SMS is not kept any more.")), alert=True)
    await tap.note("code", sms.phone)
    text = visible(sms.text)
    codes = ", ".join(codes_in(text)[:CODES])
    shown = tap.say.label(_("🔑 {codes}\n{sender}: {text}"), codes=codes, sender=sms.phone, text=text)
    return Toast(shown if len(shown) <= TOAST else f"{shown[: TOAST - 1]}…", alert=True)
