"""get.php get_messages: what was sent, by whatever program, newest first.

https://smscentre.com/api/http/get_data/
"""

from collections.abc import Iterator
from zlib import crc32

from sandbox.smsc import moscow
from sandbox.smsc.answers import Answer, Value, number_or_text, records
from sandbox.smsc.api.period import period
from sandbox.smsc.api.query import Query
from sandbox.smsc.api.status import details, origin
from sandbox.smsc.errors import NOT_FOUND, ApiError
from sandbox.smsc.messages import Message
from sandbox.smsc.phones import digits

MOST = 1000


def history(query: Query) -> Answer:
    """At most *cnt* of those sent from day *start* to day *end*, older than *prev_id*, to *phone* or to all of them.

    Nothing found is error 3. No document shows an answer but in JSON, so another fmt is error 1 here, as is a period
    without a start: nobody shall rely on what SMSC may do then.
    """
    days, most, before = period(query), query.number("cnt", MOST), query.number("prev_id", 0)
    if query.get("fmt") != "3" or days.first is None or not 1 <= most <= MOST or query.number("format", 0):
        raise ApiError(1)
    phones = {digits(phone) for phone in query.get("phone").split(",") if phone.strip()}
    found = [
        _row(place, message)
        for place, message in _newest_first(query)
        if (not before or place < before)
        and moscow.today(message.sent_at) in days
        and (not phones or message.phone in phones)
    ]
    if not found:
        raise ApiError(3, NOT_FOUND)
    return records("message", found[:most])


def _newest_first(query: Query) -> Iterator[tuple[int, Message]]:
    """Every message with its place, which stays its own though others are deleted."""
    places, messages = query.account.places, query.account.messages
    numbered = [(places.setdefault(key, len(places) + 1), message) for key, message in messages.items()]
    return reversed(numbered)


def _row(place: int, message: Message) -> dict[str, Value]:
    """The types are those a live client decodes strictly: `int_id` is a text, `id` a number unless the client chose."""
    state: dict[str, Value] = {
        "status": message.status,
        "last_date": moscow.full(message.status_at),
        "last_timestamp": int(message.status_at),
        "err": message.err,
    }
    named: dict[str, Value] = {"id": number_or_text(message.id), "int_id": str(place), "format": 0}
    return state | details(message) | origin(message) | named | {"crc": crc32(message.text.encode())}
