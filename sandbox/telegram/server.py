"""The HTTP side of the Bot API: bodies in, JSON out, faults in between. https://core.telegram.org/bots/api#making-requests."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox.telegram.bodies import MAX_BODY, read
from sandbox.telegram.calls import Call
from sandbox.telegram.cloud import Cloud
from sandbox.telegram.errors import ApiError
from sandbox.telegram.faults import Fault, Faults
from sandbox.telegram.limits import Limits
from sandbox.telegram.methods import ASYNC_METHODS, METHODS, SPEAKING
from sandbox.telegram.news import Item
from sandbox.telegram.request import ATTACHED, Request
from sandbox.telegram.schema import BotApi, Decoded

FILE_FIELDS = {"document", "photo", "thumbnail", "certificate"}


class Server:
    """Answers requests; remembers every call."""

    def __init__(self, cloud: Cloud, token: str, limits: Limits | None) -> None:
        self.cloud = cloud
        self.token = token
        self.limits = limits
        self.api = BotApi()
        self.faults = Faults()
        self.calls: list[Call] = []
        self._closing = asyncio.Event()

    def application(self) -> web.Application:
        made = web.Application(client_max_size=MAX_BODY)
        made.router.add_route("*", "/bot{token}/{method}", self.answer)
        made.router.add_get("/file/bot{token}/{path:.+}", self.download)
        return made

    def close(self) -> None:
        """Let go of hanging requests."""
        self._closing.set()
        self.cloud.updates.wake()

    async def download(self, request: web.Request) -> web.Response:
        found = self.cloud.files.at(request.match_info["path"])
        if request.match_info["token"] != self.token or found is None:
            refused = ApiError(404, "Not Found")
            return web.json_response(refused.to_json(), status=404)
        return web.Response(body=found.data, content_type="application/octet-stream")

    async def answer(self, request: web.Request) -> web.StreamResponse:
        try:
            name = self._named(request)
            params, files = await read(request)
        except ApiError as refused:
            return _refusal(refused)
        call = Call(name, params, self.cloud.clock(), files)
        self.calls.append(call)
        self.cloud.news.tell(Item("call"))
        fault = self.faults.take(name, call.chat_id)
        if fault is None:
            call.status, payload = await self._carried_out(call)
            self.cloud.news.tell(Item("call"))
            return web.json_response(payload, status=call.status)
        if fault.applied:
            await self._carried_out(call)
        call.status = fault.status
        self.cloud.news.tell(Item("call"))
        return await self._faulty(request, fault)

    def _named(self, request: web.Request) -> str:
        if request.match_info["token"] != self.token:
            raise ApiError(401, "Unauthorized")
        name: str = self.api.names.get(request.match_info["method"].lower(), "")
        if name not in METHODS and name not in ASYNC_METHODS:
            raise ApiError(404, "Not Found")
        return name

    async def _carried_out(self, call: Call) -> tuple[int, dict[str, Any]]:
        try:
            decoded = self.api.decode(call.method, _attached(call) | call.params)
            call.result = await self._result(call, decoded)
        except ApiError as refused:
            return refused.code, refused.to_json()
        return 200, {"ok": True, "result": call.result}

    async def _result(self, call: Call, decoded: Decoded) -> Any:
        call.params, call.unknown = decoded.values, decoded.unknown
        request = Request(self.cloud, decoded.values, call.files)
        if call.method in ASYNC_METHODS:
            return await ASYNC_METHODS[call.method](request)
        if self.limits is None or call.method not in SPEAKING or call.chat_id is None:
            return METHODS[call.method](request)
        self.limits.check(call.chat_id, self.cloud.clock())
        result = METHODS[call.method](request)
        for _ in result if isinstance(result, list) else [result]:
            self.limits.count(call.chat_id, self.cloud.clock())
        return result

    async def _faulty(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.hang:
            await self._closing.wait()
        if (fault.reset or fault.hang) and request.transport:
            request.transport.abort()
        if not fault.half:
            return web.Response(body=fault.payload, status=fault.status, content_type=fault.content_type)
        response = web.StreamResponse(status=fault.status)
        response.content_length = len(fault.payload) * 2
        await response.prepare(request)
        await response.write(fault.payload)
        if request.transport:
            request.transport.close()
        return response


def _attached(call: Call) -> dict[str, str]:
    """A file may be the part of that name itself, or be named by "attach://"."""
    return {name: f"{ATTACHED}{name}" for name in call.files if name in FILE_FIELDS}


def _refusal(refused: ApiError) -> web.Response:
    return web.json_response(refused.to_json(), status=refused.code)
