"""users.php: sub-clients, their settings, money and statistics.

https://smscentre.com/api/http/users/subclients/subclients_actions/
"""

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from sandbox.smsc import moscow
from sandbox.smsc.answers import Answer, done, record
from sandbox.smsc.api.client_statistics import get_stat, get_stat_all
from sandbox.smsc.api.query import Query
from sandbox.smsc.book import RATES, Operation
from sandbox.smsc.clients import CURRENCIES, KINDS, SubClient
from sandbox.smsc.errors import ApiError
from sandbox.smsc.money import NOTHING, cents

NOT_SETTINGS = {"add", "chg", "user", "new_login", "type", "fmt", "charset"}


def users(query: Query) -> Answer:
    match query.asked.action:
        case "add":
            return _add(query)
        case "chg":
            return _change(query)
        case "pay":
            return _pay(query)
        case "get_stat":
            return get_stat(query)
        case "get_stat_all":
            return get_stat_all(query)
        case _:
            raise ApiError(1)


def _add(query: Query) -> Answer:
    login, kind = query.get("user"), query.get("type") or "0"
    if not login or not query.get("password") or kind not in KINDS:
        raise ApiError(1)
    if login in query.world.accounts or login in query.account.clients:
        raise ApiError(8, "can't save the record")
    currency = CURRENCIES.get(query.get("curr") or "1", query.account.currency)
    client = SubClient(
        next(query.world.client_ids),
        login,
        kind,
        currency=currency,
        settings=_settings(query),
        password=query.get("password"),
    )
    query.account.clients[login] = client
    return replace(record("user", {"id": client.id}), text=f"ID = {client.id}")


def _change(query: Query) -> Answer:
    """What is given is changed; a new login takes its statistics along."""
    account, client = query.account, query.client()
    login, kind = query.get("new_login") or client.login, query.get("type") or client.kind
    if kind not in KINDS:
        raise ApiError(1)
    if login != client.login and login in account.clients:
        raise ApiError(8, "can't save the record")
    del account.clients[client.login]
    settings, password = {**client.settings, **_settings(query)}, query.get("password") or client.password
    account.clients[login] = replace(client, login=login, kind=kind, settings=settings, password=password)
    account.operations = [
        replace(line, login=login) if line.login == client.login else line for line in account.operations
    ]
    return done()


def _pay(query: Query) -> Answer:
    """Move `sum`, in the main account's currency, to the sub-client; a negative one comes back."""
    account, client, amount = query.account, query.client(), _sum(query)
    if not client.has_own_balance:
        raise ApiError(7, "sub-client uses the main balance")
    theirs = cents(amount / RATES[client.currency])
    if amount > account.balance or client.balance + theirs < NOTHING:
        raise ApiError(10)
    account.move(-amount, f"sub-client {client.login}", query.now)
    account.clients[client.login] = replace(client, balance=client.balance + theirs)
    today = moscow.today(query.now)
    account.operations.append(Operation(client.login, today, "Пополнение баланса", "", "", 0, NOTHING, theirs))
    return done()


def _sum(query: Query) -> Decimal:
    try:
        amount = Decimal(query.get("sum"))
    except InvalidOperation as error:
        raise ApiError(1) from error
    if not amount.is_finite() or not amount or amount != cents(amount):
        raise ApiError(1)
    return amount


def _settings(query: Query) -> dict[str, str]:
    return {name: value for name, value in query.asked.plain_fields.items() if name not in NOT_SETTINGS}
