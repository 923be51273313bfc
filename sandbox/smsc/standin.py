"""SMSC on this machine: the API it serves, the events it learns of, the ways it fails."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ClassVar

from aiohttp import web

from sandbox.smsc import demo, snapshot, troubles
from sandbox.smsc.accounts import Account
from sandbox.smsc.courier import Courier, Delivered
from sandbox.smsc.doorman import Doorman
from sandbox.smsc.exports import DONE, Export
from sandbox.smsc.handler import Handler
from sandbox.smsc.happenings import Happenings
from sandbox.smsc.journal import Request
from sandbox.smsc.messages import Message
from sandbox.smsc.server import Server
from sandbox.smsc.world import World


class SmscStandIn(Happenings):
    """A local SMSC that keeps money, numbers, tasks, statistics and limits.

    *clock* gives unix seconds and is the only clock of the API; callbacks are repeated every
    *retry_seconds* of real time, the trouble "slow" takes *slow_seconds* of it. Without
    *enforce_limits* nobody is refused for asking too often and no address is blocked.
    """

    TROUBLES: ClassVar[Mapping[str, str]] = troubles.TROUBLES

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        seed_demo: bool = True,
        enforce_limits: bool = True,
        retry_seconds: float = 240,
        slow_seconds: float = 5,
    ) -> None:
        super().__init__(World(clock), Courier(clock, retry_seconds))
        if seed_demo:
            demo.seed(self.world)
        self._server = Server(self.world, Doorman(self.world, enforces=enforce_limits), slow_seconds)
        self._runner: web.AppRunner | None = None

    async def start(self, *, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve; the address to use as SMSC_API_URL."""
        app = self._server.application()
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        await self.courier.start()
        return f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self.set_trouble(None)
        await self.courier.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    def account(self, login: str) -> Account:
        """KeyError for a login that does not exist."""
        return self.world.accounts[login]

    def add_account(
        self, login: str, password: str, *, balance: Decimal = Decimal(1000), api_key: str | None = None
    ) -> Account:
        return self.world.open_account(login, password, balance, api_key)

    def top_up(self, login: str, amount: Decimal) -> None:
        """Somebody pays money in."""
        self.account(login).move(amount, "payment", self.world.clock())

    def set_handler(self, login: str, url: str | None) -> None:
        """The handler as it is typed into the cabinet; ValueError when it is no http address."""
        self.account(login).handler = Handler.parse(url) if url else None

    def order_export(
        self, login: str, name: str, *, rows: int = 100, wait: float = 0, run: float = 60, outcome: int = DONE
    ) -> int:
        """An export is ordered in the cabinet, waits, runs (seconds), ends as *outcome*; its task id."""
        export = Export(next(self.world.export_ids), name, self.world.clock(), wait, run, outcome, rows)
        self.account(login).exports.append(export)
        return export.id

    def set_trouble(
        self, name: str | None, *, script: str | None = None, action: str | None = None, times: int | None = None
    ) -> None:
        """Stage one of TROUBLES, for *times* requests or for good, to *script* and *action* or all; None ends it."""
        if name is not None and name not in self.TROUBLES:
            raise ValueError(f"no such trouble: {name}")
        if self._server.trouble is not None:
            self._server.trouble.lifted.set()
        bare = script.removesuffix(".php") if script else None
        self._server.trouble = troubles.Trouble(name, bare, times, action) if name else None

    @property
    def trouble(self) -> str | None:
        """The trouble that strikes the next request, if any."""
        staged = self._server.trouble
        return staged.name if staged is not None and staged.left != 0 else None

    @property
    def requests(self) -> list[Request]:
        return self._server.requests

    @property
    def deliveries(self) -> list[Delivered]:
        return self.courier.deliveries

    def messages(self, login: str) -> list[Message]:
        """In the order in which they were sent."""
        return list(self.account(login).messages.values())

    def snapshot(self, login: str) -> dict[str, snapshot.Plain]:
        """The account as JSON-able data: balance, numbers, tasks, messages, last requests and deliveries."""
        account = self.account(login)
        self.world.settle(account)
        requests = [request for request in self.requests if request.login == login]
        deliveries = [delivered for delivered in self.deliveries if delivered.login == login]
        seen = snapshot.of_account(account, requests, deliveries, self.world.clock())
        return seen | {"trouble": self.trouble}
