"""get.php: the account's own statistics, what was received, what was sent.

https://smscentre.com/api/http/get_data/
"""

from sandbox.smsc import moscow
from sandbox.smsc.answers import Answer, Value, records
from sandbox.smsc.api.history import history
from sandbox.smsc.api.period import period
from sandbox.smsc.api.query import Query
from sandbox.smsc.book import sums
from sandbox.smsc.errors import NO_RECORDS, ApiError
from sandbox.smsc.messages import Incoming
from sandbox.smsc.phones import digits

MOST_ANSWERS, MOST_HOURS = 10_000, 168


def get(query: Query) -> Answer:
    match query.asked.action:
        case "get_stat":
            return _statistics(query)
        case "get_answers":
            return _answers(query)
        case "get_messages":
            return history(query)
        case _:
            raise ApiError(1)


def _statistics(query: Query) -> Answer:
    """One line, the account's own; nothing in the period is error 3."""
    asked, account = period(query), query.account
    booked = [line for line in account.operations if line.login == account.login and line.day in asked]
    if not booked or query.has("balance2"):
        raise ApiError(3, NO_RECORDS)
    return records("stat", [{"login": account.login, **sums(booked, account.currency)}])


def _answers(query: Query) -> Answer:
    """Newest first: at most *cnt*, of the last *hour* hours, after *after_id*, received by *to_phone*."""
    most, hours = query.number("cnt", MOST_ANSWERS), query.number("hour", MOST_HOURS)
    after, to = query.number("after_id", 0), digits(query.get("to_phone"))
    since = query.now - min(hours, MOST_HOURS) * 3600
    wanted = [
        message
        for message in reversed(query.account.inbox)
        if message.received_at >= since and message.id > after and to in {"", message.to}
    ]
    return records("answer", (_row(message) for message in wanted[:most]))


def _row(message: Incoming) -> dict[str, Value]:
    return {
        "id": message.id,
        "received": moscow.full(message.received_at),
        "phone": message.phone,
        "message": message.text,
        "to_phone": message.to,
        "sent": moscow.full(message.sent_at),
    }
