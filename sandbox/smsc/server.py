"""The HTTP door: `/sys/<script>.php`, GET or POST, HTTP 200 whatever the API thinks of it."""

from dataclasses import dataclass, field

from aiohttp import web

from sandbox.smsc.answers import Answer, File, refusal
from sandbox.smsc.api import ENDPOINTS, Query
from sandbox.smsc.doorman import Doorman
from sandbox.smsc.errors import ApiError
from sandbox.smsc.form import Asked, read
from sandbox.smsc.journal import Request
from sandbox.smsc.troubles import ERRORS, Trouble, stage
from sandbox.smsc.world import World

CONTENT_TYPES = {"2": "text/xml", "3": "application/json"}


@dataclass
class Server:
    world: World
    doorman: Doorman
    slow_seconds: float
    requests: list[Request] = field(default_factory=list)
    trouble: Trouble | None = None

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/sys/{script}.php", self.handle)
        app.router.add_post("/sys/{script}.php", self.handle)
        app.router.add_route("*", "/{script:.*}", self.astray)
        return app

    async def handle(self, http: web.Request) -> web.StreamResponse:
        asked = await read(http)
        if asked.script not in ENDPOINTS:
            return await self.astray(http)
        entry = self._enter(asked)
        with self.doorman.limits.in_flight(entry.login) as in_flight:
            trouble = self.trouble
            if trouble is None or not trouble.strikes(asked.script, asked.action):
                return self._answer(asked, entry, in_flight)
            entry.trouble = trouble.name
            if code := ERRORS.get(trouble.name):
                return self._refuse(asked, entry, ApiError(code))
            return await stage(
                trouble, http, lambda: self._answer(asked, entry, in_flight), slow_seconds=self.slow_seconds
            )

    async def astray(self, http: web.Request) -> web.Response:
        """Nothing is here; whoever comes is written down, so that a test sees what was carried here."""
        self._enter(await read(http))
        return web.Response(status=404, text="404 Not Found")

    def _enter(self, asked: Asked) -> Request:
        login = self.doorman.claimed_login(asked)
        entry = Request(asked.script, asked.action, login, asked.plain_fields, self.world.clock())
        self.requests.append(entry)
        return entry

    def _answer(self, asked: Asked, entry: Request, in_flight: int) -> web.Response:
        try:
            account = self.doorman.admit(asked, in_flight)
            self.world.settle(account)
            answer = ENDPOINTS[asked.script](Query(asked, account, self.world, self.world.clock()))
        except ApiError as error:
            self.doorman.note(asked, error.code)
            return self._refuse(asked, entry, error)
        self.doorman.note(asked, 0)
        entry.code = 0
        return _handed_out(answer) if isinstance(answer, File) else _said(answer, asked)

    def _refuse(self, asked: Asked, entry: Request, error: ApiError) -> web.Response:
        entry.code = error.code
        return _said(refusal(error), asked)


def _said(answer: Answer, asked: Asked) -> web.Response:
    """The header names windows-1251 whatever the body is in: recorded from the live service."""
    fmt = asked.get("fmt")
    kind = CONTENT_TYPES.get(fmt, "text/html")
    body = answer.written(fmt).encode(asked.charset, "replace")
    return web.Response(body=body, headers={"Content-Type": f"{kind}; charset=windows-1251"})


def _handed_out(file: File) -> web.Response:
    headers = {"Content-Type": "text/csv", "Content-Disposition": f'attachment; filename="{file.name}"'}
    return web.Response(body=file.content, headers=headers)
