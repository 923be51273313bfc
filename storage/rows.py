"""Reading rows by name; dicts made here stay inside storage/."""

from typing import Any

from sqlite_utils import Database as Db


def rows(db: Db, sql: str, **values: Any) -> list[dict[str, Any]]:
    """All rows of *sql*, read to the end (an unread cursor would keep the log from being folded back)."""
    cursor = db.conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def first(db: Db, sql: str, **values: Any) -> dict[str, Any] | None:
    found = rows(db, sql, **values)
    return found[0] if found else None


def change(db: Db, sql: str, **values: Any) -> int:
    """Run a writing statement; how many rows it touched."""
    return int(db.conn.execute(sql, values).rowcount)


def insert(db: Db, sql: str, **values: Any) -> int:
    """Run an insert; the new row's id."""
    return int(db.conn.execute(sql, values).lastrowid or 0)
