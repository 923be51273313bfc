"""balance.php: https://smscentre.com/api/http/balance/get_balance/"""

from dataclasses import replace

from sandbox.smsc.answers import Answer, record
from sandbox.smsc.api.query import Query
from sandbox.smsc.money import plain


def balance(query: Query) -> Answer:
    """A bare number in fmt 0 and 1; with cur=1 the currency stands beside it."""
    fields = {"balance": plain(query.account.balance)}
    if query.has("cur"):
        fields["currency"] = query.account.currency
    return replace(record("result", fields), text=" ".join(fields.values()))
