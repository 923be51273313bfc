"""Who speaks to SMSC: a login with its password, or an API key alone."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import quote, quote_plus


@dataclass(frozen=True, slots=True)
class Login:
    """A login and its password (or, as SMSC also takes it, the password's lower-case MD5)."""

    login: str
    password: str = field(repr=False)

    @property
    def identity(self) -> str:
        """The name under which SMSC counts requests."""
        return self.login

    def form(self) -> dict[str, str]:
        """The fields that sign a request."""
        return {"login": self.login, "psw": self.password}

    def hide(self, text: str) -> str:
        """*text* without these credentials, however they may have been quoted in it."""
        return _blot(text, self.login, self.password)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key made in the cabinet; it stands for login and password together."""

    key: str

    def __repr__(self) -> str:
        shown = self.key[-4:] if len(self.key) >= 12 else ""
        return f"ApiKey(…{shown})"

    @property
    def identity(self) -> str:
        """A name for the key that does not give it away."""
        return f"key-{sha256(self.key.encode()).hexdigest()[:32]}"

    def form(self) -> dict[str, str]:
        """The field that signs a request."""
        return {"apikey": self.key}

    def hide(self, text: str) -> str:
        """*text* without this key, however it may have been quoted in it."""
        return _blot(text, self.key)


Credentials = Login | ApiKey


def _blot(text: str, *secrets: str) -> str:
    """A page that echoes our form must not carry it into a log."""
    forms = sorted({form for secret in secrets if secret for form in _spellings(secret)}, key=len)
    if not forms:
        return text
    return re.sub("|".join(map(re.escape, reversed(forms))), "***", text, flags=re.IGNORECASE)


def _spellings(secret: str) -> Iterator[str]:
    yield secret
    yield html.escape(secret)
    yield json.dumps(secret)[1:-1]
    for encoding in ("utf-8", "windows-1251"):
        yield quote(secret, safe="", encoding=encoding, errors="replace")
        yield quote_plus(secret, encoding=encoding, errors="replace")
