"""SQLite behind one thread: functions are sent to it, each runs in a transaction, waiting ones share a commit."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from sqlite_utils import Database as Db

from storage import ballast, opening
from storage.errors import NotStored

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

TOGETHER = 256  # jobs at most in one commit
MISTAKES = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_MISUSE,
    sqlite3.SQLITE_RANGE,
}


@dataclass(slots=True)
class Job:
    """One function on its way to the writer, and where its answer goes."""

    run: Callable[[Db], Any]
    answer: "asyncio.Future[Any]"
    single: bool = False
    result: Any = None
    error: BaseException | None = None


@dataclass
class Database:
    """`await db(events.append, account_id, event, now)` runs the function in the writer's own transaction.

    Functions are synchronous, so a transaction can never wait for the network. They may run twice (when a
    neighbour in the same commit failed) and must therefore have no effect but on the database.
    """

    path: Path
    _jobs: "SimpleQueue[Job | None]" = field(default_factory=SimpleQueue)
    _exits: ExitStack = field(default_factory=ExitStack)
    _thread: Thread | None = None
    _loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        opening.check(self.path)
        self._exits.enter_context(opening.locked(self.path))
        try:
            db = await asyncio.to_thread(opening.connect, self.path)
        except BaseException:
            self._exits.close()
            raise
        self._thread = Thread(target=self._write, args=(db,), name="writer", daemon=True)
        self._thread.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Everything handed over before is committed, then the file is closed."""
        thread, self._thread = self._thread, None  # at once: a job behind the last one would never be answered
        if thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(thread.join)
        self._exits.close()

    async def __call__(self, function: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._written(lambda db: function(db, *args, **kwargs), single=False)

    async def statement(self, function: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for a function of one statement: where nothing else waits, SQLite's own transaction around it will
        do. Each call into SQLite gives the interpreter away; this saves two of three."""
        return await self._written(lambda db: function(db, *args, **kwargs), single=True)

    async def _written(self, run: Callable[[Db], T], *, single: bool) -> T:
        if self._thread is None or self._loop is None:
            raise NotStored("the database is closed")
        job = Job(run, self._loop.create_future(), single)
        self._jobs.put(job)
        result: T = await job.answer
        return result

    def _write(self, db: Db) -> None:
        """The writer's life: what has gathered while a commit was under way goes into the next one."""
        while True:
            batch, last = self._gather()
            if batch:
                commit(db, batch)
                if any(isinstance(job.error, NotStored) for job in batch):
                    ballast.drop_if_full(self.path)
                self._hand_back(batch)
            if last:
                with suppress(sqlite3.Error, OSError):
                    opening.note_accounts(db, self.path)
                db.close()  # folds the log back into the file; where the disk is full, the log stays and is whole
                return

    def _gather(self) -> tuple[list[Job], bool]:
        batch: list[Job] = []
        job = self._jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) == TOGETHER:
                return batch, False
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return batch, False
        return batch, True

    def _hand_back(self, batch: list[Job]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(answer, batch)


def commit(db: Db, batch: list[Job]) -> None:
    """Run *batch* in one transaction; if one of them fails, each again in a transaction of its own."""
    try:
        transact(db, batch)
    except BaseException as error:
        if len(batch) == 1:
            batch[0].error = translated(error)
            return
        for job in batch:
            commit(db, [job])


def transact(db: Db, batch: list[Job]) -> None:
    if len(batch) == 1 and batch[0].single:
        batch[0].result = batch[0].run(db)
        return
    conn = db.conn
    conn.execute("begin immediate")
    try:
        for job in batch:
            job.result = job.run(db)
        conn.execute("commit")
    except BaseException:
        if conn.in_transaction:
            conn.execute("rollback")
        raise


def translated(error: BaseException) -> BaseException:
    """The file's and the disk's troubles become NotStored; a mistake in a function of ours stays what it is.

    The codes are https://sqlite.org/rescode.html; errors that Python raises without asking SQLite have none.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in MISTAKES:
        return error
    log.error("not stored: %s", error)
    return NotStored(str(error))


def answer(batch: list[Job]) -> None:
    for job in batch:
        if job.answer.done():  # the caller was cancelled meanwhile
            continue
        if job.error is not None:
            job.answer.set_exception(job.error)
        else:
            job.answer.set_result(job.result)
