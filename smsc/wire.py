"""The way to SMSC and back: a form out, bytes in, every failure of the network named."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
)

from smsc.actions import Pace
from smsc.errors import Unreachable

# Seconds. Only the total stops an answer that drips in byte by byte.
TIMEOUTS: Mapping[Pace, ClientTimeout] = {
    Pace.USUAL: ClientTimeout(connect=5, sock_read=15, total=20),
    Pace.PURCHASE: ClientTimeout(connect=5, sock_read=30, total=30),
    Pace.FILE: ClientTimeout(connect=5, sock_read=15, total=300),
}
MOST_BYTES: Mapping[Pace, int] = {
    Pace.USUAL: 5_000_000,
    Pace.PURCHASE: 5_000_000,
    Pace.FILE: 200_000_000,
}
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Received:
    """An HTTP answer; *cut* if there was more of it than anybody should send."""

    status: int
    body: bytes
    cut: bool


async def post(http: ClientSession, url: str, form: Mapping[str, str], timeouts: ClientTimeout, most: int) -> Received:
    """Post *form* and read at most *most* bytes; raises `Unreachable`.

    Never a query string (addresses end up in logs) and never a redirect: it would hand the password on to
    whatever host it names.
    """
    try:
        async with http.post(url, data=form, timeout=timeouts, allow_redirects=False) as response:
            if response.status >= 500:
                raise Unreachable(f"HTTP {response.status}", maybe_done=True)
            body = await _read(response, most)
            return Received(response.status, body[:most], cut=len(body) > most)
    except (ClientConnectorError, ConnectionTimeoutError) as error:
        raise Unreachable(type(error).__name__, maybe_done=False) from error
    except (ClientError, TimeoutError, OSError) as error:
        # Not `from error`: some of these quote what came back, and what came back may quote our form.
        raise Unreachable(type(error).__name__, maybe_done=True) from None


async def _read(response: ClientResponse, most: int) -> bytes:
    """The body up to the chunk in which it becomes longer than *most*."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > most:
            break
    return bytes(body)
