"""Wiring: opens the house top to bottom, closes it bottom to top."""

import asyncio
import logging
import secrets
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp

from bot import rotation
from bot.chat.line import Line
from bot.drawing.studio import Studio
from bot.every import every
from bot.metrics import Metrics
from bot.settings import Settings, required_token
from bot.web import Findings, TelegramWebhook, Web, serving
from handlers.callbacks import Hooks, Intake
from handlers.house import House
from handlers.teller import Bell, Teller
from handlers.watch import digests, disk, history, inbox, messages, pruning, refusals, rejected, reminders
from handlers.watch.cards import Cards
from handlers.watch.exports import Exports
from handlers.watch.lookups import Lookups
from handlers.watch.messages import SentCards
from handlers.watch.newcomers import Newcomers
from handlers.watch.payments import Payments
from handlers.watch.purchases import Reconciler
from handlers.words import Words
from smsc.client import Smsc
from smsc.credentials import Credentials
from smsc.limits import Limits
from storage import events, interrupted, opening, verifications
from storage.arrivals import Arrivals
from storage.database import Database
from storage.errors import NotStored, Unusable
from storage.secrets import Vault, keys_beside

log = logging.getLogger(__name__)

GATHER = 0.05  # seconds in which more news may join a round, so that a flood does not ask who listens for each of it


def utc_now() -> datetime:
    """The one clock of the house."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """The running program, as its starter sees it."""

    house: House
    line: Line
    url: str


@dataclass(frozen=True)
class Busy:
    """Those who speak to chats by themselves, each in tasks of its own."""

    teller: Teller
    checks: Cards
    sent: SentCards
    lists: Lookups

    async def close(self) -> None:
        for one in (self.lists, self.sent, self.checks, self.teller):
            await one.close()


@asynccontextmanager
async def running(
    settings: Settings, *, clock: Callable[[], datetime] = utc_now, ticks: Callable[[], float] = time.monotonic
) -> AsyncIterator[App]:
    """The whole bot, from the lock on its database to the last watcher; closes cleanly when left.

    *clock* says when something is, *ticks* (seconds that never go back) how often Telegram and SMSC may be asked.
    Callbacks are taken from the first moment on, whether Telegram and SMSC answer or not. Raises Unusable.
    """
    token = required_token(settings)
    async with AsyncExitStack() as exits:
        vault = Vault.of(keys(settings))
        db = await exits.enter_async_context(Database(settings.database))
        await rotation.renew(db, vault)
        await db(interrupted.doubt, clock())
        await db(verifications.pick_up)
        session = await exits.enter_async_context(client_session())
        line = Line.to(settings, token, db=db, vault=vault, clock=clock, ticks=ticks)
        exits.push_async_callback(line.close)
        bell = Bell()
        studio = Studio()
        exits.push_async_callback(studio.close)
        house = build(
            settings, db=db, vault=vault, session=session, line=line, bell=bell, studio=studio, clock=clock, ticks=ticks
        )
        busy = Busy(Teller(house), Cards(house), SentCards(house), Lookups(house))
        exits.push_async_callback(busy.close)
        line.answer_with(house)
        exits.push_async_callback(line.stop_answering)
        webhook = webhook_of(settings, line)
        metrics = measured(settings, exits, line)
        web = Web(Intake(db, house.hooks, Arrivals(db), bell.ring), findings(db, line), clock, metrics, webhook)
        url = await listen(exits, web, settings)
        for work in background(settings, house, line=line, bell=bell, busy=busy, webhook=webhook):
            exits.push_async_callback(end, asyncio.create_task(work))
        log.info("listening on %s", url)
        yield App(house, line, url)
        log.info("stopping")


def keys(settings: Settings) -> list[str]:
    """A key is made only beside a database that may be opened or made. Raises Unusable."""
    opening.check(settings.database)
    chosen = [key.get_secret_value() for key in settings.secret_keys]
    return chosen or keys_beside(settings.database)


def client_session() -> aiohttp.ClientSession:
    """For SMSC only: no cookies, no proxies from the environment."""
    return aiohttp.ClientSession(trust_env=False, cookie_jar=aiohttp.DummyCookieJar())


def build(
    settings: Settings,
    *,
    db: Database,
    vault: Vault,
    session: aiohttp.ClientSession,
    line: Line,
    bell: Bell,
    studio: Studio,
    clock: Callable[[], datetime],
    ticks: Callable[[], float],
) -> House:
    limits = Limits(clock=ticks)

    def dial(credentials: Credentials, base_url: str) -> Smsc:
        return Smsc(credentials, session, base_url=base_url, limits=limits)

    return House(
        db=db,
        vault=vault,
        words=Words.load(settings.language),
        mouth=line.sender,
        rights=line.rights,
        dial=dial,
        limits=limits,
        hooks=Hooks(db, vault),
        probe=partial(probe, session),
        draw=studio.draw,
        wake=bell.ring,
        clock=clock,
        bot_name=lambda: line.bot_name,
        public_url=settings.public_url,
        base_url=settings.smsc_api_url,
    )


async def probe(session: aiohttp.ClientSession, url: str, body: bytes) -> int:
    """Post *body* to our own public address; the HTTP status, or 0 if nobody answered."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    timeout = aiohttp.ClientTimeout(total=10)
    try:
        async with session.post(url, data=body, headers=headers, timeout=timeout, allow_redirects=False) as response:
            return response.status
    except (aiohttp.ClientError, TimeoutError):
        return 0


