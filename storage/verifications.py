"""Checks of a phone by an inbound call: open, confirmed or over. The chat's card is a view of the row."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlite_utils import Database as Db

from storage.rows import change, first, insert, rows


class State(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    LATE = "late"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


# A late call is news once; one in time that we learn of after a late one still confirms.
ANSWERED_BY = {
    State.CONFIRMED: {State.WAITING, State.EXPIRED, State.LATE},
    State.LATE: {State.WAITING, State.EXPIRED},
}


@dataclass(frozen=True, slots=True)
class Verification:
    """One check. `deadline` is when SMSC stops counting a call; `called_at` is the call's own time, not the news'."""

    id: int
    account_id: int
    chat_id: int
    thread_id: int
    message_id: int | None
    phone: str
    call_to: str
    person: str
    asked_at: datetime
    deadline: datetime
    state: State
    called_at: datetime | None
    told_at: datetime | None


def start(
    db: Db,
    *,
    account_id: int,
    chat_id: int,
    thread_id: int,
    phone: str,
    call_to: str,
    person: str,
    asked_at: datetime,
    deadline: datetime,
) -> int:
    """The new check's id. Of two checks of *phone* asked at once the later one counts; the other is cancelled."""
    if running := open_for(db, account_id, phone, asked_at):
        cancel(db, running.id)
    return insert(
        db,
        """
        insert into verifications
            (account_id, chat_id, thread_id, phone, call_to, person, asked_at, deadline, state, shown)
        values
            (:account_id, :chat_id, :thread_id, :phone, :call_to, :person, :asked_at, :deadline, 'waiting', 'waiting')
        """,
        account_id=account_id,
        chat_id=chat_id,
        thread_id=thread_id,
        phone=phone,
        call_to=call_to,
        person=person,
        asked_at=asked_at.timestamp(),
        deadline=deadline.timestamp(),
    )


def get(db: Db, id: int) -> Verification | None:
    row = first(db, "select * from verifications where id = :id", id=id)
    return _verification(row) if row else None


def open_for(db: Db, account_id: int, phone: str, now: datetime) -> Verification | None:
    """The running check of *phone*, if there is one: SMSC names no request, so only one may run."""
    sql = (
        "select * from verifications where account_id = :account and phone = :phone "
        "and state = 'waiting' and deadline > :now order by id desc"
    )
    row = first(db, sql, account=account_id, phone=phone, now=now.timestamp())
    return _verification(row) if row else None


def called(db: Db, account_id: int, phone: str, *, at: datetime, now: datetime) -> Verification | None:
    """A call from *phone* came: the check it answers, judged by the time of the call and not of the news.

    A call belongs to the last check that was asked before it. One that has expired meanwhile is confirmed all the
    same if the call was in time. None if that check is cancelled, long over, or has its answer already.
    """
    # The call's stamp has whole seconds: one made in the same second as the check belongs to it.
    sql = (
        "select * from verifications where account_id = :account and substr(phone, -10) = substr(:phone, -10) "
        "and asked_at < :at + 1 order by id desc limit 1"
    )
    row = first(db, sql, account=account_id, phone=phone, at=at.timestamp())
    if row is None or at.timestamp() - row["deadline"] > 3600:
        return None
    state = State.CONFIRMED if at.timestamp() <= row["deadline"] else State.LATE
    if row["state"] not in ANSWERED_BY[state]:
        return None
    change(
        db,
        "update verifications set state = :state, called_at = :at, told_at = :now where id = :id",
        state=state,
        at=at.timestamp(),
        now=now.timestamp(),
        id=row["id"],
    )
    return get(db, row["id"])


def of_call(db: Db, account_id: int, phone: str, at: datetime) -> Verification | None:
    """The check that a call already in the log has answered."""
    sql = (
        "select * from verifications where account_id = :account and substr(phone, -10) = substr(:phone, -10) "
        "and called_at = :at"
    )
    row = first(db, sql, account=account_id, phone=phone, at=at.timestamp())
    return _verification(row) if row else None


def show_on(db: Db, id: int, message_id: int) -> None:
    change(db, "update verifications set message_id = :message where id = :id", id=id, message=message_id)


def cancel(db: Db, id: int) -> bool:
    sql = "update verifications set state = 'cancelled' where id = :id and state = 'waiting'"
    return change(db, sql, id=id) == 1


def expire(db: Db, now: datetime) -> int:
    sql = "update verifications set state = 'expired' where state = 'waiting' and deadline <= :now"
    return change(db, sql, now=now.timestamp())


def unshown(db: Db) -> list[Verification]:
    """Checks whose card still shows an older state."""
    sql = "select * from verifications where state != shown and message_id is not null order by id"
    return [_verification(row) for row in rows(db, sql)]


def shown(db: Db, id: int, state: State) -> None:
    change(db, "update verifications set shown = :state where id = :id", id=id, state=state)


def _verification(row: dict[str, object]) -> Verification:
    times = {"asked_at", "deadline", "called_at", "told_at"}
    values = {name: row[name] for name in Verification.__dataclass_fields__}
    for name in times:
        value = values[name]
        values[name] = datetime.fromtimestamp(value, UTC) if isinstance(value, float | int) else None
    return Verification(**values | {"state": State(str(row["state"]))})  # type: ignore[arg-type]
