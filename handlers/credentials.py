"""Credentials as people type them, and as the vault keeps them."""

import json

from handlers.problems import Problem
from handlers.words import _
from smsc.credentials import ApiKey, Credentials, Login

EXAMPLE = _(
    "❌ This is neither “login password” nor an API key.\n"
    "Send one message such as <code>mylogin mypassword</code>, or the key alone."
)


def read(text: str) -> Credentials:
    """`login password` or a lone API key. Raises Problem; its text never repeats what was typed."""
    match text.split():
        case [key] if len(key) >= 8 and key.isascii() and not key.startswith("/"):
            return ApiKey(key)
        case [login, password] if not login.startswith("/"):
            return Login(login, password)
        case _:
            raise Problem(EXAMPLE)


def alias_of(credentials: Credentials) -> str:
    """How cards name the account: its login, or the last four characters of its key."""
    match credentials:
        case Login(login=login):
            return login[:32]
        case ApiKey(key=key):
            return f"…{key[-4:]}"


def pack(credentials: Credentials) -> str:
    match credentials:
        case Login(login=login, password=password):
            return json.dumps({"login": login, "password": password})
        case ApiKey(key=key):
            return json.dumps({"key": key})


def unpack(packed: str) -> Credentials:
    match json.loads(packed):
        case {"login": str(login), "password": str(password)}:
            return Login(login, password)
        case {"key": str(key)}:
            return ApiKey(key)
        case _:
            raise ValueError("stored credentials have an unknown shape")