def webhook_of(settings: Settings, line: Line) -> TelegramWebhook | None:
    if settings.telegram_mode == "polling":
        return None
    if not settings.public_url:
        raise Unusable("TELEGRAM_MODE is 'webhook' and PUBLIC_URL is empty: set PUBLIC_URL, or TELEGRAM_MODE=polling")
    return TelegramWebhook(line.inbox.keep, secrets.token_urlsafe(32))


def background(
    settings: Settings,
    house: House,
    *,
    line: Line,
    bell: Bell,
    busy: Busy,
    webhook: TelegramWebhook | None,
) -> list[Coroutine[Any, Any, None]]:
    """Everything that happens as time passes."""
    address = (f"{settings.public_url}/telegram", webhook.secret) if webhook else None
    keep = timedelta(days=settings.retention_days)
    return [
        line.run(house.words, webhook=address),
        spread(bell, busy.teller, busy.checks.refresh, busy.sent.refresh, busy.lists.advance),
        every(timedelta(minutes=1), busy.teller.wake),
        every(timedelta(seconds=5), busy.checks.expire),
        every(timedelta(seconds=5), busy.sent.refresh),
        every(timedelta(seconds=10), partial(messages.ask, house)),
        every(timedelta(seconds=1), busy.lists.advance),
        every(timedelta(seconds=15), Reconciler(house).reconcile),
        every(timedelta(seconds=15), Payments(house).reconcile),
        every(timedelta(seconds=15), Newcomers(house).reconcile),
        every(timedelta(seconds=15), Exports(house).look),
        every(timedelta(minutes=1), partial(inbox.look, house)),
        every(timedelta(hours=1), partial(inbox.catch_up, house)),
        every(timedelta(minutes=5), partial(history.look, house)),
        every(timedelta(hours=1), partial(history.catch_up, house)),
        every(timedelta(minutes=1), partial(refusals.warn, house)),
        every(timedelta(seconds=15), partial(rejected.tell, house)),
        every(timedelta(minutes=10), partial(reminders.remind, house)),
        every(timedelta(seconds=20), partial(digests.look, house)),
        every(timedelta(minutes=1), partial(disk.watch, house, database=settings.database)),
        every(timedelta(hours=1), partial(pruning.prune, house, keep=keep)),
    ]


async def spread(bell: Bell, teller: Teller, *others: Callable[[], Awaitable[None]]) -> None:
    """Carry news to those who wait for it as the bell rings, to chats first and then to *others*. What is missed here,
    all are woken for once a minute."""
    while True:
        try:
            for account_id in await bell.wait():
                await teller.wake(account_id)
            for other in others:
                await other()
            await asyncio.sleep(GATHER)
        except NotStored as error:
            log.warning("put off: %s", error)
            await asyncio.sleep(1)
        except Exception:
            log.exception("news were not spread; trying again")
            await asyncio.sleep(1)


def findings(db: Database, line: Line) -> Findings:
    async def find() -> dict[str, bool]:
        try:
            await db(events.last_id)
        except NotStored:
            return {"database": False, "telegram": line.answers}
        return {"database": True, "telegram": line.answers}

    return find


def measured(settings: Settings, exits: AsyncExitStack, line: Line) -> Metrics:
    """Counters, and where the operator wants it a page that shows them."""
    metrics = line.sender.metrics
    metrics.watch_telegram(lambda: line.answered_at, line.clock)
    if settings.telegram_mode == "polling":
        metrics.watch_updates(lambda: line.poller.last_good, line.clock)
    if settings.metrics_port:
        try:
            exits.callback(metrics.serve(settings.metrics_port))
        except OSError as error:
            raise Unusable(f"cannot listen on METRICS_PORT={settings.metrics_port}: {error.strerror}") from error
    return metrics


async def listen(exits: AsyncExitStack, web: Web, settings: Settings) -> str:
    try:
        return await exits.enter_async_context(serving(web.answer, host=settings.host, port=settings.port))
    except socket.gaierror as error:
        raise Unusable(f"HOST is {settings.host!r}: expected an address of this machine ({error.strerror})") from error
    except OSError as error:
        raise Unusable(
            f"cannot listen on HOST={settings.host} PORT={settings.port} ({error.strerror or error}): "
            "is another program using it? Choose another PORT"
        ) from error


async def end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
