"""What became of messages, counted from the log: the statuses that SMSC told us of, each message once."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database as Db

from storage.rows import first

NEIGHBOURS = 1000  # ids on either side: what is received at once is not numbered in the order of its clock


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many messages were delivered, and how many were given up."""

    delivered: int = 0
    failed: int = 0

    @property
    def known(self) -> int:
        return self.delivered + self.failed

    def __add__(self, other: "Outcomes") -> "Outcomes":
        return Outcomes(self.delivered + other.delivered, self.failed + other.failed)


def between(db: Db, account_id: int, *, start: datetime, end: datetime) -> Outcomes:
    """By the statuses received from *start* until before *end*. A message that was delivered after all is delivered."""
    # A fingerprint is `status:id:phone:status`; without its last number it names the message.
    sql = """
        select count(*) as known, coalesce(sum(good), 0) as delivered from (
            select max(kind = 'ok') as good from events
            where account_id = :account and kind in ('ok', 'fail') and id between :first and :last
              and received_at >= :start and received_at < :end
            group by rtrim(fingerprint, '-0123456789')
        )
        """
    row = first(
        db,
        sql,
        account=account_id,
        first=first_since(db, start) - NEIGHBOURS,
        last=first_since(db, end) + NEIGHBOURS,
        start=start.timestamp(),
        end=end.timestamp(),
    )
    assert row is not None  # noqa: S101 - an aggregate has a row
    return Outcomes(int(row["delivered"]), int(row["known"]) - int(row["delivered"]))


def since(db: Db, account_id: int) -> datetime | None:
    """When the oldest of the account's outcomes was received that is still kept."""
    oldest = "select min(id) as id from events where account_id = :account and kind"  # at once, by the index
    sql = f"""
        select received_at from events
        where id = (select min(id) from ({oldest} = 'ok' union all {oldest} = 'fail'))
        """  # noqa: S608 - nothing from outside
    row = first(db, sql, account=account_id)
    return datetime.fromtimestamp(row["received_at"], UTC) if row else None


def first_since(db: Db, at: datetime) -> int:
    """The lowest id of what was received since *at*. Ids grow as time does, so twenty looks find it without an index
    that every callback would pay for."""
    newest = first(db, "select coalesce(max(id), 0) as id from events")
    low, high = 1, (int(newest["id"]) if newest else 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = first(db, "select id, received_at from events where id >= :middle order by id limit 1", middle=middle)
        if row is None or row["received_at"] >= at.timestamp():
            high = middle
        else:
            low = int(row["id"]) + 1
    return low
