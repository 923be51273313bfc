"""Rows by name, and as what they stand for; one that does not fit is named without a word of what is in it."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database as Db

from storage.rows import all_of, change, first, first_of, insert, read_as, rows, text_of
from tests.storage.samples import in_memory

MOMENT = datetime(2026, 11, 26, 9, 30, 15, 123456, tzinfo=UTC)


class State(StrEnum):
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Thing:
    id: int
    price: Decimal | None
    renew: bool
    state: State
    at: datetime | None


ROW = {"id": 7, "price": "0.10", "renew": 1, "state": "open", "at": MOMENT.timestamp(), "column of another": "x"}
THING = Thing(7, Decimal("0.10"), renew=True, state=State.OPEN, at=MOMENT)


@pytest.fixture
def db():
    made = Db(sqlite3.connect(":memory:"))
    made.execute("create table things (id integer, price text, renew integer, state text, at real) strict")
    made.execute(
        "insert into things values (7, '0.10', 1, 'open', ?), (8, null, 0, 'over', null)", [MOMENT.timestamp()]
    )
    yield made
    made.close()


def test_a_row_has_its_money_states_and_moments():
    assert read_as(Thing, ROW) == THING


def test_all_rows_come_in_their_order(db):
    assert all_of(Thing, db, "select * from things order by id desc") == [
        Thing(8, None, renew=False, state=State.OVER, at=None),
        THING,
    ]


def test_the_first_row_is_read_and_none_is_none(db):
    assert first_of(Thing, db, "select * from things where id = :id", id=7) == THING
    assert first_of(Thing, db, "select * from things where id = :id", id=9) is None


@pytest.mark.parametrize("wrong", [{"id": None}, {"price": "a-secret"}, {"state": "a-secret"}, {"at": "a-secret"}])
def test_what_does_not_fit_is_named_and_not_quoted(wrong):
    with pytest.raises(ValueError, match=f"a row is no Thing: {next(iter(wrong))}$") as refused:
        read_as(Thing, ROW | wrong)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_column_that_is_missing_is_named():
    with pytest.raises(ValueError, match=r"a row is no Thing: state$"):
        read_as(Thing, {name: value for name, value in ROW.items() if name != "state"})


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_a_moment_comes_back_as_it_was_stored(moment):
    assert read_as(Thing, ROW | {"at": moment.timestamp()}).at == moment


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_money_comes_back_to_the_last_digit(amount):
    assert str(read_as(Thing, ROW | {"price": text_of(amount)}).price) == str(amount)


def test_rows_come_with_the_names_of_their_columns():
    found = rows(in_memory(), "select :a as a, 'x' as b union all select 2, 'y'", a=1)

    assert found == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


def test_the_first_of_none_is_none():
    assert first(in_memory(), "select 1 where false") is None


def test_a_change_counts_the_rows_it_touched():
    db = in_memory()

    assert change(db, "update accounts set refused = refused + :more", more=1) == 1
    assert change(db, "update accounts set refused = 0 where id = :id", id=99) == 0


def test_an_insert_tells_the_new_rows_id():
    db = in_memory()
    sql = "insert into chats (id, kind, title, seen_at) values (:id, 'group', '', 0)"

    assert insert(db, sql, id=77) == 77
