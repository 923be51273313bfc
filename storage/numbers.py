"""What people say about an account's numbers: names, numbers rented elsewhere, and what they were reminded of."""

from dataclasses import dataclass

from sqlite_utils import Database as Db

from storage.rows import change, first, rows


@dataclass(frozen=True, slots=True)
class Number:
    """One number of an account. *reminded* is the last reminder that was sent, such as `2026-08:3`."""

    account_id: int
    phone: str
    alias: str
    rented_elsewhere: bool
    chat_id: int
    thread_id: int
    reminded: str


def note(db: Db, account_id: int, phone: str, chat_id: int, thread_id: int, *, rented_elsewhere: bool = False) -> None:
    """Know the number; one that is known stays in its place, which is where its reminders go."""
    sql = """
        insert into numbers (account_id, phone, chat_id, thread_id, rented_elsewhere)
        values (:account, :phone, :chat, :thread, :elsewhere)
        on conflict (account_id, phone) do update
        set rented_elsewhere = max(rented_elsewhere, excluded.rented_elsewhere)
        """
    change(db, sql, account=account_id, phone=phone, chat=chat_id, thread=thread_id, elsewhere=int(rented_elsewhere))


def name(db: Db, account_id: int, phone: str, alias: str) -> bool:
    """False if the number is not known."""
    sql = "update numbers set alias = :alias where account_id = :account and phone = :phone"
    return change(db, sql, account=account_id, phone=phone, alias=alias) == 1


def forget(db: Db, account_id: int, phone: str) -> bool:
    """Forget a number that was rented elsewhere; False if there is none."""
    sql = "delete from numbers where account_id = :account and phone = :phone and rented_elsewhere = 1"
    return change(db, sql, account=account_id, phone=phone) == 1


def reminded(db: Db, account_id: int, phone: str, what: str) -> None:
    sql = "update numbers set reminded = :what where account_id = :account and phone = :phone"
    change(db, sql, account=account_id, phone=phone, what=what)


def get(db: Db, account_id: int, phone: str) -> Number | None:
    row = first(
        db, "select * from numbers where account_id = :account and phone = :phone", account=account_id, phone=phone
    )
    return _number(row) if row else None


def of_account(db: Db, account_id: int) -> list[Number]:
    sql = "select * from numbers where account_id = :account order by phone"
    return [_number(row) for row in rows(db, sql, account=account_id)]


def everywhere(db: Db) -> list[Number]:
    return [_number(row) for row in rows(db, "select * from numbers order by account_id, phone")]


def _number(row: dict[str, object]) -> Number:
    return Number(**row | {"rented_elsewhere": bool(row["rented_elsewhere"])})  # type: ignore[arg-type]
