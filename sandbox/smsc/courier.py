"""Carries callbacks to handlers and repeats what was not taken: every 4 minutes, 50 attempts in all."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from sandbox.smsc.callbacks import Callback, kind_of

AT_ONCE = 32
MOST_ATTEMPTS = 50
TAKEN = {200, 404}
PATIENCE = ClientTimeout(total=30)


@dataclass(frozen=True)
class Delivered:
    """One attempt. *status* is the handler's HTTP answer, None without one; *attempts* counts this one in."""

    login: str
    kind: str
    status: int | None
    attempts: int
    at: float
    callback: Callback | None = None
    error: str = ""

    @property
    def taken(self) -> bool:
        """Whether SMSC is done with it: 200, or 404 which loses it."""
        return self.status in TAKEN


@dataclass(frozen=True)
class Parcel:
    """A callback on its way; *due* is on the event loop's clock."""

    login: str
    callback: Callback
    attempts: int = 0
    due: float = 0


@dataclass
class Courier:
    clock: Callable[[], float]
    retry_seconds: float
    deliveries: list[Delivered] = field(default_factory=list)
    pending: list[Parcel] = field(default_factory=list)
    _session: ClientSession | None = None
    _repeater: asyncio.Task[None] | None = None
    _refused: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        self._session = ClientSession(connector=TCPConnector(limit=AT_ONCE), timeout=PATIENCE)
        self._repeater = asyncio.create_task(self._repeat())

    async def stop(self) -> None:
        if self._repeater is not None:
            self._repeater.cancel()
            await asyncio.wait([self._repeater])
        if self._session is not None:
            await self._session.close()

    async def deliver(self, login: str, callback: Callback) -> Delivered:
        return await self._attempt(Parcel(login, callback))

    async def deliver_all(self, login: str, callbacks: Sequence[Callback], *, seconds: float = 0) -> list[Delivered]:
        """All of them, AT_ONCE at a time, begun evenly over *seconds*."""
        pause = seconds / max(1, len(callbacks))
        start = asyncio.get_running_loop().time()
        return await self._carry([Parcel(login, each, due=start + n * pause) for n, each in enumerate(callbacks)])

    async def retry_now(self) -> list[Delivered]:
        """Repeat everything that is pending, due or not."""
        batch, self.pending = self.pending, []
        return await self._carry([replace(parcel, due=0) for parcel in batch])

    async def _repeat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._refused.wait()
            await asyncio.sleep(min((parcel.due for parcel in self.pending), default=0) - loop.time())
            now, waiting = loop.time(), self.pending
            self.pending = [parcel for parcel in waiting if parcel.due > now]
            await self._carry([parcel for parcel in waiting if parcel.due <= now])
            if not self.pending:
                self._refused.clear()

    async def _carry(self, batch: Sequence[Parcel]) -> list[Delivered]:
        queue, loop, done = iter(batch), asyncio.get_running_loop(), list[Delivered]()

        async def carry() -> None:
            for parcel in queue:
                await asyncio.sleep(parcel.due - loop.time())
                done.append(await self._attempt(parcel))

        await asyncio.gather(*(carry() for _ in range(min(AT_ONCE, len(batch)))))
        return done

    async def _attempt(self, parcel: Parcel) -> Delivered:
        status, error = await self._post(parcel.callback)
        attempts, kind = parcel.attempts + 1, kind_of(parcel.callback.fields)
        delivered = Delivered(parcel.login, kind, status, attempts, self.clock(), parcel.callback, error)
        self.deliveries.append(delivered)
        if not delivered.taken and attempts < MOST_ATTEMPTS:
            due = asyncio.get_running_loop().time() + self.retry_seconds
            self.pending.append(replace(parcel, attempts=attempts, due=due))
            self._refused.set()
        return delivered

    async def _post(self, callback: Callback) -> tuple[int | None, str]:
        if self._session is None:
            raise RuntimeError("the stand-in is not started")
        headers = {"Content-Type": callback.content_type}
        try:
            async with self._session.post(
                callback.url, data=callback.body, headers=headers, allow_redirects=False
            ) as answer:
                return answer.status, ""
        except (ClientError, TimeoutError) as error:
            return None, type(error).__name__
