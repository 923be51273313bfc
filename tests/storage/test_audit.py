"""The audit: written once, read newest first, never rewritten."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import audit
from storage.audit import Deed
from storage.rows import change
from tests.storage.samples import NOON

DEED = Deed(NOON, -1, 1, 7, "@anna", "buy", "74950001122", "187.10 RUR")


async def test_what_was_written_is_read_back_newest_first(db, account):
    later = replace(DEED, at=NOON + timedelta(minutes=1), what="renew")
    for deed in (DEED, later, replace(DEED, chat_id=-2)):
        await db(audit.write, deed)

    assert await db(audit.between, -1, start=NOON, end=NOON + timedelta(hours=1), limit=10) == [later, DEED]
    assert await db(audit.between, -1, start=NOON, end=NOON + timedelta(seconds=60), limit=10) == [DEED]
    assert await db(audit.between, -1, start=NOON, end=NOON + timedelta(hours=1), limit=1) == [later]


async def test_lines_are_counted_and_read_from_any_place_on(db, account):
    for number in range(5):
        await db(audit.write, replace(DEED, about=str(number)))
    await db(audit.write, replace(DEED, at=NOON + timedelta(days=1)))
    period = {"start": NOON, "end": NOON + timedelta(hours=1)}

    assert await db(audit.count, -1, **period) == 5
    assert await db(audit.count, -2, **period) == 0
    found = await db(audit.between, -1, **period, limit=2, beginning=2)
    assert [deed.about for deed in found] == ["2", "1"]


@pytest.mark.parametrize("column", ["at", "account_id", "person_id", "person", "what", "about", "result"])
async def test_no_line_is_ever_changed(db, account, column):
    await db(audit.write, DEED)

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        await db(change, f"update audit set {column} = {column}")  # noqa: S608 - a name from the list above


async def test_no_line_is_ever_deleted(db, account):
    await db(audit.write, DEED)

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        await db(change, "delete from audit")
