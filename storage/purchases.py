"""Numbers rented through the bot: quoted, being bought, bought, refused, or not known. No purchase runs twice."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlite_utils import Database as Db

from storage import spending
from storage.rows import all_of, change, first_of, insert, rows, text_of
from storage.spending import Limit

UNSEEN = timedelta(minutes=10)  # a card that ended longer ago than that before a restart was shown


class State(StrEnum):
    QUOTED = "quoted"
    BUYING = "buying"
    BOUGHT = "bought"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Purchase:
    """One quote and what became of it. Money is in the account's currency; None is «SMSC did not say»."""

    id: int
    account_id: int
    chat_id: int
    thread_id: int
    message_id: int | None
    phone: str
    renew: bool
    price: Decimal | None
    monthly: Decimal | None
    currency: str
    balance_before: Decimal | None
    balance_after: Decimal | None
    charged: Decimal | None
    person_id: int
    person: str
    approver_id: int | None
    approver: str | None
    quoted_at: datetime
    began_at: datetime | None
    state: State
    why: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Quote:
    """What a person is asked to confirm."""

    account_id: int
    chat_id: int
    thread_id: int
    phone: str
    renew: bool
    price: Decimal | None
    monthly: Decimal | None
    currency: str
    balance_before: Decimal | None
    person_id: int
    person: str


def quote(db: Db, quote: Quote, now: datetime) -> int:
    return insert(
        db,
        """
        insert into purchases (account_id, chat_id, thread_id, phone, renew, price, monthly, currency, balance_before,
                               person_id, person, quoted_at, changed_at, state)
        values (:account_id, :chat_id, :thread_id, :phone, :renew, :price, :monthly, :currency, :balance_before,
                :person_id, :person, :now, :now, 'quoted')
        """,
        account_id=quote.account_id,
        chat_id=quote.chat_id,
        thread_id=quote.thread_id,
        phone=quote.phone,
        renew=int(quote.renew),
        price=text_of(quote.price),
        monthly=text_of(quote.monthly),
        currency=quote.currency,
        balance_before=text_of(quote.balance_before),
        person_id=quote.person_id,
        person=quote.person,
        now=now.timestamp(),
    )


def get(db: Db, id: int) -> Purchase | None:
    return first_of(Purchase, db, "select * from purchases where id = :id", id=id)


def begin(
    db: Db,
    id: int,
    now: datetime,
    *,
    balance: Decimal | None = None,
    limit: Limit | None = None,
    approver: tuple[int, str] | None = None,
) -> bool:
    """Take the quote for buying; committed before SMSC is asked. False if it was taken before, or if this number
    is being bought by another quote, or if nobody knows yet whether an earlier attempt succeeded.

    *balance* is the account's just before: if the answer is lost, it tells what became of it. *approver* is the second
    person who allows it to go beyond *limit*; raises OverLimit where it would without one.
    """
    offer = get(db, id)
    if limit is not None and approver is None and offer is not None and offer.state is State.QUOTED:
        spending.check(db, offer.chat_id, offer.price, limit)
    sql = (
        "update purchases set state = 'buying', changed_at = :now, began_at = :now, "
        "balance_before = coalesce(:balance, balance_before), "
        "approver_id = :approver_id, approver = :approver where id = :id and state = 'quoted'"
    )
    approver_id, name = approver or (None, None)
    values = {"balance": text_of(balance), "approver_id": approver_id, "approver": name}
    try:
        return change(db, sql, id=id, now=now.timestamp(), **values) == 1
    except sqlite3.IntegrityError:
        return False


def finish(
    db: Db,
    id: int,
    state: State,
    *,
    now: datetime,
    charged: Decimal | None = None,
    balance_after: Decimal | None = None,
    why: str | None = None,
) -> None:
    """Write down what became of a purchase that had begun. A card that shows doubt is remembered as such."""
    change(
        db,
        "update purchases set state = :state, charged = :charged, balance_after = :after, why = :why, "
        "changed_at = :now, shown = iif(:state = 'unknown', 'unknown', shown) "
        "where id = :id and state in ('buying', 'unknown')",
        id=id,
        state=state,
        charged=text_of(charged),
        after=text_of(balance_after),
        why=why,
        now=now.timestamp(),
    )


def set_renewal(db: Db, account_id: int, phone: str, *, renew: bool) -> None:
    sql = "update purchases set renew = :renew where account_id = :account and phone = :phone and state = 'bought'"
    change(db, sql, account=account_id, phone=phone, renew=int(renew))


def show_on(db: Db, id: int, message_id: int) -> None:
    change(db, "update purchases set message_id = :message where id = :id", id=id, message=message_id)


def doubt_begun(db: Db, now: datetime) -> int:
    """After a restart: what was being bought then has an unknown end; what ended just before it was perhaps not shown
    any more, so it is shown once again."""
    ended = """
        update purchases set shown = 'unknown'
        where state in ('bought', 'refused') and shown is null and message_id is not null and changed_at > :since
        """
    change(db, ended, since=(now - UNSEEN).timestamp())
    sql = "update purchases set state = 'unknown', shown = 'unknown', changed_at = :now where state = 'buying'"
    return change(db, sql, now=now.timestamp())


def unknown(db: Db) -> list[Purchase]:
    return all_of(Purchase, db, "select * from purchases where state = 'unknown' order by id")


def unshown(db: Db) -> list[Purchase]:
    """Purchases whose end is known while their card still shows doubt."""
    sql = "select * from purchases where shown = 'unknown' and state != 'unknown' order by id"
    return all_of(Purchase, db, sql)


@dataclass(frozen=True, slots=True)
class Beside:
    """What the same account paid while a purchase was in doubt, and what is in doubt as well: numbers, prices."""

    charged: Decimal
    doubtful: tuple[tuple[str, Decimal | None], ...]


def beside(db: Db, purchase: Purchase) -> Beside:
    """What else may have moved the balance since *purchase* began."""
    sql = """
        select state, phone, price, charged from purchases
        where account_id = :account and id != :id
          and (state in ('buying', 'unknown') or (state = 'bought' and changed_at >= :since))
        """
    since = (purchase.began_at or purchase.quoted_at).timestamp()
    found = rows(db, sql, account=purchase.account_id, id=purchase.id, since=since)
    paid = [Decimal(row["charged"] or 0) for row in found if row["state"] == State.BOUGHT]
    doubtful = [(row["phone"], row["price"]) for row in found if row["state"] != State.BOUGHT]
    return Beside(
        sum(paid, Decimal(0)), tuple((phone, None if price is None else Decimal(price)) for phone, price in doubtful)
    )


def shown(db: Db, id: int, state: State) -> None:
    change(db, "update purchases set shown = :state where id = :id", id=id, state=state)


def bought(db: Db, account_id: int) -> list[Purchase]:
    """Numbers this account rents as far as the bot knows: SMSC's API has no list of them."""
    sql = "select * from purchases where account_id = :account and state = 'bought' order by id"
    return all_of(Purchase, db, sql, account=account_id)


def prune(db: Db, *, now: datetime, keep: timedelta) -> int:
    """Forget quotes that nobody took; what was bought, refused or in doubt stays in the register."""
    sql = "delete from purchases where state = 'quoted' and quoted_at < :before"
    return change(db, sql, before=(now - keep).timestamp())
