"""Logs to stderr, text or JSON. What a formatter made is searched for secrets before it is written."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote

QUIET = ("telegram", "aiohttp.access", "asyncio")

PATTERNS = (
    (re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}"), "<token>"),
    (
        re.compile(r"(?i)\b(psw|password|apikey|api_key|secret|sha1|md5|crc32)(=|%3D|['\"]?:\s*['\"]?)[^\s&'\",}]+"),
        r"\1\2<secret>",
    ),
    (re.compile(r"(/smsc/)[A-Za-z0-9_-]{8,}"), r"\1<hook>"),
)


class Redactor:
    """Blanks known secrets (also as they stand in URLs) and everything that has the shape of one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {form for secret in secrets if len(secret) >= 6 for form in (secret, quote(secret, safe=""))}
        self._known = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True)))) if known else None

    def __call__(self, text: str) -> str:
        if self._known:
            text = self._known.sub("<secret>", text)
        for pattern, shown in PATTERNS:
            text = pattern.sub(shown, text)
        return text


class TextFormatter(logging.Formatter):
    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        record.message = one_line(record.message)
        return super().formatMessage(record)


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redact(record.getMessage()),
        }
        if record.exc_info:
            entry["trace"] = self._redact(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def one_line(message: str) -> str:
    """No text from outside can begin a log line of its own."""
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", lambda found: f"\\x{ord(found[0]):02x}", message)


def set_up(*, level: str, form: Literal["text", "json"], secrets: Iterable[str] = ()) -> None:
    """Log to stderr from here on; nothing that the libraries say of tokens or updates gets through."""
    redact = Redactor(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(redact) if form == "json" else TextFormatter(redact))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
