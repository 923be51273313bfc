"""SMSC, spoken on behalf of one account: a method per question. https://smscentre.com/api/http/"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from aiohttp import ClientSession, ClientTimeout
from stamina import AsyncRetryingCaller

from smsc import actions, readers
from smsc.actions import Action, Pace
from smsc.answer import Answer
from smsc.credentials import Credentials
from smsc.errors import Reason, Refused
from smsc.events import IncomingSms
from smsc.formats import Format
from smsc.hosts import hosts_of
from smsc.limits import Limits
from smsc.line import Line, patient
from smsc.messages import OWN_ID, MessageStatus, Outgoing, Past, Price, Sent
from smsc.phone import Phone
from smsc.types import (
    Balance,
    CallNumber,
    ClientDetail,
    ClientTotal,
    OperatorInfo,
    Period,
    RentableNumber,
    Task,
)
from smsc.wire import TIMEOUTS


class Smsc:
    """What one account can ask SMSC and tell it.

    Every method raises `Refused`, `Unreachable`, `Nonsense`, or, without having sent anything, `TooSoon`,
    `AccountStopped` and `AddressBlocked`. Reading is repeated for a while when no answer comes, at SMSC's
    reserve hosts too; what changes something is sent once, and its `Unreachable` says whether it may have
    been done. Money is in the account's currency.
    """

    def __init__(
        self,
        credentials: Credentials,
        http: ClientSession,
        *,
        base_url: str = "https://smsc.ru",
        limits: Limits,
        format: Format = Format.JSON,
        timeouts: Mapping[Pace, ClientTimeout] = TIMEOUTS,
        retry: AsyncRetryingCaller | None = None,
    ) -> None:
        hosts = tuple(hosts_of(base_url))
        self._line = Line(credentials, http, hosts, limits, format, timeouts, retry or patient(len(hosts)))

    async def wait_call(self, phone: Phone) -> CallNumber:
        """The number which *phone* must call within 15 minutes to be confirmed."""
        answer = await self._call(actions.WAIT_CALL, phone=phone.digits)
        return answer.one(readers.call_number)

    async def rentable_numbers(self) -> list[RentableNumber]:
        """The numbers on offer. SMSC takes this question twice a minute."""
        return (await self._call(actions.RENTABLE)).each(readers.rentable_number)

    async def buy_number(self, phone: Phone, *, renew: bool = True) -> Decimal | None:
        """Rent *phone* for the rest of this month; what it cost, None if SMSC's answer names no cost.

        Costs money, and nothing makes a second call harmless: after `Unreachable` with ``maybe_done`` or
        `Nonsense`, read the balance before anything else.
        """
        answer = await self._call(actions.BUY, phone=phone.digits, noprolong=_noprolong(renew=renew))
        return answer.one(readers.charged)

    async def set_renewal(self, phone: Phone, *, renew: bool) -> None:
        """Whether the rented *phone* is kept next month."""
        answer = await self._call(actions.RENEWAL, phone=phone.digits, noprolong=_noprolong(renew=renew))
        answer.one(readers.done)

    async def tasks(self, *, count: int | None = None, after_id: str | None = None) -> list[Task]:
        """Exports: at most *count*, those that follow *after_id*. How many without, SMSC does not say."""
        fields = {} if count is None else {"cnt": str(count)}
        if after_id is not None:
            fields["after_id"] = after_id
        return (await self._call(actions.TASKS, **fields)).each(readers.task)

    async def task_file(self, id: str) -> bytes:
        """The file of a finished export, CSV in an encoding SMSC does not document, byte for byte."""
        return (await self._call(actions.TASK_FILE, id=id)).body

    async def task_file_named(self, name: str) -> bytes:
        """The same by the name of the file."""
        return (await self._call(actions.TASK_FILE, name=name)).body

    async def operator(self, phone: Phone, *, spare: int = 0) -> OperatorInfo:
        """Who carries *phone*; refused with ``OPERATOR_NOT_FOUND`` if SMSC does not know. *spare* as in `operators`."""
        answer = await self._call(replace(actions.OPERATOR, spare=spare), phone=phone.digits)
        return answer.one(partial(readers.operator_info, phone=phone))

    async def operators(self, phones: Sequence[Phone], *, spare: int = 0) -> list[OperatorInfo]:
        """Who carries *phones*, at most 100: those found, in the order asked, each once.

        Of the 100 numbers that a minute takes, *spare* are left to whoever else asks.
        """
        asked = list(dict.fromkeys(phones))
        match asked:
            case []:
                return []
            case [phone]:
                return await self._operator_if_known(phone, spare)
        action = replace(actions.OPERATORS, spare=spare)
        answer = await self._call(action, phone=",".join(phone.digits for phone in asked))
        return answer.all(partial(readers.operators_of, asked=asked))

    async def add_client(self, user: str, password: str, **settings: str) -> str:
        """Create the sub-client *user*; its id. *settings* are SMSC's own fields (``fio``, ``fl[29]``, …)."""
        fields = {**_settings(settings), "user": user, "password": password}
        return (await self._call(actions.ADD_CLIENT, **fields)).one(readers.client_id)

    async def change_client(self, user: str, **settings: str) -> None:
        """Change *settings* of the sub-client *user*."""
        (await self._call(actions.CHANGE_CLIENT, **{**_settings(settings), "user": user})).one(readers.done)

    async def pay_client(self, user: str, sum: Decimal) -> None:
        """Move *sum* from this account's balance to the sub-client *user*."""
        (await self._call(actions.PAY_CLIENT, user=user, sum=f"{sum:f}")).one(readers.paid)

    async def client_totals(
        self, period: Period, *, user: str | None = None, reseller: bool = True
    ) -> list[ClientTotal]:
        """What sub-clients sent and spent, of all or of *user*; *reseller*: those with a balance of their own."""
        fields = _days(period) | _whose(user, reseller=reseller)
        return (await self._call(actions.TOTALS, **fields)).each(readers.client_total)

    async def client_details(
        self, period: Period, *, user: str | None = None, reseller: bool = True
    ) -> list[ClientDetail]:
        """The same, operation by operation."""
        fields = _days(period) | _whose(user, reseller=reseller)
        return (await self._call(actions.DETAILS, **fields)).all(readers.client_details)

    async def own_totals(self, period: Period) -> list[ClientTotal]:
        """What this account itself sent and spent."""
        return (await self._call(actions.OWN_TOTALS, **_days(period))).each(readers.client_total)

    async def received(self, *, after_id: str | None = None, hours: int = 168) -> list[IncomingSms]:
        """SMS and confirming calls received in the last *hours* (168 at most), oldest first, after *after_id*.

        A call is an SMS with the text ``[waitcall]``. SMSC gives times in the account's zone, which it does not
        name, so they are left out.
        """
        fields = {"hour": str(hours), "cnt": "10000"}
        if after_id is not None:
            fields["after_id"] = after_id
        found = (await self._call(actions.RECEIVED, **fields)).each(readers.received)
        return sorted(found, key=lambda sms: int(sms.id))

    async def history(self, period: Period, *, before: str | None = None) -> list[Past]:
        """A page of the messages sent in *period* by whatever program, newest first; those older than *before* (an
        ``int_id``). SMSC counts days in the account's zone, which it does not name."""
        # SMSC gives a thousand at most. With the longest texts that would be more bytes than an answer may have.
        fields = _days(period) | {"cnt": "500"}
        if before is not None:
            fields["prev_id"] = before
        return await asyncio.to_thread((await self._call(actions.HISTORY, **fields)).all, readers.past_messages)

    async def balance(self) -> Balance:
        """What is on the account. SMSC takes this question ten times a minute."""
        return (await self._call(actions.BALANCE, cur="1")).one(readers.balance)

    async def price(self, message: Outgoing) -> Price:
        """What *message* would cost. Nothing is sent. SMSC takes the same question five times a minute."""
        return (await self._call(actions.PRICE, **message.fields)).one(readers.price)

    async def send(self, message: Outgoing, *, id: str) -> Sent:
        """Send *message* under an *id* of the client's choice; the same message goes once a minute.

        Costs money and is never repeated: after `Unreachable` with ``maybe_done`` or `Nonsense`, `status` of
        *id* tells whether SMSC has it.
        """
        if not OWN_ID.fullmatch(id):
            raise ValueError(f"not an id SMSC would take: {id!r}")
        return (await self._call(actions.SEND, **message.fields, id=id, cost="3")).one(readers.sent)

    async def status(self, id: str, phone: Phone) -> MessageStatus:
        """Where the message *id* to *phone* is; status -3 if SMSC knows none. Five times a minute each."""
        answer = await self._call(actions.STATUS, id=id, phone=phone.digits, all="2")
        return answer.one(readers.message_status)

    async def _operator_if_known(self, phone: Phone, spare: int) -> list[OperatorInfo]:
        try:
            return [await self.operator(phone, spare=spare)]
        except Refused as refused:
            if refused.reason is Reason.OPERATOR_NOT_FOUND:
                return []
            raise

    async def _call(self, action: Action, /, **fields: str) -> Answer:
        """The only line out: every method goes through here."""
        try:
            return await self._line.call(action, fields)
        except Refused as refused:
            if refused.code in action.nothing:
                return Answer(action.page, b"")
            raise


def _settings(settings: Mapping[str, str]) -> Mapping[str, str]:
    """A setting typed by a person must not turn a change into a payment, nor sign as somebody else."""
    if forbidden := actions.RESERVED & settings.keys():
        raise ValueError(f"not a setting: {', '.join(sorted(forbidden))}")
    return settings


def _noprolong(*, renew: bool) -> str:
    return "0" if renew else "1"


def _days(period: Period) -> dict[str, str]:
    return {"start": f"{period.start:%d.%m.%Y}", "end": f"{period.end:%d.%m.%Y}"}


def _whose(user: str | None, *, reseller: bool) -> dict[str, str]:
    return {"reseller": "1" if reseller else "0"} | ({"user": user} if user else {})
