"""TELEGRAM_PROXY of the kind socks5://."""

from aiohttp import BaseConnector
from aiohttp_socks import ProxyConnector

from bot.chat.transport import Certain


class SocksPool(Certain, ProxyConnector):
    """Connections through a SOCKS proxy, which also looks the names up: ours may be told wrong ones."""

    @classmethod
    def to(cls, proxy: str, *, limit: int) -> BaseConnector:
        return cls.from_url(proxy.replace("socks5h://", "socks5://", 1), rdns=True, limit=limit)
