"""info.php get_operator: https://smscentre.com/api/http/get_data/operator/"""

from dataclasses import asdict

from sandbox.smsc import operators
from sandbox.smsc.answers import Answer, record, records
from sandbox.smsc.api.query import Query
from sandbox.smsc.errors import ApiError
from sandbox.smsc.phones import digits


def info(query: Query) -> Answer:
    """One number: six values. A list: a line each with `phone`, unknown ones left out. None: error 3."""
    phones = [digits(phone) for phone in query.get("phone").split(",") if phone.strip()]
    if query.asked.action != "get_operator" or not phones:
        raise ApiError(1)
    found = {phone: operator for phone in phones if (operator := operators.of_phone(phone))}
    if not found:
        raise ApiError(3, "operator not found")
    if len(phones) == 1:
        return record("info", asdict(found[phones[0]]))
    return records("info", ({"phone": phone, **asdict(operator)} for phone, operator in found.items()))
