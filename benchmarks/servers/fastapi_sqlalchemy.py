"""What a team would write first: FastAPI, SQLAlchemy async, one insert and one commit for each callback, then 200."""

import hashlib
import hmac
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response
from sqlalchemy import UniqueConstraint, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from benchmarks import loops
from benchmarks.stock import SECRET


class Base(DeclarativeBase):
    pass


class Status(Base):
    """The same row as the bot keeps: what it is, what makes it unique, the whole form."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    body: Mapped[str]
    received_at: Mapped[float]


def durable(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """The bot's own settings: the default rollback journal would be slower still."""
    for pragma in ("pragma journal_mode = wal", "pragma synchronous = full"):
        connection.cursor().execute(pragma)


def engine_in(folder: Path) -> AsyncEngine:
    # One connection: with SQLAlchemy's default of 15 they wait for each other's locks, and it is slower.
    address = f"sqlite+aiosqlite:///{folder / 'fastapi.sqlite3'}"
    engine = create_async_engine(address, pool_size=1, max_overflow=0)
    event.listen(engine.sync_engine, "connect", durable)
    return engine


def application(engine: AsyncEngine) -> FastAPI:
    sessions = async_sessionmaker(engine)

    @asynccontextmanager
    async def tables(_app: FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        yield
        await engine.dispose()

    app = FastAPI(lifespan=tables)

    @app.post("/smsc/{hook}")
    async def take(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        said = f"{form['id']}:{form['phone']}:{form['status']}"
        expected = hashlib.sha1(f"{said}:{SECRET}".encode()).hexdigest()
        if not hmac.compare_digest(form["sha1"], expected):
            return Response(status_code=403)
        row = {"fingerprint": said, "body": str(form), "received_at": time.time()}
        async with sessions.begin() as session:
            await session.execute(insert(Status).values(**row).on_conflict_do_nothing())
        return Response("OK")

    return app


async def main(folder: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1024)  # from here on nobody is refused, though uvicorn answers a moment later
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        config = uvicorn.Config(application(engine_in(folder)), loop="none", http="httptools", log_level="critical")
        await uvicorn.Server(config).serve([listener])


if __name__ == "__main__":
    loops.run(main(Path(sys.argv[2])), sys.argv[1])
