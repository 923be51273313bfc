"""The period a statistic is asked for: `start` and `end`, each `dd.mm.yyyy` or absent."""

from datetime import date

from sandbox.smsc import moscow
from sandbox.smsc.api.query import Query
from sandbox.smsc.book import Period
from sandbox.smsc.errors import ApiError


def period(query: Query) -> Period:
    """Error 1 for what is not a date."""
    return Period(_day(query.get("start")), _day(query.get("end")))


def _day(text: str) -> date | None:
    try:
        return moscow.parse_day(text) if text else None
    except ValueError as error:
        raise ApiError(1) from error
