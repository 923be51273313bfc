"""Logins that SMSC refused: who tried them and when, so that the brake outlives a restart."""

from datetime import UTC, datetime, timedelta

from sqlite_utils import Database as Db

from storage.rows import change, insert, rows

MOST = 3
OF_ONE = timedelta(hours=1)
# Five refusals within this time, and SMSC blocks our address (https://smscentre.com/faq/99). Those of stored accounts,
# whose password was changed in the cabinet, count as well, and cannot be foreseen: three leave room for one of them.
OF_ALL = timedelta(minutes=30)


def note(db: Db, person_id: int, now: datetime) -> None:
    """One more; those that count no longer are forgotten."""
    change(db, "delete from attempts where at <= :before", before=(now - OF_ONE).timestamp())
    insert(db, "insert into attempts (person_id, at) values (:person, :now)", person=person_id, now=now.timestamp())


def free_at(db: Db, person_id: int, now: datetime) -> datetime | None:
    """When this person may try a login again; None: now."""
    own = "select at from attempts where person_id = :person and at > :after order by at desc limit :most"
    all = """
        select at from attempts where at > :after union all
        select stopped_at from accounts where stopped_at > :after order by at desc limit :most
        """
    ends = []
    for sql, window in ((own, OF_ONE), (all, OF_ALL)):
        found = rows(db, sql, after=(now - window).timestamp(), person=person_id, most=MOST)
        if len(found) == MOST:
            ends.append(datetime.fromtimestamp(found[-1]["at"], UTC) + window)
    return max(ends, default=None)
