"""/status ID PHONE: where a message is, by SMSC's own word of this moment."""

import re

from handlers.ask import Ask, Tap, answer, command, tap
from handlers.balances import currency_of
from handlers.commands.cancel import cancel_button
from handlers.house import Role
from handlers.problems import Problem
from handlers.reply import Reply
from handlers.status_card import buttons, render
from handlers.watch.messages import learn
from handlers.words import _
from smsc.events import StatusEvent
from smsc.messages import OWN_ID
from smsc.phone import Phone
from storage import messages
from storage.messages import Message

EXAMPLE = _("❌ Say which message: its id and its number\nFor example: <code>/status 12345 79991234567</code>")
WORD = re.compile(r"[A-Za-z0-9._-]+")


@command(about=_("Where a message is"), usage="12345 79991234567", role=Role.OPERATOR)
async def status(ask: Ask) -> Reply:
    _account = ask.connected
    if ask.rest:
        return await named(ask, ask.rest)
    if sent := await replied_to(ask):
        return await shown(ask, sent.own_id, Phone(sent.phone), sent)
    await ask.expect(which)
    how = _("Send its id and its number.") if ask.place.private else _("Reply to this message with its id and number.")
    return Reply(f"{ask.say(_('🔎 Which message?'))}\n{ask.say(how)}", ((cancel_button(ask, which),),))


@answer(role=Role.OPERATOR)
async def which(ask: Ask, _arg: str) -> Reply:
    return await named(ask, ask.rest)


@tap(role=Role.OPERATOR, fresh=True)
async def look(tap: Tap) -> Reply:
    """The button on a message's own card."""
    return await named(tap, tap.arg)


@tap(role=Role.OPERATOR)
async def refresh(tap: Tap) -> Reply:
    """The button under an answer to `/status`."""
    return await named(tap, tap.arg)


async def replied_to(ask: Ask) -> Message | None:
    """The message whose card is replied to, or whose id stands in what is replied to."""
    account_id = ask.connected.id
    card = (account_id, ask.place.chat_id, ask.quoted_id or 0)
    if sent := await ask.db(messages.on_card, *card):
        return sent
    for word in WORD.findall(ask.quoted):
        if word.startswith(messages.PREFIX) and (sent := await ask.db(messages.of_id, account_id, word)):
            return sent
    return None


async def named(ask: Ask, text: str) -> Reply:
    """`ID PHONE`, or the id alone where the bot sent the message. Raises Problem for anything else."""
    id, _space, phone = text.strip().partition(" ")
    if not OWN_ID.fullmatch(id):
        raise Problem(EXAMPLE)
    sent = await ask.db(messages.of_id, ask.connected.id, id)
    if phone:
        return await shown(ask, id, Phone.parse(phone), sent)
    if sent is None:
        raise Problem(
            _("🤔 The bot has not sent {id}: say its number too\nFor example: <code>/status 12345 79991234567</code>"),
            id=id,
        )
    return await shown(ask, id, Phone(sent.phone), sent)


async def shown(ask: Ask, id: str, phone: Phone, sent: Message | None) -> Reply:
    """Ask SMSC, and let what it says of a message of ours count on its card too."""
    found = await ask.smsc.status(id, phone)
    if sent is not None and sent.phone != phone.digits:
        sent = None
    if sent is not None:
        await learn(sent, found, ask.house)
    event = StatusEvent(
        id=id,
        phone=phone.digits,
        status=found.status,
        at=found.at,
        time=found.time,
        err=found.err,
        type=int(sent.kind) if sent else found.type,
        hlr=found.hlr,
    )
    currency = sent.currency if sent else await currency_of(ask)
    text = render(event, found, ask.say, alias=ask.connected.alias, currency=currency)
    return Reply(text, buttons(event, sent, ask.say))
