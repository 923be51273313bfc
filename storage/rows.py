"""Reading rows by name; dicts made here stay inside storage/."""

from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlite_utils import Database as Db

T = TypeVar("T")


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


def all_of(kind: type[T], db: Db, sql: str, **values: Any) -> list[T]:
    """All rows of *sql*, each as `read_as` reads it."""
    return [read_as(kind, row) for row in rows(db, sql, **values)]


def first_of(kind: type[T], db: Db, sql: str, **values: Any) -> T | None:
    row = first(db, sql, **values)
    return None if row is None else read_as(kind, row)


def read_as(kind: type[T], row: dict[str, Any]) -> T:
    """*row* as *kind*, a dataclass with a field for each column: texts become money and states, unix seconds moments in
    UTC. Raises ValueError, which quotes nothing of the row."""
    try:
        read: T = _reader(kind).validate_python(row)  # type: ignore[arg-type]  # a class is hashable
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, found["loc"])) for found in error.errors(include_input=False))
        raise ValueError(f"a row is no {kind.__name__}: {wrong}") from None
    return read


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def text_of(amount: Decimal | None) -> str | None:
    """Money as it is stored: SQLite has no type for it that keeps every digit."""
    return None if amount is None else str(amount)
