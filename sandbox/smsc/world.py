"""All that exists: accounts, the numbers nobody has rented yet, and the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

from sandbox.smsc import moscow, operators
from sandbox.smsc.accounts import Account
from sandbox.smsc.book import Operation
from sandbox.smsc.market import Offer
from sandbox.smsc.messages import NAMES, Draft, Message


@dataclass
class World:
    """*clock* gives unix seconds; nothing here reads another one."""

    clock: Callable[[], float]
    accounts: dict[str, Account] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    ids: "count[int]" = field(default_factory=lambda: count(12345))
    export_ids: "count[int]" = field(default_factory=lambda: count(8842))
    client_ids: "count[int]" = field(default_factory=lambda: count(501))

    def open_account(self, login: str, password: str, balance: Decimal, api_key: str | None) -> Account:
        account = Account(login, password, balance, api_keys={api_key} if api_key else set())
        self.accounts[login] = account
        return account

    def post(self, account: Account, draft: Draft) -> list[Message]:
        """Charge for *draft* and hand it to the operators; error 3 sends nothing."""
        now = self.clock()
        draft = replace(draft, id=draft.id or str(next(self.ids)))
        account.charge(draft.cost, f"{NAMES[draft.kind]} {draft.id}", now)
        messages = [_message(draft, phone, now) for phone in draft.phones]
        account.messages |= {(message.id, message.phone): message for message in messages}
        account.operations += [_operation(account.login, message) for message in messages]
        return messages

    def settle(self, account: Account) -> None:
        """Let the months pass: leases are renewed and charged, or end and are on offer again."""
        today = moscow.today(self.clock())
        for phone in list(account.leases):
            while phone in account.leases and account.leases[phone].until < today:
                self._end_of_month(account, phone)

    def _end_of_month(self, account: Account, phone: str) -> None:
        lease = account.leases.pop(phone)
        if lease.renews and lease.offer.monthly <= account.balance:
            account.charge(lease.offer.monthly, f"number {phone}, next month", self.clock())
            until = moscow.month_end(lease.until + timedelta(days=1))
            account.leases[phone] = replace(lease, until=until)
        else:
            self.offers[phone] = lease.offer


def _message(draft: Draft, phone: str, now: float) -> Message:
    cost, status = draft.cost_to(phone), -1 if draft.scheduled else 0
    return Message(draft.id, phone, draft.text, draft.sender, draft.kind, draft.parts, cost, now, status, now)


def _operation(login: str, message: Message) -> Operation:
    operator = operators.of_phone(message.phone)
    name, mccmnc = (operator.operator, operator.mcc + operator.mnc) if operator else ("", "")
    day = moscow.today(message.sent_at)
    return Operation(login, day, NAMES[message.kind], name, mccmnc, message.parts, message.cost)
