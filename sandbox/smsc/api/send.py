"""send.php: https://smscentre.com/api/http/ — a message to one or several phones, or only its price."""

import re
from dataclasses import replace
from zlib import crc32

from sandbox.smsc import operators
from sandbox.smsc.answers import Answer, Value, number_or_text, record
from sandbox.smsc.api.query import Query
from sandbox.smsc.errors import ApiError
from sandbox.smsc.messages import Draft, Kind
from sandbox.smsc.money import plain
from sandbox.smsc.phones import digits, is_phone

MOST_CHARACTERS = 1000
OWN_ID = re.compile(r"[A-Za-z0-9._-]{0,40}", re.ASCII)
FLAGS = {"flash": Kind.FLASH, "hlr": Kind.HLR, "ping": Kind.PING, "call": Kind.CALL, "viber": Kind.VIBER}
WITHOUT_TEXT = {Kind.HLR, Kind.PING}


def send(query: Query) -> Answer:
    """cost=0 sends, 1 only tells the price, 2 sends and tells it, 3 tells the new balance as well."""
    draft, cost = _draft(query), query.number("cost", 0)
    if cost == 1:
        return _price(_deliverable(draft))
    try:
        draft = _deliverable(draft)
        messages = query.world.post(query.account, draft)
    except ApiError as error:
        raise ApiError(error.code, error.text, id=draft.id or str(next(query.world.ids))) from error
    return _sent(query, messages[0].id, draft, cost)


def _draft(query: Query) -> Draft:
    asked = (digits(phone) for phone in re.split(r"[,;\s]+", query.get("phones")) if phone)
    phones = tuple(dict.fromkeys(asked))
    kind = next((kind for flag, kind in FLAGS.items() if query.has(flag)), Kind.SMS)
    text, own_id = query.get("mes"), query.get("id")
    if not phones or len(text) > MOST_CHARACTERS or not OWN_ID.fullmatch(own_id):
        raise ApiError(1)
    if not text and kind not in WITHOUT_TEXT:
        raise ApiError(1)
    return Draft(phones, text, query.get("sender"), kind, own_id, query.has("time"))


def _deliverable(draft: Draft) -> Draft:
    """Bad numbers are dropped from a list; the request is refused when nothing is left."""
    phones = tuple(phone for phone in draft.phones if is_phone(phone))
    if not phones:
        raise ApiError(7)
    known = tuple(phone for phone in phones if operators.of_phone(phone))
    if not known:
        raise ApiError(8)
    return replace(draft, phones=known)


def _price(draft: Draft) -> Answer:
    fields: dict[str, Value] = {"cost": plain(draft.cost), "cnt": draft.parts * len(draft.phones)}
    return replace(record("result", fields), text=f"{fields['cost']} ({fields['cnt']} SMS)")


def _sent(query: Query, id: str, draft: Draft, cost: int) -> Answer:
    fields: dict[str, Value] = {"id": number_or_text(id), "cnt": draft.parts * len(draft.phones)}
    if cost >= 2:
        fields["cost"] = plain(draft.cost)
    if cost >= 3:
        fields["balance"] = plain(query.account.balance)
    if draft.kind == Kind.CALL and draft.text == "code":
        fields["code"] = f"{crc32(id.encode()) % 10**6:06}"
    priced = "".join(f", {name} - {fields[name]}" for name in ("cost", "balance") if name in fields)
    return replace(record("result", fields), text=f"OK - {fields['cnt']} SMS, ID - {id}{priced}")
