"""The tables are what the steps say, and a step is done once."""

import hashlib
import sqlite3

import pytest

from storage.migrations import GUARDS, TABLES, migrations
from storage.rows import change, rows
from tests.storage.samples import NOON, in_memory


def test_every_table_is_strict():
    found = rows(in_memory(), "select name, strict from pragma_table_list where schema = 'main'")

    assert {row["name"] for row in found if not row["strict"]} <= {"sqlite_schema", "sqlite_sequence"}


def test_a_number_does_not_turn_into_text_unnoticed():
    with pytest.raises(sqlite3.IntegrityError):
        change(in_memory(), "update accounts set refused = 'many'")


def test_applying_twice_changes_nothing():
    db = in_memory()
    before = "\n".join(db.conn.iterdump())

    migrations.apply(db)

    assert "\n".join(db.conn.iterdump()) == before


def test_the_first_step_is_what_databases_out_there_were_made_with():
    made = hashlib.sha256("".join((*TABLES.split(), *GUARDS)).encode()).hexdigest()

    assert made == "a722438e4a03389785956be784f6317f741ab0575aaece35c21c10d240fa62b8"


def test_a_step_that_fails_leaves_nothing_behind():
    db = in_memory()
    change(db, "delete from _sqlite_migrations")  # as if the tables were somebody else's
    before = "\n".join(db.conn.iterdump())

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrations.apply(db)

    assert "\n".join(db.conn.iterdump()) == before


def test_rows_point_at_rows_that_exist():
    with pytest.raises(sqlite3.IntegrityError):
        change(
            in_memory(),
            "insert into events (account_id, kind, fingerprint, body, received_at) values (99, 'in', '', '', :now)",
            now=NOON.timestamp(),
        )
