"""/renew 74950001122 off: whether a rented number goes on next month."""

from handlers.ask import Ask, Button, Reply, Role, Tap, command, tap
from handlers.problems import Problem
from handlers.words import Say, _
from smsc.phone import Phone
from storage import purchases

ON = {"on", "вкл", "да"}
OFF = {"off", "выкл", "нет"}
EXAMPLE = _("❌ Say which number, and on or off.\nFor example: <code>/renew 74950001122 off</code>")


@command(about=_("Renewal of a number"), usage="74950001122 on|off", role=Role.BUYER)
async def renew(ask: Ask) -> Reply:
    _account = ask.connected
    text, _space, word = ask.rest.rpartition(" ")
    if word.lower() not in ON | OFF or not text:
        raise Problem(EXAMPLE)
    return await switch(ask, Phone.parse(text), on=word.lower() in ON)


async def switch(ask: Ask, phone: Phone, *, on: bool) -> Reply:
    """Tell SMSC; it charges nothing now, the next month's rent is what depends on it."""
    await ask.smsc.set_renewal(phone, renew=on)
    await ask.db(purchases.set_renewal, ask.connected.id, phone.digits, renew=on)
    sentence = (
        _("✅ {phone} will be renewed next month\nNothing was charged now.\n{alias} · {person} · #money")
        if on
        else _("✅ {phone} will not be renewed\nIt is yours until the month ends.\n{alias} · {person} · #money")
    )
    text = ask.say(sentence, phone=phone, alias=ask.connected.alias, person=ask.person.handle)
    return Reply(text, ((switch_button(phone.digits, ask.say, on=not on),),))


def switch_button(phone: str, say: Say, *, on: bool) -> Button:
    if on:
        return Button(say.label(_("🔁 Renew")), "renew.turn_on", phone)
    return Button(say.label(_("🔁 Do not renew")), "renew.turn_off", phone)


@tap(role=Role.BUYER)
async def turn_on(tap: Tap) -> Reply:
    return await switch(tap, Phone.of_smsc(tap.arg), on=True)


@tap(role=Role.BUYER)
async def turn_off(tap: Tap) -> Reply:
    return await switch(tap, Phone.of_smsc(tap.arg), on=False)
