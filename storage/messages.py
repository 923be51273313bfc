"""Messages sent from a card: quoted, being sent, sent, refused, or not known; then where they are, as SMSC tells.

No message is sent twice. The chat's card is a view of the row: *version* grows with every change that it shows.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from pydantic import Json
from sqlite_utils import Database as Db

from smsc.callbacks import event_of
from smsc.codes import Outcome, outcome, rank
from smsc.events import StatusEvent
from smsc.hlr import Hlr
from smsc.messages import MessageKind, MessageStatus, Outgoing
from smsc.phone import Phone
from storage import spending
from storage.rows import all_of, change, first_of, insert, rows, text_of
from storage.spending import Limit

PREFIX = "bot-"  # of the ids we choose, so that statuses of other programs' messages are told apart without a look
FOLLOWED = timedelta(days=3)  # an SMS lives a day at most; it may be read, and its link opened, later


class State(StrEnum):
    QUOTED = "quoted"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Message:
    """One quote and what became of it. Money is in the account's currency; None is «SMSC did not say».

    *own_id* is the id SMSC knows it by, chosen by us before it leaves. *status* and *err* are SMSC's codes of the
    furthest state that it has told of, *status_at* is when that was.
    """

    id: int
    account_id: int
    own_id: str
    chat_id: int
    thread_id: int
    message_id: int | None
    kind: MessageKind
    phone: str
    text: str
    sender: str
    parts: int
    price: Decimal | None
    currency: str
    balance_before: Decimal | None
    balance_after: Decimal | None
    charged: Decimal | None
    person_id: int
    person: str
    approver_id: int | None
    approver: str | None
    quoted_at: datetime
    begun_at: datetime | None
    state: State
    why: str
    status: int | None
    err: int | None
    status_at: datetime | None
    hlr: Json[Hlr] | None
    asked_at: datetime | None
    version: int

    @property
    def outgoing(self) -> Outgoing:
        """What SMSC is asked to send."""
        return Outgoing(Phone(self.phone), self.text, self.kind, self.sender)

    @property
    def event(self) -> StatusEvent | None:
        """The furthest state that is known, as a callback tells it."""
        if self.status is None:
            return None
        return StatusEvent(self.own_id, self.phone, self.status, at=self.status_at, err=self.err, hlr=self.hlr)

    @property
    def over(self) -> bool:
        """Whether no other state is waited for; a delivered message may still be read."""
        return self.status is not None and outcome(self.status) in {Outcome.DELIVERED, Outcome.FAILED}


@dataclass(frozen=True, slots=True)
class Quote:
    """What a person is asked to confirm."""

    account_id: int
    own_id: str
    chat_id: int
    thread_id: int
    message: Outgoing
    parts: int
    price: Decimal | None
    currency: str
    balance_before: Decimal | None
    person_id: int
    person: str


def quote(db: Db, quote: Quote, now: datetime) -> int:
    values = asdict(quote) | {"price": text_of(quote.price), "balance_before": text_of(quote.balance_before)}
    del values["message"]
    return insert(
        db,
        """
        insert into messages (account_id, own_id, chat_id, thread_id, kind, phone, text, sender, parts, price, currency,
                              balance_before, person_id, person, quoted_at, state)
        values (:account_id, :own_id, :chat_id, :thread_id, :kind, :phone, :text, :sender, :parts, :price, :currency,
                :balance_before, :person_id, :person, :now, 'quoted')
        """,
        **values,
        kind=int(quote.message.kind),
        phone=quote.message.phone.digits,
        text=quote.message.text,
        sender=quote.message.sender,
        now=now.timestamp(),
    )


def get(db: Db, id: int) -> Message | None:
    return first_of(Message, db, "select * from messages where id = :id", id=id)


def on_card(db: Db, account_id: int, chat_id: int, message_id: int) -> Message | None:
    """The message that Telegram's *message_id* shows."""
    sql = "select * from messages where chat_id = :chat and message_id = :message and account_id = :account"
    return first_of(Message, db, f"{sql} order by id desc", chat=chat_id, message=message_id, account=account_id)


def of_id(db: Db, account_id: int, own_id: str) -> Message | None:
    """The message that SMSC knows by *own_id*."""
    sql = "select * from messages where account_id = :account and own_id = :own and state != 'quoted'"
    return first_of(Message, db, sql, account=account_id, own=own_id)


def begin(
    db: Db,
    id: int,
    now: datetime,
    *,
    message_id: int,
    balance: Decimal | None = None,
    limit: Limit | None = None,
    approver: tuple[int, str] | None = None,
) -> bool:
    """Take the quote for sending; committed before SMSC is asked. False if it was taken before.

    *message_id* is its card. *approver* is the second person who allows it to go beyond *limit*; raises OverLimit
    where it would without one.
    """
    offer = get(db, id)
    if limit is not None and approver is None and offer is not None and offer.state is State.QUOTED:
        spending.check(db, offer.chat_id, offer.price, limit)
    sql = (
        "update messages set state = 'sending', begun_at = :now, followed_until = :until, message_id = :message, "
        "balance_before = coalesce(:balance, balance_before), approver_id = :approver_id, approver = :approver, "
        "version = version + 1 where id = :id and state = 'quoted'"
    )
    approver_id, name = approver or (None, None)
    values = {"balance": text_of(balance), "approver_id": approver_id, "approver": name, "message": message_id}
    until = (now + FOLLOWED).timestamp()
    return change(db, sql, id=id, now=now.timestamp(), until=until, **values) == 1


