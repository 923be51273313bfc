"""An account: who signs in, what money there is, and everything that belongs to it."""

from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import md5, sha1

from sandbox.smsc.book import Operation
from sandbox.smsc.calls import AwaitedCall
from sandbox.smsc.clients import SubClient
from sandbox.smsc.errors import ApiError
from sandbox.smsc.exports import Export
from sandbox.smsc.handler import Handler
from sandbox.smsc.market import Lease
from sandbox.smsc.messages import Incoming, Message


@dataclass(frozen=True)
class Movement:
    """One change of the balance: minus is a charge."""

    at: float
    what: str
    amount: Decimal


@dataclass
class Account:
    login: str
    password: str = field(repr=False)
    balance: Decimal
    api_keys: set[str] = field(default_factory=set, repr=False)
    currency: str = "RUR"
    handler: Handler | None = None
    black_list: set[str] = field(default_factory=set)
    allowed_prefixes: tuple[str, ...] = ()
    leases: dict[str, Lease] = field(default_factory=dict)
    awaited: dict[str, AwaitedCall] = field(default_factory=dict)
    exports: list[Export] = field(default_factory=list)
    clients: dict[str, SubClient] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    places: dict[tuple[str, str], int] = field(default_factory=dict)  # of messages in the history, in their order
    inbox: list[Incoming] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)

    def accepts(self, psw: str) -> bool:
        """The password, or its MD5 or SHA-1 in lower-case hex, as SMSC's own libraries send it."""
        plain = self.password.encode()
        hashes = {digest(plain, usedforsecurity=False).hexdigest() for digest in (md5, sha1)}
        return psw == self.password or psw in hashes

    def charge(self, amount: Decimal, what: str, now: float) -> None:
        """Take *amount*, or refuse with error 3 and take nothing."""
        if amount > self.balance:
            raise ApiError(3)
        self.move(-amount, what, now)

    def move(self, amount: Decimal, what: str, now: float) -> None:
        """Change the balance by *amount*, even below zero, and write it down."""
        self.balance += amount
        self.movements.append(Movement(now, what, amount))
