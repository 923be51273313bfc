"""The chat page: a small messenger over the Telegram stand-in, with the outside world in a side panel."""

from importlib.resources import files
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.page.forms import FormError
from sandbox.page.happening import Happening
from sandbox.page.outside import Smsc
from sandbox.page.stream import Stream
from sandbox.page.talking import MAX_FILE, Talking
from sandbox.page.view import house
from sandbox.telegram import TelegramStandIn
from sandbox.telegram.errors import ApiError

SCRIPTS = ("page", "store", "chats", "thread", "bubbles", "rich", "composer", "menu", "outside", "dom")
STATIC = {"/": "index.html", "/page.css": "page.css", **{f"/{name}.js": f"{name}.js" for name in SCRIPTS}}
TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css"}
# What the bot sends is shown to a person: nothing of it may run, load or lead anywhere by itself.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STOP_TIMEOUT = 0.5  # seconds for requests in flight


class Page:
    """The page of one Telegram stand-in and one SMSC account."""

    def __init__(self, telegram: TelegramStandIn, smsc: Smsc, *, login: str = "demo") -> None:
        self._telegram = telegram
        self._talking = Talking(telegram)
        self._happening = Happening(telegram, smsc, login)
        self._stream = Stream(telegram, self._happening.seen)
        self._runner: web.AppRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Returns the page's address."""
        app = web.Application(middlewares=[explained, guarded], client_max_size=MAX_FILE)
        app.add_routes([web.get(path, self.asset) for path in STATIC])
        app.add_routes([web.get("/api/house", self.house), web.get("/api/events", self._stream.serve)])
        app.add_routes([web.get("/api/files/{id}", self.file)])
        app.add_routes([*self._talking.routes(), *self._happening.routes()])
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=STOP_TIMEOUT)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return f"http://{host}:{self._runner.addresses[0][1]}/"

    async def stop(self) -> None:
        self._stream.close()
        if self._runner:
            await self._runner.cleanup()

    async def asset(self, request: web.Request) -> web.Response:
        name = STATIC[request.path]
        text = files("sandbox.page").joinpath("static", name).read_text()
        return web.Response(text=text, content_type=TYPES[name.rpartition(".")[2]])

    async def house(self, request: web.Request) -> web.Response:  # noqa: ARG002 a handler takes a request
        return web.json_response(house(self._telegram) | {"outside": self._happening.seen()})

    async def file(self, request: web.Request) -> web.Response:
        """A document to download, or a picture to look at."""
        try:
            found = self._telegram.cloud.files.get(request.match_info["id"])
        except ApiError:
            raise web.HTTPNotFound from None
        shown = found.mime_type if found.width and found.mime_type.startswith("image/") else ""
        kind = "inline" if shown else "attachment"
        headers = {"Content-Disposition": f"{kind}; filename*=UTF-8''{quote(found.name)}"}
        return web.Response(body=found.data, content_type=shown or "application/octet-stream", headers=headers)


@web.middleware
async def explained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What cannot be done is told to the person in a sentence; every answer carries the security headers."""
    try:
        response = await handler(request)
    except (FormError, LookupError, ValueError, ApiError) as error:
        response = web.json_response({"error": str(error)}, status=400)
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Other sites open in the same browser can neither read the page (by a name of theirs) nor act in it."""
    host = urlsplit(f"//{request.host}").hostname or ""
    if not _is_address(host) and host != "localhost":
        raise web.HTTPForbidden(text="open the page by its address")
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="another site may not do this")
    return await handler(request)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
