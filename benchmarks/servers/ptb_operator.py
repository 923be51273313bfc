"""The shortest bot that answers /operator with the card that ours shows: python-telegram-bot's handler asks SMSC with
aiohttp and replies. Its buttons do nothing, and it remembers nothing.

`python -m benchmarks.servers.ptb_operator TELEGRAM_URL TOKEN SMSC_URL LOGIN PASSWORD`
"""

import asyncio
import html
import json
import logging
import sys

import aiohttp
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ApplicationBuilder, CommandHandler, ContextTypes

BUTTONS = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("📋 Copy", callback_data="copy"),
            InlineKeyboardButton("📞 Verify", callback_data="verify"),
        ],
        [InlineKeyboardButton("📡 HLR, paid", callback_data="hlr"), InlineKeyboardButton("✉️ SMS", callback_data="sms")],
    ]
)


def card(phone: str, info: dict[str, str]) -> str:
    known = {name: html.escape(value) for name, value in info.items()}
    whose = " · ".join(known[name] for name in ("operator", "region", "country"))
    return f"🔎 +{phone}\n{whose}\nMCC/MNC {known['mcc']} {known['mnc']} · UTC+{known['tz']}\nby SMSC's data"


async def main(telegram_url: str, token: str, smsc_url: str, login: str, password: str) -> None:
    logging.disable(logging.CRITICAL)

    async with aiohttp.ClientSession() as http:

        async def operator(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            phone = (context.args or [""])[0]
            form = {
                "get_operator": "1",
                "login": login,
                "psw": password,
                "phone": phone,
                "fmt": "3",
                "charset": "utf-8",
            }
            async with http.post(f"{smsc_url}/sys/info.php", data=form) as response:
                info = json.loads(await response.read())
            if update.message is not None:
                await update.message.reply_html(card(phone, info), reply_markup=BUTTONS, do_quote=True)

        program = ApplicationBuilder().token(token).base_url(f"{telegram_url}/bot").build()
        program.add_handler(CommandHandler("operator", operator))
        async with program:
            await program.start()
            assert program.updater is not None
            await program.updater.start_polling(poll_interval=0)
            print("ready", flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:6]))
