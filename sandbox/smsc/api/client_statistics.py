"""users.php get_stat and get_stat_all: sums over the sub-clients' operations of a period."""

from collections import defaultdict
from collections.abc import Iterator

from sandbox.smsc.answers import Answer, Fields, Json, element, record, records, to_json
from sandbox.smsc.api.period import period
from sandbox.smsc.api.query import Query
from sandbox.smsc.book import RATES, Operation, sums
from sandbox.smsc.clients import SubClient
from sandbox.smsc.errors import NO_RECORDS, ApiError


def get_stat(query: Query) -> Answer:
    """A line a sub-client; those that did nothing in the period are absent, nothing at all is error 3."""
    return records("stat", [{"login": client.login, **_sums(query, client, lines)} for client, lines in _booked(query)])


def get_stat_all(query: Query) -> Answer:
    """A line an operation and operator; flat in fmt 0 and 1, by login in XML and JSON."""
    items = {client.login: _items(query, client, lines) for client, lines in _booked(query)}
    flat = records("item", [{"login": login, **item} for login, rows in items.items() for item in rows])
    users = [
        element("user", *(record("item", item).xml for item in rows), login=login) for login, rows in items.items()
    ]
    by_login: list[Json] = [{"login": login, "items": rows} for login, rows in items.items()]
    return Answer(flat.text, flat.commas, element("list", *users), to_json(by_login))


def _items(query: Query, client: SubClient, lines: list[Operation]) -> list[Fields]:
    by_what: defaultdict[tuple[str, str, str], list[Operation]] = defaultdict(list)
    for line in lines:
        by_what[line.what].append(line)
    return [
        {"description": description, "operator": operator, "mccmnc": mccmnc, **_sums(query, client, same)}
        for (description, operator, mccmnc), same in by_what.items()
    ]


def _sums(query: Query, client: SubClient, lines: list[Operation]) -> Fields:
    """In the sub-client's own currency, or in the account's with mycur=1."""
    if not query.has("mycur"):
        return sums(lines, client.currency)
    return sums(lines, query.account.currency, rate=RATES[client.currency] / RATES[query.account.currency])


def _booked(query: Query) -> list[tuple[SubClient, list[Operation]]]:
    """The sub-clients asked for that have operations in the period; error 3 when there are none."""
    asked, lines = period(query), defaultdict(list)
    for line in query.account.operations:
        if line.day in asked:
            lines[line.login].append(line)
    booked = [(client, lines[client.login]) for client in _chosen(query) if client.login in lines]
    if not booked or query.has("balance2"):
        raise ApiError(3, NO_RECORDS)
    return booked


def _chosen(query: Query) -> Iterator[SubClient]:
    """One by login or id; else all on the main balance, or with reseller=1 all with their own."""
    if query.get("user") or query.get("user_id"):
        yield query.client()
        return
    for client in query.account.clients.values():
        if client.has_own_balance == query.has("reseller") and not (client.deleted and query.has("hide_deleted")):
            yield client
