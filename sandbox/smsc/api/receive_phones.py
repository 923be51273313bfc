"""receive_phones.php: numbers for incoming SMS, rented until the end of the month.

https://smscentre.com/api/http/miscellaneous/receive/
"""

from dataclasses import replace

from sandbox.smsc import moscow
from sandbox.smsc.answers import Answer, done, record, records
from sandbox.smsc.api.query import Query
from sandbox.smsc.errors import ApiError
from sandbox.smsc.market import Lease
from sandbox.smsc.money import plain


def receive_phones(query: Query) -> Answer:
    match query.asked.action:
        case "get":
            today = moscow.today(query.now)
            return records("receive_phone", (offer.row(today) for offer in query.world.offers.values()))
        case "buy":
            return _buy(query)
        case "chg":
            return _change(query)
        case _:
            raise ApiError(1)


def _buy(query: Query) -> Answer:
    """Charged and taken off the list for everybody, or neither; a number that is not on offer is error 1."""
    phone, renews, today = query.phone(), _renews(query), moscow.today(query.now)
    offer = query.world.offers.get(phone)
    if offer is None:
        raise ApiError(1)
    price = offer.price_on(today)
    query.account.charge(price, f"number {phone}", query.now)
    del query.world.offers[phone]
    query.account.leases[phone] = Lease(offer, moscow.month_end(today), renews)
    return record("phone", {"cost": plain(price)})


def _change(query: Query) -> Answer:
    phone, renews = query.phone(), _renews(query)
    if phone not in query.account.leases:
        raise ApiError(1)
    query.account.leases[phone] = replace(query.account.leases[phone], renews=renews)
    return done()


def _renews(query: Query) -> bool:
    noprolong = query.number("noprolong", 0)
    if noprolong > 1:
        raise ApiError(1)
    return not noprolong
