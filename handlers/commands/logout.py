"""/logout: the credentials are forgotten at once."""

from handlers.ask import Ask, command
from handlers.house import Role
from handlers.reply import Reply
from handlers.words import _
from storage import accounts


@command(about=_("Disconnect the account"), role=Role.OWNER, alone=True)
async def logout(ask: Ask) -> Reply:
    account = ask.connected
    others = await ask.db(accounts.leave, account.id, ask.place.chat_id)
    await ask.note("logout", account.alias, result="disconnected" if others else "credentials deleted")
    if others:
        sentence = _(
            "🔓 {alias} is disconnected here\nOther chats still use it; there it stays connected.\n{person} · #sys"
        )
    else:
        sentence = _(
            "🔓 {alias} is disconnected, its credentials are deleted\n"
            "Events stay until their time is over; remove the callback address in the SMSC cabinet.\n{person} · #sys"
        )
    return Reply(ask.say(sentence, alias=account.alias, person=ask.person.handle))
