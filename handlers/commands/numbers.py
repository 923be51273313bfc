"""/numbers: the account's rented numbers as far as the bot knows, and those that can be rented."""

from collections.abc import Sequence
from contextlib import suppress

from handlers.ask import Ask, Tap, answer, command, tap
from handlers.balances import currency_of
from handlers.commands.cancel import cancel_button, close_button
from handlers.house import Role
from handlers.pages import in_rows, page_of, turned, turning
from handlers.phones import short
from handlers.problems import Problem
from handlers.purchase_cards import switch_button
from handlers.rentable import find, matching, rentable, similar
from handlers.rented import Rented, rented_by
from handlers.reply import Button, Reply
from handlers.words import Money, Msgid, Say, _
from smsc.phone import BadPhone, Phone
from smsc.types import RentableNumber
from storage import numbers as known

LONGEST = 32  # characters of a name


@command(about=_("Numbers: mine and free"), usage="free 495", role=Role.VIEWER, aliases=("n",))
async def numbers(ask: Ask) -> Reply | None:
    word, _space, rest = ask.rest.partition(" ")
    match word.lower():
        case "" | "my" | "мои":
            return await mine(ask, 1)
        case "free" | "свободные":
            return await free(ask, rest.strip(), 1)
        case "add" | "добавить":
            return await add(ask, rest)
        case "forget" | "забыть":
            return await forget(ask, rest)
        case "name" | "имя":
            return await call(ask, rest)
        case _:
            return await one(ask, ask.rest)


async def mine(ask: Ask, number: int) -> Reply:
    account = ask.connected
    page = page_of(await rented_by(ask.db, account.id), number)
    head = ask.say.plural(
        "📱 {n} number known to the bot · {alias}",
        "📱 {n} numbers known to the bot · {alias}",
        page.total,
        alias=account.alias,
    )
    lines = [my_line(item, ask.say) for item in page.lines]
    note = ask.say(_("SMSC's API does not list them; one rented elsewhere: /numbers add"))
    cards = [Button(short(Phone.of_smsc(item.phone)), "numbers.card", item.phone) for item in page.lines]
    shelf = Button(ask.say.label(_("➕ Rent one")), "numbers.shelf_page", "1:")
    rows = (*in_rows([*cards, shelf]), turning(page, "numbers.my_page"))
    return Reply("\n".join([head, *lines, note]), tuple(row for row in rows if row))


def my_line(item: Rented, say: Say) -> str:
    sentence = _("{phone}  “{name}”  {renewal}") if item.alias else _("{phone}  {renewal}")
    return say(sentence, phone=Phone.of_smsc(item.phone), name=item.alias, renewal=renewal_of(item))


def renewal_of(item: Rented) -> Msgid:
    if item.purchase is None:
        return Msgid(_("rented elsewhere"))
    return Msgid(_("renewed every month")) if item.purchase.renew else Msgid(_("⚠️ not renewed"))


@tap(role=Role.VIEWER)
async def my_page(tap: Tap) -> Reply:
    return await mine(tap, turned(tap.arg)[0])


async def add(ask: Ask, text: str) -> Reply:
    """A number that was rented elsewhere: it is listed, named, and people are reminded of it."""
    ask.require(Role.BUYER)
    phone, account = Phone.parse(text), ask.connected
    place = ask.place
    await ask.db(known.note, account.id, phone.digits, place.chat_id, place.thread_id, rented_elsewhere=True)
    await ask.note("number", phone.digits, result="added")
    return await one(ask, phone.digits)


async def forget(ask: Ask, text: str) -> Reply:
    """Take a number rented elsewhere off the list; at SMSC nothing changes."""
    ask.require(Role.BUYER)
    phone = Phone.parse(text)
    if not await ask.db(known.forget, ask.connected.id, phone.digits):
        raise Problem(_("🤷 {phone} was not added here\nThose added: /numbers my"), phone=phone)
    await ask.note("number", phone.digits, result="forgotten")
    return Reply(ask.say(_("✅ {phone} is off the list\nAt SMSC nothing has changed."), phone=phone))


async def call(ask: Ask, text: str) -> Reply:
    """`/numbers name 74950001122 Support`: how the number is called in lists and reminders."""
    ask.require(Role.BUYER)
    words = text.split()
    for length in range(len(words), 0, -1):  # a number may be written with blanks in it
        with suppress(BadPhone):
            return await named(ask, Phone.parse(" ".join(words[:length])), " ".join(words[length:]))
    raise Problem(_("❌ Say which number, and its name\nFor example: <code>/numbers name 74950001122 Support</code>"))


