"""Records become the types callers know; what cannot be read is `Unreadable`, never a KeyError."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from smsc.events import IncomingSms, from_timestamp
from smsc.hlr import Hlr
from smsc.messages import MessageStatus, Past, Price, Sent
from smsc.phone import Phone
from smsc.record import Record, phone_of
from smsc.syntax import Unreadable
from smsc.types import (
    Balance,
    CallNumber,
    ClientDetail,
    ClientTotal,
    OperationTotal,
    OperatorInfo,
    RentableNumber,
    Task,
    TaskStatus,
)

_END_OF_TIME = 253_402_300_799  # the last second of 9999, after which datetime gives up
_AMOUNT_AND_CURRENCY = re.compile(r"(\S+?)(?:[\s,]+([A-Za-z]{3}))?")


def call_number(record: Record) -> CallNumber:
    """The number to call; in format 1 it is only the first of all."""
    found = re.split(r"[\s,;]+", record.note("all_phones"))
    every = tuple(phone_of(one) for one in found if one)
    if "phone" in record:
        return CallNumber(record.phone(), every)
    if not every:
        raise Unreadable("no phone")
    return CallNumber(every[0], every)


def rentable_number(record: Record) -> RentableNumber:
    """A number on offer."""
    return RentableNumber(
        phone=record.phone(),
        type=record.whole("type"),
        cost=record.money("cost"),
        current_cost=record.money("current_cost"),
        info=record.note("info"),
    )


def received(record: Record) -> IncomingSms:
    """An SMS from the account's inbox, its sender as SMSC spells it."""
    return IncomingSms(
        id=record.id(), phone=record.text("phone"), text=record.text("message"), to=record.note("to_phone")
    )


def charged(record: Record) -> Decimal | None:
    """What a purchase cost; None where SMSC only says that it is done."""
    if "cost" not in record:
        done(record)
    return record.money("cost")


def done(record: Record) -> None:
    """``{"result": "OK"}``, in whatever format."""
    if record.text("result").upper() != "OK":
        raise Unreadable("not OK")


def paid(record: Record) -> None:
    """What a payment answers is nowhere documented: OK, or any object that is no error."""
    if "result" in record or not record.fields:
        done(record)


def task(record: Record) -> Task:
    """An export in the list."""
    return Task(
        id=record.id(),
        name=record.note("name"),
        status=TaskStatus(record.whole("status")),
        created=record.note("created"),
        time=record.note("time"),
        file=record.note("file"),
    )


def operator_info(record: Record, phone: Phone) -> OperatorInfo:
    """Who carries *phone*."""
    return OperatorInfo(
        phone=phone,
        country=record.text("country"),
        operator=record.text("operator"),
        region=record.note("region"),
        mcc=record.note("mcc"),
        mnc=record.note("mnc"),
        tz=record.note("tz"),
    )


def operators_of(records: Sequence[Record], asked: Sequence[Phone]) -> list[OperatorInfo]:
    """Those of *asked*, all different, that were found, in the order asked."""
    records = [record for record in records if "error_code" not in record]
    if len(records) == len(asked) and not any("phone" in record for record in records):
        found = dict(zip(asked, records, strict=True))
    else:
        found = {record.phone(): record for record in records}
    return [operator_info(found[phone], phone) for phone in asked if phone in found]


def client_id(record: Record) -> str:
    """The id SMSC gave a new sub-client."""
    return record.id()


def client_total(record: Record) -> ClientTotal:
    """A client's period in one line."""
    return ClientTotal(
        login=record.text("login"),
        sms=record.whole("sms"),
        credit=record.money("credit") or Decimal(0),
        debit=record.money("debit") or Decimal(0),
        currency=currency(record.note("currency")),
    )


