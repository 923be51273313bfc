"""A request as it came: script, fields of the address and of the body together, in the charset it names."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import printable
from urllib.parse import parse_qsl, quote

from aiohttp import web

from sandbox.smsc.handler import CHARSETS, DEFAULT_CHARSET

ACTIONS: Mapping[str, tuple[str, ...]] = {
    "receive_phones": ("get", "buy", "chg"),
    "downloads": ("get_list", "get_file"),
    "info": ("get_operator",),
    "users": ("add", "chg", "pay", "get_stat_all", "get_stat"),
    "get": ("get_stat", "get_answers", "get_messages"),
    "status": ("del",),
}
SECRETS = {"login", "psw", "apikey", "password", "pswc"}


@dataclass(frozen=True)
class Asked:
    script: str
    fields: Mapping[str, str]
    address: str

    def get(self, name: str) -> str:
        return self.fields.get(name, "").strip()

    def has(self, flag: str) -> bool:
        return self.get(flag) not in {"", "0"}

    @property
    def action(self) -> str:
        """Which of the script's actions is switched on; empty where there is no choice. A price alone is cost=1."""
        if self.script == "send":
            return "cost" if self.get("cost") == "1" else ""
        return next((name for name in ACTIONS.get(self.script, ()) if self.has(name)), "")

    @property
    def charset(self) -> str:
        return _charset(self.fields)

    @property
    def plain_fields(self) -> dict[str, str]:
        """Everything but the credentials."""
        return {name: value for name, value in self.fields.items() if name not in SECRETS}


async def read(request: web.Request) -> Asked:
    """GET and POST are equal; a field of the body wins over the same one in the address."""
    raw = f"{request.rel_url.raw_query_string}&{_ascii(await request.read())}"
    fields = dict(parse_qsl(raw, keep_blank_values=True, encoding="latin-1"))
    fields = dict(parse_qsl(raw, keep_blank_values=True, encoding=_charset(fields), errors="replace"))
    return Asked(request.match_info.get("script", ""), fields, request.remote or "")


def _ascii(body: bytes) -> str:
    """Bytes that a careless client did not escape are escaped here, so that the charset can read them."""
    return quote(body, safe=printable)


def _charset(fields: Mapping[str, str]) -> str:
    named = fields.get("charset", "").lower()
    return named if named in CHARSETS else DEFAULT_CHARSET
