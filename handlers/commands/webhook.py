"""/webhook: the address SMSC calls back, how it is doing, a test, a new secret, another algorithm."""

import secrets as random
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlencode

from handlers import bodies
from handlers.answering import deliver
from handlers.ask import Ask, Tap, command, tap
from handlers.callbacks import address, masked
from handlers.delivery import Undelivered
from handlers.house import Place, Role
from handlers.problems import Problem
from handlers.replay import replay
from handlers.reply import Button, Reply
from handlers.words import Say, _
from smsc.callbacks import Algorithm, sign
from storage import accounts, events, unreadable
from storage.accounts import Account
from storage.secrets import digest

FORMER = timedelta(hours=24)  # so long the former address is taken as well
NO_ADDRESS = _(
    "ℹ️ SMSC cannot call this bot: PUBLIC_URL is empty\n"
    "It asks SMSC by itself: for incoming SMS and calls once a minute, for statuses every five minutes."
)


@command(about=_("Address for SMSC"), role=Role.OWNER, alone=True)
async def webhook(ask: Ask) -> Reply:
    """A group sees the address masked; the owner who asked gets it whole in private, if they ever wrote to the bot."""
    if not ask.place.private and ask.house.public_url:
        with suppress(Problem):
            await whisper(ask)
    return await card(ask)


async def card(ask: Ask) -> Reply:
    """The card of the callback address: readable in a private chat, masked in a group."""
    account = ask.connected
    if not ask.house.public_url:
        return Reply(ask.say(NO_ADDRESS))
    private = ask.place.private
    shown = full(ask, account) if private else masked(account, public_url=ask.house.public_url)
    lines = [
        ask.say(_("🔗 Callback address for SMSC · {alias}"), alias=account.alias),
        f"<code>{ask.say.html(shown)}</code>",
        ask.say(_("Put it into the SMSC cabinet: Settings → handler of statuses and incoming messages.")),
        *transition(ask, account),
        *await health(ask, account),
    ]
    if account.algorithm == Algorithm.CRC32:
        lines.append(ask.say(_("⚠️ crc32 protects from mistakes, not from forgery: choose sha1.")))
    if not private:
        lines.append(ask.say(_("It is a secret: the full address goes to your private chat.")))
    rows = buttons(ask.say, shown if private else "", account)
    if transition(ask, account):
        end = Button(ask.say.label(_("✂️ End the former one now")), "webhook.end_former", style="danger")
        rows += ((end,),)
    if await ask.db(unreadable.count, account.id):
        again = Button(ask.say.label(_("↩️ Read the kept bodies again")), "webhook.read_again")
        rows += ((again,), (Button(ask.say.label(_("📄 Show the kept bodies")), "webhook.kept"),))
    return Reply("\n".join(lines), rows)


def transition(ask: Ask, account: Account) -> list[str]:
    """Until when SMSC may go on calling as it did before the last change."""
    lines = []
    if (until := account.former_until) and until > ask.now:
        lines.append(
            ask.say(
                _("⏳ The former address is taken until {day} {at}, then it answers 404."),
                day=until.astimezone(ask.say.zone).date(),
                at=until,
            )
        )
    return lines


def full(ask: Ask, account: Account) -> str:
    return address(account, ask.house.vault, public_url=ask.house.public_url)


async def health(ask: Ask, account: Account) -> list[str]:
    """When SMSC last called, and what could not be taken."""
    last = await ask.db(events.last_received, account.id)
    lines = [
        ask.say(_("Last event: {day} {at}"), day=last.astimezone(ask.say.zone).date(), at=last)
        if last
        else ask.say(_("No event has come yet."))
    ]
    if account.refused:
        n = account.refused
        lines.append(
            ask.say.plural("🛡 {n} request refused: wrong signature", "🛡 {n} requests refused: wrong signature", n)
        )
    kept = await ask.db(unreadable.count, account.id)
    if kept:
        newest = await ask.db(unreadable.newest, account.id, limit=1)
        lines.append(
            ask.say.plural(
                "⚠️ {n} unreadable body is kept: {why}",
                "⚠️ {n} unreadable bodies are kept, the last one: {why}",
                kept,
                why=newest[0].why,
            )
        )
    return lines


def buttons(say: Say, copy: str, account: Account) -> tuple[tuple[Button, ...], ...]:
    """Telegram copies 256 characters at most."""
    if copy and len(copy) <= 256:
        first = Button(say.label(_("📋 Copy")), copy=copy)
    else:
        first = Button(say.label(_("📨 Send it to me")), "webhook.in_private")
    test = Button(say.label(_("🧪 Test")), "webhook.test")
    others = [algorithm for algorithm in Algorithm if algorithm != account.algorithm]
    choices = tuple(Button(algorithm.value, "webhook.choose", algorithm.value) for algorithm in others)
    renew = Button(say.label(_("♻️ New secret")), "webhook.ask_renew", style="danger")
    return (first, test), choices, (renew,)


@tap(role=Role.OWNER, fresh=True)
async def in_private(tap: Tap) -> Reply | None:
    """The full line, to the private chat of the owner who pressed."""
    await whisper(tap)
    return None


