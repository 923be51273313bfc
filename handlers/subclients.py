"""The subclients of an account: those SMSC counted messages of in the last 30 days, and those the bot knows of.

SMSC's API has no list of them, nor does it tell their settings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from handlers.ask import Ask
from handlers.problems import Problem
from handlers.remembered import remembered
from handlers.words import _
from smsc.client import Smsc
from smsc.errors import Reason, Refused
from smsc.types import ClientTotal, Period
from storage import clients
from storage.clients import Client

KEPT = timedelta(seconds=60)
DAY, DAYS = timedelta(days=1), timedelta(days=30)
TOTALS = TypeAdapter(list[ClientTotal])


@dataclass(frozen=True, slots=True)
class Subclient:
    """*total* are the last 30 days, None without messages; *known* is what the bot did with it."""

    login: str
    total: ClientTotal | None
    known: Client | None


async def subclients(ask: Ask) -> Sequence[Subclient]:
    """All of them; who spent most comes first."""
    totals = {total.login: total for total in await last_30_days(ask)}
    known = {client.login: client for client in await ask.db(clients.of_account, ask.connected.id)}
    found = [Subclient(login, totals.get(login), known.get(login)) for login in totals.keys() | known.keys()]
    return sorted(found, key=lambda one: (-(one.total.sms if one.total else -1), one.login.casefold()))


async def last_30_days(ask: Ask) -> list[ClientTotal]:
    """Those with a balance of their own, and those on the main one."""
    today = ask.now.astimezone(ask.say.zone).date()
    period = Period(today - DAYS, today)
    found: list[ClientTotal] = []
    for own_balance in (True, False):

        async def ask_smsc(*, reseller: bool = own_balance) -> list[ClientTotal]:
            return await ask.smsc.client_totals(period, reseller=reseller)

        key = f"subclients:{own_balance:d}:{period.start}"
        found += (await remembered(ask, key, TOTALS, ask_smsc, age=KEPT)).value
    return found


async def spelled(ask: Ask, login: str) -> str:
    """*login* as SMSC or the bot spells it, where it is known; else as it was written."""
    known = [one.login for one in await subclients(ask)]
    same = [one for one in known if one.casefold() == login.casefold()]
    return login if login in known or len(same) != 1 else same[0]


async def exists(smsc: Smsc, login: str, now: datetime) -> bool | None:
    """Whether SMSC has a subclient of that login: no, yes, or None where its silence tells neither."""
    today = now.date()
    try:
        return bool(await smsc.client_totals(Period(today - DAYS, today + DAY), user=login)) or None
    except Refused as error:
        if error.reason is Reason.NO_SUCH_CLIENT:
            return False
        raise


async def paid_in(smsc: Smsc, login: str, period: Period) -> ClientTotal | None:
    """What SMSC counts of *login* in *period*, None for nothing; raises Problem where there is no such subclient."""
    try:
        found = await smsc.client_totals(period, user=login)
    except Refused as error:
        if error.reason is not Reason.NO_SUCH_CLIENT:
            raise
        raise Problem(
            _("🤷 SMSC has no subclient “{login}”. Nothing was charged.\nThe list: /clients"), login=login[:40]
        ) from None
    return found[0] if found else None
