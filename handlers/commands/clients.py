"""/clients: the account's subclients; how they are added, changed and paid is in files of their own."""

from collections.abc import Mapping

from handlers import client_fields
from handlers.ask import Ask, Tap, command, tap
from handlers.client_values import LOGIN
from handlers.commands import clients_add, clients_pay, clients_set
from handlers.house import Role
from handlers.pages import in_rows, page_of, turned, turning
from handlers.problems import Problem
from handlers.reply import Button, Reply
from handlers.subclients import Subclient, exists, subclients
from handlers.words import Money, Say, _


@command(about=_("Subclients"), usage="pay ivan 500", role=Role.OWNER)
async def clients(ask: Ask) -> Reply | None:
    word, _space, rest = ask.rest.partition(" ")
    match word.lower():
        case "" | "list" | "список":
            return await listing(ask, 1)
        case "add" | "добавить":
            return await clients_add.begin(ask, rest.strip())
        case "set" | "изменить":
            return await clients_set.begin(ask, rest.strip())
        case "block" | "заблокировать":
            return await clients_set.propose(ask, rest.strip(), "block=yes")
        case "unblock" | "разблокировать":
            return await clients_set.propose(ask, rest.strip(), "block=no")
        case "pay" | "пополнить":
            return await clients_pay.begin(ask, rest.strip())
        case _:
            return await one(ask, ask.rest)


async def listing(ask: Ask, number: int) -> Reply:
    account = ask.connected
    page = page_of(await subclients(ask), number)
    head = ask.say.plural(
        "👥 {n} subclient in 30 days · {alias}",
        "👥 {n} subclients in 30 days · {alias}",
        page.total,
        alias=account.alias,
    )
    lines = [line(one, ask.say) for one in page.lines]
    if not lines:
        lines = [ask.say(_("SMSC's API lists only those with messages, the bot adds those it knows of."))]
    cards = [Button(one.login[:30], "clients.show", one.login) for one in page.lines]
    new = Button(ask.say.label(_("➕ New")), "clients_add.start")
    rows = (*in_rows([*cards, new]), turning(page, "clients.turn"))
    return Reply("\n".join([head, *lines]), tuple(row for row in rows if row))


def line(one: Subclient, say: Say) -> str:
    if one.total is None:
        return say(_("{login}  no messages"), login=one.login)
    spent = Money(one.total.credit, one.total.currency)
    return say(_("{login}  {sms} SMS  {spent}"), login=one.login, sms=one.total.sms, spent=spent)


@tap(role=Role.OWNER)
async def turn(tap: Tap) -> Reply:
    return await listing(tap, turned(tap.arg)[0])


async def one(ask: Ask, login: str) -> Reply:
    """The card of one subclient."""
    found = [one for one in await subclients(ask) if one.login.casefold() == login.casefold()]
    if not found and (not LOGIN.fullmatch(login) or await exists(ask.smsc, login, ask.now) is False):
        raise Problem(
            _("🤷 SMSC has no subclient “{login}”\nThe list: /clients. To pay one: <code>/clients pay ivan 500</code>"),
            login=login[:40],
        )
    known = found[0] if found else Subclient(login, None, None)
    return Reply(card(known, ask.say, alias=ask.connected.alias), buttons(known, ask.say))


def card(one: Subclient, say: Say, *, alias: str) -> str:
    lines = [say(_("👤 {login} · {alias}"), login=one.login[:40], alias=alias)]
    if total := one.total:
        spent, paid = Money(total.credit, total.currency), Money(total.debit, total.currency)
        sentence = _("30 days: SMS {sms} · spent {spent} · paid in {paid}")
        lines.append(say(sentence, sms=total.sms, spent=spent, paid=paid))
    else:
        lines.append(say(_("No messages in the last 30 days.")))
    if one.known and one.known.settings:
        lines += [say(_("<b>Set by the bot</b>")), *settings_lines(one.known.settings, say)]
    else:
        lines.append(say(_("SMSC's API does not tell settings; those the bot sets will stand here.")))
    return "\n".join(lines)


def settings_lines(settings: Mapping[str, str], say: Say) -> list[str]:
    return [
        say(
            _("{setting}: {value}"),
            setting=client_fields.label(field, say),
            value=client_fields.shown(field, value, say),
        )
        for field, value in settings.items()
    ]


def buttons(one: Subclient, say: Say) -> tuple[tuple[Button, ...], ...]:
    pay = Button(say.label(_("💰 Pay in")), "clients_pay.ask_sum", one.login)
    change = Button(say.label(_("✏️ Limits")), "clients_set.ask", one.login)
    block = Button(say.label(_("⛔ Block")), "clients_set.block", f"yes:{one.login}", style="danger")
    unblock = Button(say.label(_("✅ Unblock")), "clients_set.block", f"no:{one.login}")
    state = one.known.settings.get(client_fields.BLOCK) if one.known else None
    blocking = {"1": (unblock,), "0": (block,)}.get(state or "", (unblock, block))
    return (pay, change), (Button(say.label(_("‹ Back")), "clients.turn", "1:"),), blocking


@tap(role=Role.OWNER)
async def show(tap: Tap) -> Reply:
    return await one(tap, tap.arg)