async def whisper(ask: Ask) -> None:
    head = ask.say(_("🔗 Callback address for SMSC · {alias}"), alias=ask.connected.alias)
    await in_the_ear(ask, Reply(f"{head}\n<code>{ask.say.html(full(ask, ask.connected))}</code>"))


async def in_the_ear(ask: Ask, reply: Reply) -> None:
    """To the private chat of who asks."""
    try:
        await deliver(reply, Place(ask.person.id), ask.house, ask.say)
    except Undelivered as error:
        raise Problem(
            _("❌ I may not write to you first.\nOpen a private chat with me, press Start, and try again.")
        ) from error


@tap(role=Role.OWNER, fresh=True)
async def test(tap: Tap) -> Reply:
    """Send ourselves a signed status through the public address, as SMSC would; it is kept but told nobody."""
    account, vault = tap.connected, tap.house.vault
    secret = vault.open(account.secret, owner=account.seal)
    id = f"test-{random.token_hex(8)}"
    algorithm = Algorithm(account.algorithm)
    fields = {"id": id, "phone": "70000000000", "status": "-1"}
    fields[account.algorithm] = sign(algorithm, secret, id, "70000000000", "-1")
    began = tap.house.clock()
    status = await tap.house.probe(full(tap, account).partition("?")[0], urlencode(fields).encode())
    if status == 200:
        took = max(1, round((tap.house.clock() - began).total_seconds() * 1000))
        return Reply(
            tap.say(
                _("🧪 The test event arrived after {took} ms\nThe address works; SMSC needs it in its cabinet."),
                took=took,
            )
        )
    if status:
        return Reply(
            tap.say(
                _(
                    "❌ The public address answered {status} instead of 200\n"
                    "Look at what stands between the internet and the bot."
                ),
                status=str(status),
            )
        )
    return Reply(
        tap.say(_("❌ The public address does not answer\nCheck PUBLIC_URL, the certificate and the firewall."))
    )


@tap(role=Role.OWNER, fresh=True)
async def read_again(tap: Tap) -> Reply:
    """What could not be read or believed may be read after a fix of the bot or of the secret."""
    n = await replay(tap.connected, tap.house)
    if not n:
        return Reply(tap.say(_("↩️ None of the kept bodies can be read yet\nThey stay for 7 days.")))
    return Reply(tap.say.plural("↩️ {n} kept body was read", "↩️ {n} kept bodies were read", n))


@tap(role=Role.OWNER, fresh=True)
async def kept(tap: Tap) -> Reply | None:
    """The kept bodies as a file, to the private chat of the owner who pressed: strangers' texts stand in them."""
    account = tap.connected
    found = await tap.db(unreadable.newest, account.id, limit=bodies.MOST)
    every = await tap.db(unreadable.count, account.id)
    text = tap.say(_("📄 Kept bodies: {n} of {every} · {alias}"), n=len(found), every=every, alias=account.alias)
    await in_the_ear(tap, Reply(text, document=bodies.in_file(found, tap.say)))
    return None


@tap(role=Role.OWNER)
async def choose(tap: Tap) -> Reply:
    """Another algorithm: the same address, with another word in it. Until it stands in the cabinet SMSC is refused with
    403, which it repeats for hours: nothing is lost, and nobody can choose a weaker one by signing with it."""
    algorithm = Algorithm(tap.arg)
    await tap.db(accounts.choose_algorithm, tap.connected.id, algorithm)
    await tap.note("webhook", tap.connected.alias, result=algorithm.value)
    return await renewed(tap)


@tap(role=Role.OWNER)
async def ask_renew(tap: Tap) -> Reply:
    text = tap.say(
        _(
            "♻️ Make a new address and secret?\n"
            "The present address works for 24 more hours: put the new one into the SMSC cabinet by then. "
            "One that was changed before ends at once."
        )
    )
    yes = Button(tap.say.label(_("♻️ Make it")), "webhook.renew", style="danger", only=tap.person.id)
    return Reply(text, ((yes, Button(tap.say.label(_("Cancel")), "webhook.back")),))


@tap(role=Role.OWNER, once=True)
async def renew(tap: Tap) -> Reply:
    account, vault = tap.connected, tap.house.vault
    hook, secret = random.token_urlsafe(24), random.token_urlsafe(24)
    await tap.db(
        accounts.change_address,
        account.id,
        hook=vault.seal(hook, owner=account.seal),
        hook_hash=digest(hook),
        secret=vault.seal(secret, owner=account.seal),
        former_until=tap.now + FORMER,
    )
    await tap.note("webhook", account.alias, result="new address")
    return await renewed(tap)


@tap(role=Role.OWNER)
async def end_former(tap: Tap) -> Reply:
    """The new address stands in the cabinet already, or a stranger knows the former one."""
    await tap.db(accounts.end_former, tap.connected.id)
    await tap.note("webhook", tap.connected.alias, result="former address ended")
    return await renewed(tap)


@tap(role=Role.OWNER)
async def back(tap: Tap) -> Reply:
    return await card(tap)


async def renewed(tap: Tap) -> Reply:
    """The card after a change of what is kept about the address."""
    tap.house.hooks.forget()
    account = await tap.db(accounts.get, tap.connected.id)
    return await card(tap.with_account(account))
