"""An aiohttp app that reads the form and answers 200: all that aiohttp itself costs; nothing is checked or kept."""

import asyncio
import sys

from aiohttp import web

from benchmarks import loops


async def take(request: web.Request) -> web.Response:
    await request.post()
    return web.Response(text="OK")


async def main() -> None:
    app = web.Application()
    app.router.add_post("/smsc/{hook}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    loops.run(main(), sys.argv[1])
