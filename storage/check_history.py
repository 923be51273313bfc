"""What became of the checks that a chat has asked for; forgotten after a while, as they hold people's phones."""

from datetime import datetime

from sqlite_utils import Database as Db

from storage.rows import change, first, read_as, rows
from storage.verifications import Verification

WHOSE = "account_id = :account and chat_id = :chat and asked_at >= :start and asked_at < :end"


def count(db: Db, account_id: int, chat_id: int, *, start: datetime, end: datetime) -> int:
    sql = f"select count(*) as n from verifications where {WHOSE}"  # noqa: S608 - our own words
    row = first(db, sql, account=account_id, chat=chat_id, start=start.timestamp(), end=end.timestamp())
    return int(row["n"]) if row else 0


def between(
    db: Db, account_id: int, chat_id: int, *, start: datetime, end: datetime, limit: int, beginning: int = 0
) -> list[Verification]:
    """The checks from *start* to before *end*, newest first, without the first *beginning*."""
    sql = (
        f"select * from verifications where {WHOSE} "  # noqa: S608 - our own words
        "order by asked_at desc, id desc limit :limit offset :beginning"
    )
    found = rows(
        db,
        sql,
        account=account_id,
        chat=chat_id,
        start=start.timestamp(),
        end=end.timestamp(),
        limit=limit,
        beginning=beginning,
    )
    return [read_as(Verification, row) for row in found]


def prune(db: Db, before: datetime) -> int:
    """Forget checks that had ended by then. The audit keeps who ordered them."""
    sql = "delete from verifications where state not in ('ordering', 'waiting') and deadline < :before"
    return change(db, sql, before=before.timestamp())
