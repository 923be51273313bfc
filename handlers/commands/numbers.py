"""/numbers: the account's rented numbers as far as the bot knows, and those that can be rented."""

from collections.abc import Sequence

from handlers.ask import Ask, Button, Reply, Role, Tap, command, tap
from handlers.balances import balance_of
from handlers.commands import renew
from handlers.commands.cancel import close_button
from handlers.pages import in_rows, page_of, turned, turning
from handlers.problems import Problem
from handlers.rentable import find, matching, rentable, similar
from handlers.words import Money, Say, _
from smsc.phone import BadPhone, Phone
from smsc.types import RentableNumber
from storage import purchases
from storage.purchases import Purchase

FREE = {"free", "свободные"}
MINE = {"my", "мои"}


@command(about=_("Numbers: mine and free"), usage="free 495", role=Role.VIEWER, aliases=("n",))
async def numbers(ask: Ask) -> Reply:
    word, _space, rest = ask.rest.partition(" ")
    if not word:
        return await mine(ask)
    if word.lower() in MINE:
        return await mine(ask)
    if word.lower() in FREE:
        return await free(ask, rest.strip(), 1)
    return await one(ask, ask.rest)


async def mine(ask: Ask) -> Reply:
    account = ask.connected
    rented = await ask.db(purchases.bought, account.id)
    head = ask.say.plural(
        "📱 {n} number rented through the bot · {alias}",
        "📱 {n} numbers rented through the bot · {alias}",
        len(rented),
        alias=account.alias,
    )
    lines = [my_line(purchase, ask.say) for purchase in rented]
    note = ask.say(_("SMSC's API does not list numbers rented elsewhere."))
    cards = [Button(Phone.of_smsc(item.phone).pretty, "numbers.card", item.phone) for item in rented]
    shelf = Button(ask.say.label(_("➕ Rent one")), "numbers.shelf_page", "1:")
    return Reply("\n".join([head, *lines, note]), (*in_rows(cards, width=2), (shelf,)))


def my_line(item: Purchase, say: Say) -> str:
    renewal = say.label(_("renewed every month")) if item.renew else say.label(_("⚠️ not renewed"))
    return say(_("{phone}  {renewal}"), phone=Phone.of_smsc(item.phone), renewal=renewal)


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
    picks = [Button(item.phone.pretty, "buy.quote_for", item.phone.digits) for item in page.lines]
    return Reply("\n".join([head, *lines]), (*in_rows(picks, width=2), turning(page, "numbers.shelf_page", text)))


def free_line(item: RentableNumber, say: Say, currency: str) -> str:
    if item.cost is None:
        return say(_("{phone}  price unknown  {info}"), phone=item.phone, info=item.info)
    cost = Money(item.cost, currency)
    return say(_("{phone}  {cost} a month  {info}"), phone=item.phone, cost=cost, info=item.info)


async def currency_of(ask: Ask) -> str:
    return (await balance_of(ask)).currency


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
    rented = await ask.db(purchases.bought, ask.connected.id)
    if own := next((item for item in rented if item.phone == phone.digits), None):
        return my_card(own, ask.say, alias=ask.connected.alias)
    shelf = await rentable(ask)
    if item := find(shelf, phone):
        rent = Button(ask.say.label(_("➕ Rent")), "buy.quote_for", phone.digits)
        return Reply(free_line(item, ask.say, await currency_of(ask)), ((rent, close_button(ask.say)),))
    raise Problem(
        _("🤷 {phone}: not rented here, not free to rent\nSimilar: {others}"),
        phone=phone,
        others=pretty(similar(shelf, phone)),
    )


def pretty(shelf: Sequence[RentableNumber]) -> str:
    return ", ".join(item.phone.pretty for item in shelf) or "—"


def my_card(item: Purchase, say: Say, *, alias: str) -> Reply:
    text = say(
        _("📱 {phone}\nCharged {charged} · {renewal}\n{alias} · {person}"),
        phone=Phone.of_smsc(item.phone),
        charged=Money(item.charged, item.currency) if item.charged is not None else "—",
        renewal=say.label(_("renewed every month")) if item.renew else say.label(_("⚠️ not renewed")),
        alias=alias,
        person=item.person,
    )
    return Reply(text, ((renew.switch_button(item.phone, say, on=not item.renew), close_button(say)),))
