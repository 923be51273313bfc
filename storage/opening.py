"""Opening the database file: one process, checked before it is trusted, durable before anything is acknowledged."""

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database as Db

from storage.errors import InUse, Unusable
from storage.migrations import migrations

APPLICATION_ID = 0x534D5343  # "SMSC": tells our file from any other SQLite database
HEADER = b"SQLite format 3\x00"
USED = "accounts\n"  # stands in the lock file from the moment on that the database is known to hold some
URL = re.compile(r"sqlite:///(?P<path>[^?#]*[^?#/])")


def path_of(url: str) -> Path:
    """The file that a `sqlite:///` address names; three slashes are relative, four absolute."""
    found = URL.fullmatch(url)
    if found is None or Path(found["path"]).name in {"", "..", ":memory:"}:
        shown = re.sub("//.*@", "//…@", url)  # another database's address may hold a password
        raise Unusable(f"DATABASE_URL is {shown!r}: expected sqlite:///data/bot.sqlite3 or sqlite:////absolute/path")
    return Path(found["path"])


def lock_of(path: Path) -> Path:
    """It stays behind on purpose: where it exists, a missing database is an accident and not a first start."""
    return path.with_name(f"{path.name}.lock")


def draft_of(path: Path) -> Path:
    """A database that is being made for the first time: as long as this is there, none has been in use."""
    return path.with_name(f"{path.name}.new")


def backup_for(path: Path) -> str:
    """What to do about a file that cannot be used. SQLite would write an old log into whatever stands there."""
    return f"put a backup in its place (after deleting {path.name}-wal and {path.name}-shm)"


def check(path: Path) -> None:
    """Refuse a file that is not ours. Neither it nor anything beside it is touched."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        if lock_of(path).exists() and not draft_of(path).exists():
            raise Unusable(
                f"the database {path} is gone, though it was used here before: {backup_for(path)}, "
                f"or delete {lock_of(path).name} to start anew, or set DATABASE_URL to where it is"
            ) from None
        return
    except OSError as error:
        raise Unusable(f"the database {path} cannot be read ({error.strerror}): set DATABASE_URL to a file") from error
    if not head:
        raise Unusable(
            f"the database {path} is empty: {backup_for(path)}, or delete it and {lock_of(path).name} to start anew, "
            "or set DATABASE_URL to another file"
        )
    if len(head) < 100 or not head.startswith(HEADER):
        raise Unusable(f"{path} is not a SQLite database: {backup_for(path)}, or set DATABASE_URL to another file")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise Unusable(f"{path} belongs to another program: set DATABASE_URL to another file")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Held while the program runs, so that a second one cannot write to the same file; makes the missing folder."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft_of(path).touch(0o600)
        file = lock_of(path).open("a")
    except OSError as error:
        raise Unusable(
            f"the folder of the database {path} cannot be used ({error.strerror}): check its rights and free space, "
            "or set DATABASE_URL to a file in another one"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InUse(f"another smsc-bot is running on {path} ({error.strerror}): stop it first") from error
        yield


def connect(path: Path) -> Db:
    """The one read-write connection, checked, migrated and durable (WAL, synchronous=FULL)."""
    try:
        if path.exists():
            examine(path)
        else:
            create(path)
        conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
        try:
            prepare(conn)
            db = Db(conn, execute_plugins=False, strict=True)
            migrations.apply(db)
            miss_accounts(db, path)
        except BaseException:
            conn.close()
            raise
    except (sqlite3.Error, OSError) as error:
        raise Unusable(
            f"the database {path} cannot be opened ({error}): check the folder's rights and free space, "
            f"or {backup_for(path)}; the file was left as it is"
        ) from error
    return db


def note_accounts(db: Db, path: Path) -> bool:
    """Write down that there are accounts; whether there are. A full disk is no reason not to start."""
    found = bool(db.conn.execute("select exists (select 1 from accounts)").fetchone()[0])
    if found and not had_accounts(path):
        with suppress(OSError):
            lock_of(path).write_text(USED, encoding="utf-8")
    return found


def had_accounts(path: Path) -> bool:
    lock = lock_of(path)
    return lock.exists() and lock.read_text(encoding="utf-8") == USED


def miss_accounts(db: Db, path: Path) -> None:
    """A database without accounts where there were some is an accident as well: each of their callbacks would be lost,
    as an address that nobody has is answered for good."""
    if not note_accounts(db, path) and had_accounts(path):
        raise Unusable(
            f"the database {path} holds no account, though there were some: {backup_for(path)}, "
            f"or delete {lock_of(path).name} to start anew"
        )


def examine(path: Path) -> None:
    """Look for damage through a connection that cannot write."""
    with closing(reader_of(path)) as reader:
        found = reader.execute("pragma quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(" ".join(found.split()))


def create(path: Path) -> None:
    """Our id is the first thing in a new file: before the log of changes is, which a header in the file lags behind.

    It gets its name when it has the id, so that a start which dies half-way leaves no empty database behind.
    """
    draft = draft_of(path)
    with closing(sqlite3.connect(draft)) as conn:
        conn.execute(f"pragma application_id = {APPLICATION_ID}")
    draft.rename(path)


def prepare(conn: sqlite3.Connection) -> None:
    """Settings that SQLite keeps per connection; `synchronous` is read back, as builds may differ."""
    for pragma in (
        "journal_mode = wal",
        "synchronous = full",
        "foreign_keys = on",
        "temp_store = memory",
        "trusted_schema = off",
        "busy_timeout = 5000",
        "journal_size_limit = 67108864",
    ):
        conn.execute(f"pragma {pragma}")
    if conn.execute("pragma synchronous").fetchone()[0] != 2:
        raise sqlite3.OperationalError("synchronous=FULL is not available")


def reader_of(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def backup(path: Path, target: Path) -> None:
    """A consistent copy of the database, also while a bot writes to it. Refuses to overwrite."""
    if target.exists():
        raise Unusable(f"{target} exists already: name a new file")
    before = os.umask(0o077)
    try:
        with closing(reader_of(path)) as reader:
            reader.execute("vacuum into ?", (str(target),))
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise Unusable(f"no backup of {path} to {target}: {error}") from error
    finally:
        os.umask(before)
