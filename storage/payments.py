"""Money moved to subclients: quoted, being paid, paid, refused, or not known. No payment runs twice."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlite_utils import Database as Db

from storage import spending
from storage.rows import all_of, change, first_of, insert, text_of
from storage.spending import Limit


class State(StrEnum):
    QUOTED = "quoted"
    PAYING = "paying"
    PAID = "paid"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Payment:
    """One quote and what became of it. *price* is the sum, in the main account's currency; *debit_before* is what
    SMSC counted as paid in to the subclient just before, None where it did not say."""

    id: int
    account_id: int
    chat_id: int
    thread_id: int
    message_id: int | None
    login: str
    price: Decimal
    currency: str
    balance_before: Decimal | None
    balance_after: Decimal | None
    debit_before: Decimal | None
    person_id: int
    person: str
    approver_id: int | None
    approver: str | None
    quoted_at: datetime
    state: State
    why: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Quote:
    """What a person is asked to confirm."""

    account_id: int
    chat_id: int
    thread_id: int
    login: str
    price: Decimal
    currency: str
    balance_before: Decimal
    person_id: int
    person: str


@dataclass(frozen=True, slots=True)
class Before:
    """What tells afterwards whether a payment whose answer was lost was made."""

    balance: Decimal
    debit: Decimal | None
    read_at: datetime


def quote(db: Db, quote: Quote, now: datetime) -> int:
    sql = """
        insert into payments (account_id, chat_id, thread_id, login, whose, price, currency, balance_before,
                              person_id, person, quoted_at, changed_at, state)
        values (:account_id, :chat_id, :thread_id, :login, :whose, :price, :currency, :balance_before,
                :person_id, :person, :now, :now, 'quoted')
        """
    values = {name: getattr(quote, name) for name in Quote.__dataclass_fields__}
    values |= {"price": str(quote.price), "balance_before": str(quote.balance_before)}
    return insert(db, sql, **values, whose=quote.login.casefold(), now=now.timestamp())


def get(db: Db, id: int) -> Payment | None:
    return first_of(Payment, db, "select * from payments where id = :id", id=id)


def begin(
    db: Db,
    id: int,
    now: datetime,
    *,
    before: Before,
    message_id: int,
    limit: Limit | None = None,
    approver: tuple[int, str] | None = None,
) -> bool:
    """Take the quote for paying; committed before SMSC is asked. False if it was taken before, or if this subclient
    is being paid by another quote, or if nobody knows yet whether an earlier payment to it was made, or if one was
    made after *before* was read, which would then be taken for this one.

    *approver* is the second person who allows it to go beyond *limit*; raises OverLimit where it would without one.
    """
    offer = get(db, id)
    if limit is not None and approver is None and offer is not None and offer.state is State.QUOTED:
        spending.check(db, offer.chat_id, offer.price, limit)
    sql = (
        "update payments set state = 'paying', changed_at = :now, message_id = :message, balance_before = :balance, "
        "debit_before = :debit, approver_id = :approver_id, approver = :approver where id = :id and state = 'quoted' "
        "and not exists (select 1 from payments as other where other.account_id = payments.account_id "
        "and other.whose = payments.whose and other.state = 'paid' and other.changed_at >= :read_at)"
    )
    approver_id, name = approver or (None, None)
    values = {
        "read_at": before.read_at.timestamp(),
        "message": message_id,
        "balance": str(before.balance),
        "debit": text_of(before.debit),
    }
    try:
        return change(db, sql, id=id, now=now.timestamp(), approver_id=approver_id, approver=name, **values) == 1
    except sqlite3.IntegrityError:
        return False


def finish(
    db: Db,
    id: int,
    state: State,
    *,
    now: datetime,
    shown: bool,
    balance_after: Decimal | None = None,
    why: str | None = None,
) -> bool:
    """Write down what became of a payment that had begun; *shown*: its card is about to say so. A payment whose end
    is known keeps it."""
    done = change(
        db,
        "update payments set state = :state, balance_after = :after, why = :why, changed_at = :now, "
        "shown = iif(:shown, :state, shown) where id = :id and state in ('paying', 'unknown')",
        id=id,
        state=state,
        after=text_of(balance_after),
        why=why,
        now=now.timestamp(),
        shown=int(shown),
    )
    return done == 1


def note_balance(db: Db, id: int, balance: Decimal | None) -> None:
    """What was left after a payment."""
    change(db, "update payments set balance_after = :after where id = :id", id=id, after=text_of(balance))


def doubt_begun(db: Db, now: datetime) -> int:
    """After a restart: what was being paid then has an unknown end, which no card shows yet."""
    sql = "update payments set state = 'unknown', shown = null, changed_at = :now where state = 'paying'"
    return change(db, sql, now=now.timestamp())


def unknown(db: Db) -> list[Payment]:
    return all_of(Payment, db, "select * from payments where state = 'unknown' order by id")


def unshown(db: Db) -> list[Payment]:
    """Payments that ended otherwise than their card shows."""
    sql = "select * from payments where state in ('paid', 'refused', 'unknown') and shown is not state order by id"
    return all_of(Payment, db, sql)


def shown(db: Db, id: int, state: State) -> None:
    change(db, "update payments set shown = :state where id = :id", id=id, state=state)


def rename(db: Db, account_id: int, old: str, new: str) -> None:
    """A subclient has another login from now on; where its payments stay in doubt, they are looked for under it.

    One that would stand beside another in doubt keeps the old login: a person settles it.
    """
    sql = "update or ignore payments set login = :new, whose = :whose where account_id = :account and login = :old"
    change(db, sql, account=account_id, old=old, new=new, whose=new.casefold())


def prune(db: Db, *, now: datetime, keep: timedelta) -> int:
    """Forget quotes that nobody took; what was paid, refused or in doubt stays in the register."""
    sql = "delete from payments where state = 'quoted' and quoted_at < :before"
    return change(db, sql, before=(now - keep).timestamp())
