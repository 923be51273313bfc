"""/renew 74950001122 off: whether a rented number goes on next month."""

from datetime import timedelta
from typing import Literal

from handlers.ask import Ask, Tap, command, tap
from handlers.balances import balance_of
from handlers.commands import cancel
from handlers.house import Role
from handlers.problems import Problem
from handlers.purchase_cards import switch_button
from handlers.reply import Button, Reply
from handlers.words import Money, _
from smsc.errors import Nonsense, Unreachable
from smsc.phone import Phone
from storage import purchases

ON = {"on", "вкл", "да"}
OFF = {"off", "выкл", "нет"}
VALID = timedelta(minutes=10)
EXAMPLE = _("❌ Say which number, and on or off.\nFor example: <code>/renew 74950001122 off</code>")


@command(about=_("Renewal of a number"), usage="74950001122 off", role=Role.BUYER)
async def renew(ask: Ask) -> Reply:
    _account = ask.connected
    text, _space, word = ask.rest.rpartition(" ")
    if word.lower() not in ON | OFF or not text:
        raise Problem(EXAMPLE)
    phone = Phone.parse(text)
    return await quote(ask, phone) if word.lower() in ON else await switch(ask, phone, on=False)


async def quote(ask: Ask, phone: Phone) -> Reply:
    """What renewing costs from next month on. Nothing is switched yet."""
    rented = next((one for one in await ask.db(purchases.bought, ask.connected.id) if one.phone == phone.digits), None)
    money = await balance_of(ask)
    price = Money(rented.monthly, money.currency) if rented and rented.monthly is not None else None
    monthly = ask.say.label(_("{price} a month"), price=price) if price else ask.say.label(_("the price is not known"))
    text = ask.say(
        _(
            "💰 Renewing {phone}\nFrom next month on: {monthly}; nothing now\nBalance now: {balance}\n"
            "The offer holds for 10 minutes · {alias} · asked by {person}"
        ),
        phone=phone,
        monthly=monthly,
        balance=Money(money.amount, money.currency),
        alias=ask.connected.alias,
        person=ask.person.handle,
    )
    label = _("✅ Renew for {price} a month") if price else _("✅ Renew without a price")
    style: Literal["success", "danger"] = "success" if price else "danger"
    confirm = Button(ask.say.label(label, price=price), "renew.confirm", phone.digits, style=style, only=ask.person.id)
    return Reply(text, ((confirm, cancel.close_button(ask.say)),), lasts=VALID)


async def switch(ask: Ask, phone: Phone, *, on: bool) -> Reply:
    """Tell SMSC, which may be told twice; it charges nothing now, the next month's rent is what depends on it."""
    try:
        await ask.smsc.set_renewal(phone, renew=on)
    except (Unreachable, Nonsense) as error:
        if isinstance(error, Unreachable) and not error.maybe_done:
            raise
        return await unanswered(ask, phone, on=on)
    await ask.db(purchases.set_renewal, ask.connected.id, phone.digits, renew=on)
    await ask.note("renew", phone.digits, result="on" if on else "off")
    sentence = (
        _("✅ {phone} will be renewed next month\nNothing was charged now.\n{alias} · {person} · #money")
        if on
        else _("✅ {phone} will not be renewed\nIt is yours until the month ends.\n{alias} · {person} · #money")
    )
    text = ask.say(sentence, phone=phone, alias=ask.connected.alias, person=ask.person.handle)
    return Reply(text, ((switch_button(phone.digits, ask.say, on=not on),),))


async def unanswered(ask: Ask, phone: Phone, *, on: bool) -> Reply:
    """SMSC may have switched it or not, and has no list to look that up in: a person has to look."""
    await ask.note("renew", phone.digits, result=f"{'on' if on else 'off'}: unknown")
    text = ask.say(
        _(
            "⚠️ {phone}: SMSC did not answer\n"
            "Nothing was charged now; whether it will be renewed is not known. Look into the SMSC cabinet, "
            "or switch once more: that does no harm.\n{alias} · {person} · #money"
        ),
        phone=phone,
        alias=ask.connected.alias,
        person=ask.person.handle,
    )
    both = tuple(switch_button(phone.digits, ask.say, on=way) for way in (True, False))
    return Reply(text, (both,))


@tap(role=Role.BUYER)
async def turn_on(tap: Tap) -> Reply:
    return await quote(tap, Phone.of_smsc(tap.arg))


@tap(role=Role.BUYER, once=True)
async def confirm(tap: Tap) -> Reply:
    return await switch(tap, Phone.of_smsc(tap.arg), on=True)


@tap(role=Role.BUYER)
async def turn_off(tap: Tap) -> Reply:
    return await switch(tap, Phone.of_smsc(tap.arg), on=False)
