"""Callbacks that could not be read or believed, as a file: a person reads the text, a program finds the very bytes."""

from collections.abc import Sequence

from handlers.reply import Document
from handlers.tables import csv_file
from handlers.words import Say
from storage.unreadable import Unreadable

MOST = 100  # in one file: of 64 KiB each they stay below what Telegram takes
HEADER = ("received_at", "why", "content_type", "query", "body", "body_hex")


def in_file(bodies: Sequence[Unreadable], say: Say) -> Document:
    """One line each, in hex as well: no character of it can become a formula or be lost."""
    return Document("smsc_kept_bodies.csv", csv_file(HEADER, [line(one, say) for one in bodies]))


def line(one: Unreadable, say: Say) -> list[object]:
    at = f"{one.received_at.astimezone(say.zone):%Y-%m-%d %H:%M:%S}"
    query, body = (raw.decode(errors="backslashreplace") for raw in (one.query, one.body))
    return [at, one.why, one.content_type, query, body, one.body.hex()]
