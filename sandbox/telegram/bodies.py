"""The bodies the Bot API takes: JSON, form, multipart. https://core.telegram.org/bots/api#making-requests."""

import json
from typing import Any

from aiohttp import web
from aiohttp.multipart import BodyPartReader

from sandbox.telegram.documents import MAX_UPLOAD, Upload
from sandbox.telegram.errors import ApiError, bad_request

MAX_BODY = MAX_UPLOAD + 1024 * 1024


async def read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters from the query and the body, and files by the name of their part."""
    params: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            params |= _object(await request.read())
        elif request.content_type == "multipart/form-data":
            await _read_parts(request, params, files)
        elif request.body_exists:
            params |= {name: str(value) for name, value in (await request.post()).items()}
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    return params, files


async def _read_parts(request: web.Request, params: dict[str, Any], files: dict[str, Upload]) -> None:
    left = MAX_BODY
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        name, data = part.name or "", bytes(await part.read())
        left -= len(data)
        if left < 0:
            raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            params[name] = data.decode()
        else:
            files[name] = Upload(part.filename, data)


def _object(body: bytes) -> dict[str, Any]:
    try:
        made = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse the request: not JSON") from None
    if not isinstance(made, dict):
        raise bad_request("can't parse the request: object expected")
    return {name: value for name, value in made.items() if value is not None}