async def named(ask: Ask, phone: Phone, name: str) -> Reply:
    if len(name) > LONGEST:
        raise Problem(_("✂️ A name has {most} characters at most\nYours has {count}."), most=LONGEST, count=len(name))
    account = ask.connected
    if all(item.phone != phone.digits for item in await rented_by(ask.db, account.id)):
        raise Problem(_("🤷 {phone} is not on the list\nAdd it first: /numbers add"), phone=phone)
    await ask.db(known.note, account.id, phone.digits, ask.place.chat_id, ask.place.thread_id)
    await ask.db(known.name, account.id, phone.digits, name)
    await ask.note("number", phone.digits, result=f"named {name}" if name else "name taken away")
    return await one(ask, phone.digits)


@tap(role=Role.BUYER, fresh=True)
async def rename(tap: Tap) -> Reply:
    """Ask for the name."""
    await tap.expect(new_name, tap.arg)
    text = tap.say(_("✏️ What shall {phone} be called?\nReply with its name."), phone=Phone.of_smsc(tap.arg))
    return Reply(text, ((cancel_button(tap, new_name),),))


@answer(role=Role.BUYER)
async def new_name(ask: Ask, arg: str) -> Reply:
    return await named(ask, Phone.of_smsc(arg), ask.rest)


async def free(ask: Ask, text: str, number: int) -> Reply:
    """One page of the numbers that can be rented, those that match *text*."""
    shelf = await rentable(ask)
    fitting = matching(shelf, text) if text else shelf
    if not fitting:
        return Reply(ask.say(_("🤷 No number to rent matches “{text}”.\nAll of them: /numbers free"), text=text))
    page = page_of(fitting, number)
    head = ask.say.plural(
        "📱 {n} number can be rented · {alias}",
        "📱 {n} numbers can be rented · {alias}",
        page.total,
        alias=ask.connected.alias,
    )
    currency = await currency_of(ask)
    lines = [free_line(item, ask.say, currency) for item in page.lines]
    picks = [Button(short(item.phone), "buy.quote_for", item.phone.digits) for item in page.lines]
    return Reply("\n".join([head, *lines]), (*in_rows(picks), turning(page, "numbers.shelf_page", text)))


def free_line(item: RentableNumber, say: Say, currency: str) -> str:
    if item.cost is None:
        return say(_("{phone}  price unknown  {info}"), phone=item.phone, info=item.info)
    cost = Money(item.cost, currency)
    return say(_("{phone}  {cost} a month  {info}"), phone=item.phone, cost=cost, info=item.info)


def free_card(item: RentableNumber, say: Say, currency: str) -> str:
    """The same of one number, under a line that is its own."""
    if item.cost is None:
        return say(_("📱 {phone}\nprice unknown · {info}"), phone=item.phone, info=item.info)
    cost = Money(item.cost, currency)
    return say(_("📱 {phone}\n{cost} a month · {info}"), phone=item.phone, cost=cost, info=item.info)


@tap(role=Role.VIEWER)
async def shelf_page(tap: Tap) -> Reply:
    number, text = turned(tap.arg)
    return await free(tap, text, number)


@tap(role=Role.VIEWER, fresh=True)
async def card(tap: Tap) -> Reply:
    return await one(tap, tap.arg)


async def one(ask: Ask, text: str) -> Reply:
    """What is known of one number: rented here, to be rented, or neither."""
    try:
        phone = Phone.parse(text)
    except BadPhone:
        return await free(ask, text, 1)
    rented = await rented_by(ask.db, ask.connected.id)
    if own := next((item for item in rented if item.phone == phone.digits), None):
        return my_card(own, ask.say, alias=ask.connected.alias)
    shelf = await rentable(ask)
    if item := find(shelf, phone):
        rent = Button(ask.say.label(_("➕ Rent")), "buy.quote_for", phone.digits)
        return Reply(free_card(item, ask.say, await currency_of(ask)), ((rent, close_button(ask.say)),))
    raise Problem(
        _("🤷 {phone}: not rented here, not free to rent\nSimilar: {others}"),
        phone=phone,
        others=pretty(similar(shelf, phone)),
    )


def pretty(shelf: Sequence[RentableNumber]) -> str:
    return ", ".join(item.phone.pretty for item in shelf) or "—"


def my_card(item: Rented, say: Say, *, alias: str) -> Reply:
    sentence = _("📱 {phone} “{name}”") if item.alias else _("📱 {phone}")
    lines = [say(sentence, phone=Phone.of_smsc(item.phone), name=item.alias)]
    bought = item.purchase
    if bought is None:
        lines.append(say(_("Rented elsewhere · {alias}"), alias=alias))
    else:
        charged = Money(bought.charged, bought.currency) if bought.charged is not None else "—"
        lines.append(say(_("Charged {charged} · {renewal}"), charged=charged, renewal=renewal_of(item)))
        lines.append(say(_("{alias} · {person}"), alias=alias, person=bought.person))
    renews = bought is not None and bought.renew
    switch = switch_button(item.phone, say, on=not renews)
    rename = Button(say.label(_("✏️ Name")), "numbers.rename", item.phone)
    return Reply("\n".join(lines), ((switch,), (rename, close_button(say))))
