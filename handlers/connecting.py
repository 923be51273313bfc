"""Connecting an SMSC account to a chat: stored sealed, with a callback address of its own, told by default."""

import secrets as random
from datetime import datetime

from handlers import credentials as typed
from handlers.house import House, Place
from smsc.credentials import Credentials
from storage import accounts, chats, history, subscriptions
from storage.accounts import Account, NewAccount, seal_of
from storage.database import Database
from storage.events import Kind
from storage.secrets import digest
from storage.subscriptions import Loudness, Target

DEFAULTS = {
    Kind.INCOMING: Loudness.LOUD,
    Kind.FAILED: Loudness.LOUD,
    Kind.DELIVERED: Loudness.OFF,
    Kind.CALL: Loudness.LOUD,
}


async def connect(
    house: House, given: Credentials, target: Place, base_url: str, *, owner_id: int, now: datetime
) -> Account:
    """Store *given*, which SMSC at *base_url* has accepted, for *target*; a chat that had another account leaves it."""
    id = await house.db(accounts.connect, sealed(house, given, base_url, owner_id), now)
    await house.db(history.look, id, now)  # what changes from now on is news, however late the history is looked into
    before = await house.db(accounts.of_chat, target.chat_id)
    if before is not None and before.id != id:
        await house.db(accounts.leave, before.id, target.chat_id)
    await house.db(chats.use_account, target.chat_id, id)
    await subscribe(house.db, Target(target.chat_id, target.thread_id, id))
    account = await house.db(accounts.get, id)
    if account is None:
        raise LookupError("an account was stored and is gone")
    return account


def sealed(house: House, given: Credentials, base_url: str, owner_id: int) -> NewAccount:
    """The account as it is stored. The address and the secret count only if it is new: known ones keep theirs."""
    seal, hook, secret = seal_of(base_url, given.identity), random.token_urlsafe(24), random.token_urlsafe(24)
    return NewAccount(
        base_url=base_url,
        identity=given.identity,
        alias=typed.alias_of(given),
        owner_id=owner_id,
        credentials=house.vault.seal(typed.pack(given), owner=seal),
        hook=house.vault.seal(hook, owner=seal),
        hook_hash=digest(hook),
        secret=house.vault.seal(secret, owner=seal),
    )


async def subscribe(db: Database, target: Target) -> None:
    """What a newly connected chat is told. One that is connected again is told what it chose before."""
    chosen = await db(subscriptions.of_target, target)
    elsewhere = [
        known for known in await db(subscriptions.targets, target.account_id) if known.chat_id == target.chat_id
    ]
    if chosen or elsewhere:
        return
    for kind, loudness in DEFAULTS.items():
        await db(subscriptions.choose, target, kind, loudness)
