"""status.php: https://smscentre.com/api/http/status_messages/"""

from dataclasses import replace

from sandbox.smsc import hlr, moscow, operators
from sandbox.smsc.answers import Answer, Value, number_or_text, record, records
from sandbox.smsc.api.query import Query
from sandbox.smsc.errors import ApiError
from sandbox.smsc.messages import STATUS_NAMES, Message
from sandbox.smsc.money import plain
from sandbox.smsc.phones import digits

UNKNOWN = -3


def status(query: Query) -> Answer:
    """One message: an object. Several, or a trailing comma: an array whose rows carry id and phone."""
    phones, ids = query.get("phone").split(","), query.get("id").split(",")
    pairs = [pair for pair in zip(map(str.strip, ids), map(str.strip, phones), strict=False) if all(pair)]
    if not pairs:
        raise ApiError(1)
    if query.asked.action == "del":
        return _delete(query, pairs)
    if len(phones) == len(ids) == 1:
        return _one(_row(query, *pairs[0]))
    return records("message", (_row(query, *pair) | _name(*pair) for pair in pairs))


def _row(query: Query, id: str, phone: str) -> dict[str, Value]:
    message = query.account.messages.get((id, digits(phone)))
    if message is None:
        return {"status": UNKNOWN}
    row: dict[str, Value] = {
        "status": message.status,
        "last_date": moscow.full(message.status_at),
        "last_timestamp": int(message.status_at),
        "flag": int(message.kind),
    }
    if message.err:
        row["err"] = message.err
    row |= hlr.found_by(message)
    detail = query.number("all", 0)
    return row | (details(message) if detail else {}) | (origin(message) if detail > 1 else {})


def _name(id: str, phone: str) -> dict[str, Value]:
    """The phone comes back exactly as it was asked for."""
    return {"id": number_or_text(id), "phone": phone}


def details(message: Message) -> dict[str, Value]:
    return {
        "send_date": moscow.full(message.sent_at),
        "send_timestamp": int(message.sent_at),
        "phone": message.phone,
        "cost": plain(message.cost),
        "sender_id": message.sender,
        "status_name": STATUS_NAMES.get(message.status, ""),
        "message": message.text,
        "type": int(message.kind),
        "sms_cnt": message.parts,
    }


def origin(message: Message) -> dict[str, Value]:
    operator = operators.of_phone(message.phone)
    if operator is None:
        return {}
    country, name, region = operator.country, operator.operator, operator.region
    return {"mccmnc": operator.mcc + operator.mnc, "country": country, "operator": name, "region": region}


def _one(row: dict[str, Value]) -> Answer:
    """`Status = 1, check_time = …` and `1,<stamp>[,err]`, as the official libraries split them."""
    text = f"Status = {row['status']}" + (f", check_time = {row['last_date']}" if "last_date" in row else "")
    commas = ",".join(str(row[name]) for name in ("status", "last_timestamp", "err") if name in row)
    return replace(record("result", row), text=text, commas=commas)


def _delete(query: Query, pairs: list[tuple[str, str]]) -> Answer:
    """The bare word OK even for JSON: so live clients met it."""
    for message, phone in pairs:
        if query.account.messages.pop((message, digits(phone)), None) is None:
            raise ApiError(5)
    return Answer("OK", "OK", "<result>OK</result>", "OK")
