"""accept(): a callback of SMSC → verified → in the log. The answer 200 may leave when it returns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from smsc.callbacks import Algorithm, Callback, Forged, Malformed, read_callback
from storage import accounts, unreadable
from storage.accounts import Account
from storage.arrivals import Arrivals
from storage.database import Database
from storage.secrets import Vault, digest


class UnknownHook(Exception):
    """No account has this callback address; none ever had it, or its time is over."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A callback address: whose it is, until when (None: for good), and how its callbacks are signed."""

    account_id: int
    algorithm: Algorithm
    secrets: tuple[str, ...] = field(repr=False)
    until: datetime | None = None

    def read(self, body: bytes, *, query: bytes, content_type: str) -> Callback:
        """The callback, signed as the account chose. Raises Malformed and Forged."""
        return read_callback(
            body, query=query, content_type=content_type, algorithm=self.algorithm, secrets=self.secrets
        )


@dataclass
class Hooks:
    """Callback addresses, kept in memory: a callback costs one write and no read."""

    db: Database
    vault: Vault
    _known: dict[str, Hook] = field(default_factory=dict, repr=False)

    async def find(self, token: str, now: datetime) -> Hook:
        """Raises UnknownHook."""
        hook = self._known.get(token)
        if hook is not None and (hook.until is None or now < hook.until):
            return hook
        hashed = digest(token)
        account = await self.db(accounts.of_hook, hashed, now)
        if account is None:
            raise UnknownHook
        self._known[token] = self.of(account, former=hashed == account.former_hook_hash)
        return self._known[token]

    def of(self, account: Account, *, former: bool = False) -> Hook:
        """The address of *account*, or its *former* one, which has a secret of its own."""
        sealed = (account.former_secret or "") if former else account.secret
        return Hook(
            account.id,
            Algorithm(account.algorithm),
            (self.vault.open(sealed, owner=account.seal),),
            account.former_until if former else None,
        )

    def forget(self) -> None:
        """Addresses or secrets have changed."""
        self._known.clear()


@dataclass(frozen=True)
class Intake:
    """Where callbacks come in; *wake* is told which account has news."""

    db: Database
    hooks: Hooks
    arrivals: Arrivals
    wake: Callable[[int], None]

    async def accept(self, body: bytes, *, query: bytes, content_type: str, hook: str, now: datetime) -> None:
        """Verify one callback and write its event to the log. Returns when it is durable, or was known before,
        or is unreadable and kept for the account's owner to see. Raises UnknownHook, Forged, NotStored."""
        found = await self.hooks.find(hook, now)
        try:
            callback = found.read(body, query=query, content_type=content_type)
        except Malformed as error:
            await self._keep(found, body, query, content_type, why=error.reason, now=now)
            return
        except Forged:
            await self._keep(found, body, query, content_type, why="wrong signature", now=now)
            await self.db(accounts.note_refusal, found.account_id, now)
            raise
        await self.arrivals.append(found.account_id, callback, now)
        self.wake(found.account_id)

    async def _keep(self, hook: Hook, body: bytes, query: bytes, content_type: str, *, why: str, now: datetime) -> None:
        """Once, however often it is repeated: after a fix of ours or of the secret it can be read again."""
        await self.db(
            unreadable.keep,
            hook.account_id,
            body=without(hook.secrets, body),
            query=without(hook.secrets, query),
            content_type=content_type,
            why=why,
            now=now,
        )


def without(secrets: Sequence[str], raw: bytes) -> bytes:
    """Somebody who tries the whole address by hand posts the secret along with it; the file is not to have it."""
    for secret in secrets:
        raw = raw.replace(secret.encode(), b"***")
    return raw


def address(account: Account, vault: Vault, *, public_url: str) -> str:
    """The full callback address for SMSC's cabinet. It is a secret."""
    hook = vault.open(account.hook, owner=account.seal)
    secret = vault.open(account.secret, owner=account.seal)
    return f"{public_url.rstrip('/')}/smsc/{hook}?charset=utf-8&{account.algorithm}={secret}"


def masked(account: Account, *, public_url: str) -> str:
    """The same for eyes that may not see it."""
    return f"{public_url.rstrip('/')}/smsc/••••?charset=utf-8&{account.algorithm}=••••"
