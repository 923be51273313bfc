"""What a team would write first: aiohttp takes the form, python-telegram-bot with its rate limiter sends a line for it.

`python -m benchmarks.servers.ptb_ratelimited TELEGRAM_URL TOKEN CHAT_ID` prints its address.
"""

import asyncio
import logging
import sys

from aiohttp import web
from telegram.ext import AIORateLimiter, ApplicationBuilder, ExtBot

SIGNS = {"1": "✅ Delivered", "2": "👀 Read"}


async def tell(bot: ExtBot[int], chat_id: int, line: str) -> None:
    await bot.send_message(chat_id, line)


def line(form: dict[str, str]) -> str:
    if "mes" in form:
        return f"📩 +{form['phone']}: {form['mes']}"
    return f"{SIGNS.get(form['status'], '❌ Not delivered')} +{form['phone']} ({form['status']}/{form.get('err', 0)})"


def application(bot: ExtBot[int], chat_id: int) -> web.Application:
    tasks = set[asyncio.Task[None]]()

    async def take(request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        task = asyncio.create_task(tell(bot, chat_id, line(form)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return web.Response(text="OK")

    app = web.Application()
    app.router.add_post("/smsc/{hook}", take)
    return app


async def main(telegram_url: str, token: str, chat_id: int) -> None:
    logging.disable(logging.CRITICAL)
    builder = ApplicationBuilder().token(token).base_url(f"{telegram_url}/bot").updater(None)
    program = builder.rate_limiter(AIORateLimiter(max_retries=3)).build()
    async with program:
        runner = web.AppRunner(application(program.bot, chat_id), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
