"""Everything in the database that the vault has sealed, and how it gets under the first key."""

from contextlib import closing, suppress
from pathlib import Path

from sqlite_utils import Database as Db

from storage.opening import reader_of
from storage.rows import change, rows
from storage.secrets import Unsealable, Vault

OF_ACCOUNTS = tuple(("accounts", column) for column in ("credentials", "hook", "secret", "former_secret"))
OF_PASSING = (("updates", "body"), ("drafts", "secret"))
COLUMNS = (*OF_ACCOUNTS, *OF_PASSING)


def reseal(db: Db, vault: Vault) -> int:
    """Bring everything under the first key; how much was not. All or, raising Unsealable, nothing.

    A waiting update or a draft that no key opens is left: who reads it puts it aside.
    """
    done = sum(
        _renew(db, table, column, row, vault) for table, column in OF_ACCOUNTS for row in _sealed(db, table, column)
    )
    for table, column in OF_PASSING:
        for row in _sealed(db, table, column):
            with suppress(Unsealable):
                done += _renew(db, table, column, row, vault)
    return done


def behind(path: Path, vault: Vault) -> int:
    """How much is not under the first key, seen without writing, also while a bot runs."""
    with closing(reader_of(path)) as conn:
        db = Db(conn, execute_plugins=False)
        return sum(not vault.current(row["sealed"]) for table, column in COLUMNS for row in _sealed(db, table, column))


def _renew(db: Db, table: str, column: str, row: dict[str, str], vault: Vault) -> int:
    if vault.current(row["sealed"]):
        return 0
    sql = f"update {table} set {column} = :sealed where id = :id"  # noqa: S608 - names of ours
    return change(db, sql, sealed=vault.reseal(row["sealed"]), id=row["id"])


def _sealed(db: Db, table: str, column: str) -> list[dict[str, str]]:
    sql = f"select id, {column} as sealed from {table} where {column} != ''"  # noqa: S608 - names of ours
    return rows(db, sql)
