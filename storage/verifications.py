"""Checks of a phone by an inbound call: open, confirmed or over. The chat's card is a view of the row."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database as Db

from storage.rows import all_of, change, first, first_of, insert


class State(StrEnum):
    """*ordering*: SMSC is being asked. *unknown*: it was, and nobody knows whether it waits for the call."""

    ORDERING = "ordering"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    LATE = "late"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    UNKNOWN = "unknown"


RUNNING = frozenset({State.ORDERING, State.WAITING})
OPEN = RUNNING | {State.UNKNOWN}

# A call proves that SMSC waited for it. A late one is news once; one in time that we learn of after it still confirms.
ANSWERED_BY = {
    State.CONFIRMED: {State.WAITING, State.EXPIRED, State.LATE, State.UNKNOWN},
    State.LATE: {State.WAITING, State.EXPIRED, State.UNKNOWN},
}


@dataclass(frozen=True, slots=True)
class NewCheck:
    """Who wants which phone checked, and where its card will stand."""

    account_id: int
    chat_id: int
    thread_id: int
    phone: str
    person: str


@dataclass(frozen=True, slots=True)
class Verification:
    """One check. `deadline` is when SMSC stops counting a call; `called_at` is the call's own time, not the news'.

    `call_to` is empty until SMSC has named the number; `why` says, for the log and for files, why it named none.
    """

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
    why: str | None


def begin(
    db: Db, new: NewCheck, now: datetime, deadline: datetime, *, unless: frozenset[State] = OPEN
) -> tuple[Verification, bool]:
    """A new check, and True: it is written down before SMSC is asked, so that a crash cannot ask twice.

    Or the one of that phone which is in one of the states *unless*, and False: SMSC names no request when the call
    comes, so only one may run.
    """
    if running := open_for(db, new.account_id, new.phone, now, states=unless):
        return running, False
    id = insert(
        db,
        """
        insert into verifications
            (account_id, chat_id, thread_id, phone, call_to, person, asked_at, deadline, state, shown)
        values
            (:account_id, :chat_id, :thread_id, :phone, '', :person, :now, :deadline, 'ordering', 'ordering')
        """,
        account_id=new.account_id,
        chat_id=new.chat_id,
        thread_id=new.thread_id,
        phone=new.phone,
        person=new.person,
        now=now.timestamp(),
        deadline=deadline.timestamp(),
    )
    return _known(db, id), True


def ordered(db: Db, id: int, call_to: str, *, now: datetime, deadline: datetime) -> Verification:
    """SMSC has named the number to call, and waits."""
    sql = (
        "update verifications set state = 'waiting', shown = 'waiting', call_to = :call_to, asked_at = :now, "
        "deadline = :deadline where id = :id and state = 'ordering'"
    )
    change(db, sql, id=id, call_to=call_to, now=now.timestamp(), deadline=deadline.timestamp())
    return _known(db, id)


def not_ordered(db: Db, id: int, state: State, why: str) -> Verification:
    """SMSC has refused, or nobody knows; whoever asked is told so at once."""
    sql = "update verifications set state = :state, shown = :state, why = :why where id = :id and state = 'ordering'"
    change(db, sql, id=id, state=state, why=why)
    return _known(db, id)


def pick_up(db: Db) -> int:
    """After a restart: what was being ordered then has an unknown end; how many. What has no card yet gets one."""
    change(db, "update verifications set shown = 'ordering' where state = 'waiting' and message_id is null")
    return change(db, "update verifications set state = 'unknown', why = 'restart' where state = 'ordering'")


def lost_card(db: Db, id: int) -> None:
    """Telegram did not take the card; it is shown as soon as it can be."""
    change(db, "update verifications set shown = 'ordering' where id = :id and message_id is null", id=id)


def get(db: Db, id: int) -> Verification | None:
    return first_of(Verification, db, "select * from verifications where id = :id", id=id)


def _known(db: Db, id: int) -> Verification:
    found = get(db, id)
    if found is None:
        raise LookupError(f"no check {id}")
    return found


def open_for(
    db: Db, account_id: int, phone: str, now: datetime, *, states: frozenset[State] = OPEN
) -> Verification | None:
    """The newest check of *phone* that is in one of *states* and whose time is not over."""
    sql = (
        "select * from verifications where account_id = :account and phone = :phone "
        "and deadline > :now order by id desc"
    )
    found = all_of(Verification, db, sql, account=account_id, phone=phone, now=now.timestamp())
    return next((check for check in found if check.state in states), None)


def called(db: Db, account_id: int, phone: str, *, at: datetime, now: datetime) -> Verification | None:
    """A call from *phone* came: the check it answers, judged by the time of the call and not of the news.

    A call belongs to the last check that was asked before it. One that has expired meanwhile is confirmed all the
    same if the call was in time. None if that check is cancelled, long over, or has its answer already.
    """
    # The call's stamp has whole seconds: one made in the same second as the check belongs to it.
    sql = (
        "select * from verifications where account_id = :account and substr(phone, -10) = substr(:phone, -10) "
        "and asked_at < :at + 1 and state not in ('ordering', 'refused') order by id desc limit 1"
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
    return first_of(Verification, db, sql, account=account_id, phone=phone, at=at.timestamp())


def show_on(db: Db, id: int, message_id: int) -> None:
    change(db, "update verifications set message_id = :message where id = :id", id=id, message=message_id)


def cancel(db: Db, id: int) -> bool:
    sql = "update verifications set state = 'cancelled' where id = :id and state = 'waiting'"
    return change(db, sql, id=id) == 1


def expire(db: Db, now: datetime) -> int:
    sql = (
        "update verifications set state = iif(state = 'ordering', 'unknown', 'expired') "
        "where state in ('ordering', 'waiting') and deadline <= :now"
    )
    return change(db, sql, now=now.timestamp())


def unshown(db: Db) -> list[Verification]:
    """Checks whose card still shows an older state, or was lost on the way."""
    sql = (
        "select * from verifications where state != shown "
        "and (message_id is not null or shown = 'ordering') order by id"
    )
    return all_of(Verification, db, sql)


def shown(db: Db, id: int, state: State) -> None:
    change(db, "update verifications set shown = :state where id = :id", id=id, state=state)
