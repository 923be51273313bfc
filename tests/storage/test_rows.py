"""Rows by name."""

from storage.rows import change, first, insert, rows
from tests.storage.samples import in_memory


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
