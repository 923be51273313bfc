"""`smsc-bot check`: one line per finding; all of them fine means that `run` would work."""

import socket
from dataclasses import dataclass

from bot.app import keys
from bot.chat.asking import who_am_i
from bot.settings import Settings, required_token
from storage import accounts
from storage.database import Database
from storage.errors import Unusable
from storage.secrets import Unsealable, Vault


@dataclass(frozen=True, slots=True)
class Finding:
    fine: bool
    text: str

    @property
    def line(self) -> str:
        return f"{'ok  ' if self.fine else 'FAIL'} {self.text}"


async def check(settings: Settings) -> list[Finding]:
    """Settings, keys, database, Telegram, ports, the public address; what is not fine says what to do."""
    return [
        Finding(fine=True, text="settings are readable"),
        await database(settings),
        await telegram(settings),
        listener("HOST and PORT", settings.host, settings.port),
        *([listener("METRICS_PORT", "127.0.0.1", settings.metrics_port)] if settings.metrics_port else []),
        callbacks(settings),
    ]


async def database(settings: Settings) -> Finding:
    try:
        vault = Vault.of(keys(settings))
        async with Database(settings.database) as db:
            stored = await db(accounts.everyone)
        for account in stored:
            vault.open(account.secret, owner=account.seal)
    except Unusable as error:
        return Finding(fine=False, text=str(error))
    except Unsealable as error:
        return Finding(fine=False, text=f"{error}: add the key it was made with to SECRET_KEYS")
    return Finding(fine=True, text=f"database {settings.database} opens; {len(stored)} accounts")


async def telegram(settings: Settings) -> Finding:
    try:
        name = await who_am_i(
            settings.telegram_api_url, required_token(settings), settings.telegram_proxy.get_secret_value()
        )
    except (Unusable, ConnectionError) as error:
        return Finding(fine=False, text=str(error))
    return Finding(fine=True, text=f"Telegram answers; the bot is @{name}")


def listener(name: str, host: str, port: int) -> Finding:
    """Whether *port* can be listened on; it is let go at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        return Finding(fine=False, text=f"{name}: cannot listen on {host}:{port} ({error.strerror}): choose another")
    return Finding(fine=True, text=f"{name}: {host}:{port} is free")


def callbacks(settings: Settings) -> Finding:
    if settings.public_url:
        return Finding(fine=True, text=f"SMSC calls back to {settings.public_url}/smsc/…")
    if settings.telegram_mode == "webhook":
        return Finding(fine=False, text="TELEGRAM_MODE is 'webhook' and PUBLIC_URL is empty: Telegram needs an address")
    return Finding(fine=True, text="PUBLIC_URL is empty: SMSC cannot call back, the bot polls it instead")