def client_details(records: Sequence[Record]) -> list[ClientDetail]:
    """Operations, gathered by client in the order of the answer; a client may have none."""
    clients: dict[str, list[OperationTotal]] = {}
    for record in records:
        items = clients.setdefault(record.text("login"), [])
        if "sms" in record:
            items.append(_operation_total(record))
        elif not record.fields.keys() & {"items", "user"}:
            raise Unreadable("neither a client nor an operation")
    return [ClientDetail(login, tuple(items)) for login, items in clients.items()]


def _operation_total(record: Record) -> OperationTotal:
    return OperationTotal(
        description=record.note("description"),
        operator=record.note("operator"),
        mccmnc=record.note("mccmnc"),
        sms=record.whole("sms"),
        credit=record.money("credit") or Decimal(0),
        debit=record.money("debit") or Decimal(0),
        currency=currency(record.note("currency")),
    )


def balance(record: Record) -> Balance:
    """The balance; formats 0 and 1 may hang the currency on to the bare number."""
    match = _AMOUNT_AND_CURRENCY.fullmatch(record.text("balance"))
    if not match:
        raise Unreadable("no balance")
    amount = Record({"balance": match[1]}).money("balance")
    if amount is None:
        raise Unreadable("no balance")
    return Balance(amount, currency(record.note("currency") or match[2] or ""), record.money("credit"))


def currency(code: str) -> str:
    """SMSC still says RUR, the rouble's code before 1998."""
    return "RUB" if code == "RUR" else code


def price(record: Record) -> Price:
    """What a message would cost, and in how many parts it would go."""
    return Price(record.money("cost"), record.whole("cnt"))


def sent(record: Record) -> Sent:
    """SMSC has taken a message. The id is the one the client chose, so it need not be a number."""
    id = record.text("id")
    if not id:
        raise Unreadable("no id")
    parts = record.whole("cnt") if "cnt" in record else None
    return Sent(id, parts, record.money("cost"), record.money("balance"))


def message_status(record: Record) -> MessageStatus:
    """Where a message is; one that SMSC does not know has nothing but its status."""
    if not record.text("status"):
        raise Unreadable("no status")
    hlr = Hlr(**{name: record.note(name) for name in Hlr.__match_args__})
    return MessageStatus(
        status=record.whole("status"),
        err=_number(record, "err"),
        at=_moment(record, "last_timestamp"),
        time=record.note("last_date") or record.note("check_time"),
        sent_at=_moment(record, "send_timestamp"),
        type=_number(record, "type"),
        parts=_number(record, "sms_cnt"),
        cost=record.money("cost"),
        sender=record.note("sender_id"),
        text=record.note("message"),
        country=record.note("country"),
        operator=record.note("operator"),
        region=record.note("region"),
        hlr=None if hlr == Hlr() else hlr,
    )


def past_messages(records: Sequence[Record]) -> list[Past]:
    """The messages of a page. One that cannot be read must not stand in the way of all others for good, also where it
    is the last of all; a page of several and nothing else is no page."""
    found = [message for record in records if (message := _past(record))]
    if len(records) > 1 and not found:
        raise Unreadable("no message that can be read")
    return found


def _past(record: Record) -> Past | None:
    """A message that was sent. What it said goes no further than here: its id need not be ours, nor its text."""
    try:
        id, int_id = record.text("id"), record.id("int_id")
        # A callback has no plus, and what it told already must be known again.
        phone = record.text("phone").removeprefix("+")
        return Past(int_id, id, phone, _brief(record)) if id and record.text("status") else None
    except Unreadable:
        return None


def _brief(record: Record) -> MessageStatus:
    """The status as a callback tells it: an odd price or error code is no reason to lose it."""
    try:
        return replace(message_status(record), text="")
    except Unreadable:
        return MessageStatus(record.whole("status"), at=_moment(record, "last_timestamp"))


def _number(record: Record, name: str) -> int | None:
    return record.whole(name) if record.note(name) else None


def _moment(record: Record, name: str) -> datetime | None:
    """A unix stamp; nought and what no calendar holds is no moment."""
    seconds = _number(record, name)
    return from_timestamp(seconds) if seconds and 0 < seconds <= _END_OF_TIME else None
