"""One writer: group commit, what happens to neighbours of a failure, and what an acknowledgement is worth."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from storage import accounts, events
from storage.database import TOGETHER, Database
from storage.errors import NotStored
from storage.events import Kind
from storage.rows import rows
from tests.storage.samples import ACCOUNT, NOON, event

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def busy(db):
    """The writer is at work, so that what is handed over meanwhile has to wait."""
    begun, over = threading.Event(), threading.Event()

    def work(_db):
        begun.set()
        over.wait()

    working = asyncio.create_task(db(work))
    await asyncio.to_thread(begun.wait)
    try:
        yield
    finally:
        over.set()
        await working


async def hand_over(db, *jobs):
    """Start *jobs* without waiting for them."""
    tasks = [asyncio.create_task(db(*job)) for job in jobs]
    await asyncio.sleep(0)
    return tasks


def append(db, account, number):
    return events.append(db, account, event(Kind.DELIVERED, number), NOON)


def append_and_fail(db, account, number):
    append(db, account, number)
    raise LookupError(number)


def count(db):
    return rows(db, "select count(*) as n from events")[0]["n"]


def numbers(db):
    return [row["fingerprint"].split(":")[1] for row in rows(db, "select fingerprint from events order by id")]


def fill(db):
    """As many pages as there are now, and not one more."""
    pages = db.conn.execute("pragma page_count").fetchone()[0]
    db.conn.execute(f"pragma max_page_count = {pages}").fetchall()


def make_room(db):
    db.conn.execute("pragma max_page_count = 1073741823").fetchall()


def append_much(db, account):
    for number in range(1000):
        append(db, account, number)


def pragma(db, name):
    return db.conn.execute(f"pragma {name}").fetchone()[0]


async def test_a_function_is_called_with_its_arguments_and_its_result_comes_back(db):
    found = await db(lambda _db, a, *, b: (a, b), 1, b=2)

    assert found == (1, 2)


async def test_a_single_statement_is_a_transaction_of_its_own_or_of_those_it_waited_with(db, account):
    seen = []
    await db(lambda on: on.conn.set_trace_callback(seen.append))
    await db.statement(append, account, 1)
    assert not any(sql.startswith(("begin", "commit")) for sql in seen[1:])

    async with busy(db):
        waiting = await hand_over(db, (append_and_fail, account, 2), (append, account, 3))
        waiting.append(asyncio.create_task(db.statement(append, account, 4)))
        await asyncio.sleep(0)
    found = await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(one) for one in found] == [LookupError, bool, bool]
    assert await db(numbers) == ["1", "3", "4"]


async def test_what_waits_shares_a_commit(db, account):
    seen = []
    await db(lambda on: on.conn.set_trace_callback(seen.append))

    async with busy(db):
        tasks = await hand_over(db, *((append, account, number) for number in range(50)))
    done = await asyncio.gather(*tasks)

    assert done == [True] * 50
    assert seen.count("begin immediate") == 2
    assert seen.count("commit") == 3  # of the job that began to look, of the busy one, of the fifty


async def test_a_commit_is_shared_by_no_more_than_a_batch(db, account):
    seen = []
    await db(lambda on: on.conn.set_trace_callback(seen.append))

    async with busy(db):
        tasks = await hand_over(db, *((append, account, number) for number in range(TOGETHER + 1)))
    await asyncio.gather(*tasks)

    assert seen.count("begin immediate") == 3


async def test_one_failing_job_does_not_fail_its_neighbours(db, account):
    async with busy(db):
        tasks = await hand_over(
            db, (append, account, 1), (append_and_fail, account, 2), (append, account, 3), (append, -1, 4)
        )
    first, failed, third, foreign = await asyncio.gather(*tasks, return_exceptions=True)

    assert (first, third) == (True, True)
    assert isinstance(failed, LookupError)
    assert isinstance(foreign, sqlite3.IntegrityError)


async def test_neighbours_of_a_failure_are_applied_once_and_the_failure_not_at_all(db, account):
    def add(on, amount):
        on.conn.execute("update accounts set refused = refused + ? where id = ?", (amount, account))
        if amount == 7:
            raise LookupError

    async with busy(db):
        tasks = await hand_over(db, *((add, amount) for amount in (1, 7, 10, 7, 100)))
    await asyncio.gather(*tasks, return_exceptions=True)

    assert (await db(accounts.get, account)).refused == 111


async def test_a_waiter_that_gave_up_leaves_the_others_their_answers(db, account):
    async with busy(db):
        first, second, third = await hand_over(db, *((append, account, number) for number in range(3)))
        second.cancel()
    await asyncio.gather(first, third)

    assert second.cancelled()
    assert await db(numbers) == ["0", "1", "2"]


async def test_a_returning_insert_leaves_no_transaction_open(db, account):
    def insert(on):
        on.execute("insert into owners (person_id, since) values (1, 0) returning person_id")
        return on.execute("insert into owners (person_id, since) values (2, 0) returning person_id").fetchone()

    await db(insert)
    await db(append, account, 1)

    with closing(sqlite3.connect(db.path)) as other:
        assert other.execute("select count(*) from owners").fetchone() == (2,)
        assert other.execute("select count(*) from events").fetchone() == (1,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("synchronous", 2),
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("application_id", 0x534D5343),
    ],
)
async def test_the_writer_is_set_up_to_lose_nothing(db, name, value):
    assert await db(pragma, name) == value


async def test_a_closed_database_stores_nothing_and_says_so(path):
    async with Database(path) as db:
        pass

    with pytest.raises(NotStored, match="closed"):
        await db(count)


async def test_closing_commits_what_was_handed_over_before(path):
    async with Database(path) as db:
        account = await db(accounts.connect, ACCOUNT, NOON)
        async with busy(db):
            tasks = await hand_over(db, *((append, account, number) for number in range(2 * TOGETHER)))
            closing_it = asyncio.create_task(db.__aexit__())
            await asyncio.sleep(0)
        await closing_it

    assert await asyncio.gather(*tasks) == [True] * 2 * TOGETHER
    async with Database(path) as db:
        assert await db(count) == 2 * TOGETHER


async def test_what_comes_while_it_closes_is_refused_and_does_not_wait_for_ever(db, account):
    async with busy(db):
        closing_it = asyncio.create_task(db.__aexit__())
        await asyncio.sleep(0)
        [late] = await hand_over(db, (append, account, 1))
    await closing_it

    assert late.done()
    with pytest.raises(NotStored):
        await late


async def test_closing_leaves_one_file_that_holds_everything(path):
    async with Database(path) as db:
        account = await db(accounts.connect, ACCOUNT, NOON)
        await db(append, account, 1)

    assert sorted(file.name for file in path.parent.iterdir()) == ["bot.sqlite3", "bot.sqlite3.lock"]


async def test_a_full_disk_is_not_stored_and_keeps_what_was(db, account):
    await db(append, account, -1)
    await db(fill)

    with pytest.raises(NotStored, match="full"):
        await db(append_much, account)

    assert await db(numbers) == ["-1"]


async def test_with_room_again_the_same_database_goes_on(db, account):
    await db(fill)
    with pytest.raises(NotStored):
        await db(append_much, account)
    await db(make_room)

    await db(append_much, account)

    assert await db(count) == 1000
    assert await db(pragma, "quick_check") == "ok"


async def test_on_a_full_disk_each_of_a_batch_is_judged_alone(db, account):
    await db(fill)

    async with busy(db):
        tasks = await hand_over(db, (append_much, account), (count,))
    failed, counted = await asyncio.gather(*tasks, return_exceptions=True)

    assert isinstance(failed, NotStored)
    assert counted == 0


async def test_a_damaged_file_is_not_stored(db, tmp_path):
    garbage = tmp_path / "garbage"
    garbage.write_bytes(b"x" * 4096)

    def read_garbage(_db):
        with closing(sqlite3.connect(garbage)) as other:
            other.execute("select * from sqlite_schema")

    with pytest.raises(NotStored, match="not a database"):
        await db(read_garbage)


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("select * from nowhere", sqlite3.OperationalError),
        ("selekt", sqlite3.OperationalError),
        ("insert into owners (person_id, since) values (1, 'then')", sqlite3.IntegrityError),
        ("select ?", sqlite3.ProgrammingError),
    ],
)
async def test_a_mistake_of_ours_stays_what_it_is(db, sql, error):
    with pytest.raises(error):
        await db(lambda on: on.conn.execute(sql))


def appender(path, *arguments):
    command = [sys.executable, "-m", "tests.storage.appender", str(path), *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program


async def test_a_file_that_may_not_grow_is_not_stored_and_keeps_what_was(path):
    with appender(path, 0, 1_000_000) as child:
        said = set(child.stdout.read().split("\n"))

    assert "not stored" in said
    assert child.returncode == 0
    async with Database(path) as db:
        assert said - {"not stored", ""} <= set(await db(numbers))


def kill_after(path, *, first, acknowledged):
    """Run the appender until it has said *acknowledged* numbers; everything it said before it died."""
    with appender(path, first) as child:
        said = [child.stdout.readline() for _ in range(acknowledged)]
        child.kill()
        said += child.stdout.readlines()
    return [line.strip() for line in said]


async def test_kill_9_loses_nothing_that_was_acknowledged(path):
    acknowledged = []
    for round in range(10):
        acknowledged += kill_after(path, first=round * 1_000_000, acknowledged=1 + 9 * round)

        async with Database(path) as db:
            stored = await db(numbers)

        assert set(acknowledged) <= set(stored)
        assert len(stored) == len(set(stored))
    assert len(acknowledged) >= 415
