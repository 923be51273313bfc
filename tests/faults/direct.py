"""The real database without its thread: what runs on it is over before anything else happens, always in one order."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database as Db

from storage import opening
from storage.database import Job, commit
from storage.errors import NotStored


@dataclass
class Direct:
    """In place of `storage.database.Database`; *full* is a disk without space, *cut* a process that is no more."""

    db: Db
    full: bool = False
    cut: bool = False

    @classmethod
    def at(cls, path: Path) -> "Direct":
        return cls(opening.connect(path))

    async def __call__(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(0)
        if self.full or self.cut:
            raise NotStored("no space left")
        job = Job(lambda db: function(db, *args, **kwargs), asyncio.get_running_loop().create_future())
        commit(self.db, [job])
        if job.error is not None:
            raise job.error
        return job.result

    statement = __call__

    def close(self) -> None:
        self.cut = True
        self.db.close()