def finish(
    db: Db,
    id: int,
    state: State,
    *,
    charged: Decimal | None = None,
    balance_after: Decimal | None = None,
    why: str = "",
) -> None:
    """Write down what became of a message that was being sent. What SMSC tells of exists, whatever the line said."""
    sql = """
        update messages set
            state = iif(:state = 'unknown' and status is not null, 'sent', :state),
            charged = coalesce(:charged, charged), balance_after = coalesce(:after, balance_after), why = :why,
            followed_until = iif(:state = 'refused', null, followed_until), version = version + 1
        where id = :id and state in ('sending', 'unknown')
        """
    change(db, sql, id=id, state=state, charged=text_of(charged), after=text_of(balance_after), why=why)


def doubt_begun(db: Db) -> int:
    """After a restart: what was being sent then has an unknown end."""
    sql = "update messages set state = 'unknown', version = version + 1 where state = 'sending'"
    return change(db, sql)


def follow(db: Db, now: datetime) -> int:
    """Let what SMSC has told since the last time count; how many messages are further now.

    A state of a lower rank changes nothing, nor does a failure after a delivery: both stay in the log.
    """
    sql = """
        select m.id as message, e.id as event, e.body as body from messages m join events e
            on e.account_id = m.account_id and e.id > m.seen
            and e.fingerprint >= 'status:' || m.own_id || ':' and e.fingerprint < 'status:' || m.own_id || ';'
        where m.followed_until > :now order by e.id
        """
    told: dict[int, list[tuple[int, StatusEvent]]] = {}
    for row in rows(db, sql, now=now.timestamp()):
        if isinstance(event := event_of(row["body"]), StatusEvent):
            told.setdefault(row["message"], []).append((row["event"], event))
    return sum(_follow(db, id, states) for id, states in told.items())


def _follow(db: Db, id: int, told: list[tuple[int, StatusEvent]]) -> bool:
    known = get(db, id)
    if known is None:
        return False
    change(db, "update messages set seen = :seen where id = :id", id=id, seen=max(event for event, _state in told))
    states = [state for _event, state in told]
    best = furthest([*([known.event] if known.event else []), *states])
    if best == known.event:
        return False
    found = best.hlr or known.hlr
    change(
        db,
        "update messages set status = :status, err = :err, status_at = :at, hlr = :hlr, version = version + 1, "
        "state = iif(state = 'unknown', 'sent', state) where id = :id",
        id=id,
        status=best.status,
        err=best.err,
        at=best.at.timestamp() if best.at else None,
        hlr=json.dumps(asdict(found)) if found else None,
    )
    return True


def furthest(states: Iterable[StatusEvent]) -> StatusEvent:
    """The state to show: the highest rank; within one a delivery before a failure, then the latest."""
    return max(states, key=_how_far)


def _how_far(state: StatusEvent) -> tuple[int, bool, float]:
    return rank(state.status), outcome(state.status) is Outcome.DELIVERED, state.at.timestamp() if state.at else 0.0


def learn(db: Db, id: int, found: MessageStatus) -> None:
    """What only status.php tells: the answer of an HLR query, and the cost of what nobody saw being sent."""
    change(
        db,
        "update messages set hlr = coalesce(:hlr, hlr), charged = coalesce(charged, :cost), version = version + 1 "
        "where id = :id and (coalesce(:hlr, hlr) is not hlr or (charged is null and :cost is not null))",
        id=id,
        hlr=json.dumps(asdict(found.hlr)) if found.hlr else None,
        cost=text_of(found.cost),
    )


def asked(db: Db, id: int, now: datetime) -> None:
    change(db, "update messages set asked_at = :now where id = :id", id=id, now=now.timestamp())


def followed(db: Db, now: datetime) -> list[Message]:
    """Messages of which there may be news."""
    sql = "select * from messages where followed_until > :now and state in ('sent', 'unknown') order by id"
    return all_of(Message, db, sql, now=now.timestamp())


def unshown(db: Db) -> list[Message]:
    """Messages whose card shows an older state."""
    sql = "select * from messages where version > shown and message_id is not null order by id"
    return all_of(Message, db, sql)


def shown(db: Db, id: int, version: int) -> None:
    change(db, "update messages set shown = :version where id = :id", id=id, version=version)


def show_on(db: Db, id: int, message_id: int) -> None:
    change(db, "update messages set message_id = :message where id = :id", id=id, message=message_id)


def prune(db: Db, *, now: datetime, quotes: timedelta, keep: timedelta) -> int:
    """Forget quotes that nobody took, and what was sent long ago; doubt stays."""
    sql = """
        delete from messages where (state = 'quoted' and quoted_at < :quotes)
            or (state in ('sent', 'refused') and begun_at < :before)
        """
    return change(db, sql, quotes=(now - quotes).timestamp(), before=(now - keep).timestamp())
