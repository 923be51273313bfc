"""Sub-clients: logins under an account, with a balance of their own or on the main one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sandbox.smsc.money import NOTHING

# users.php add `type` and `curr`: https://smscentre.com/api/http/users/subclients/subclients_actions/
WITH_OWN_BALANCE = {"0", "1"}
KINDS = {"0", "1", "2", "3", "4"}
CURRENCIES = {"1": "RUR", "2": "USD", "3": "EUR", "4": "UAH", "5": "KZT"}


@dataclass(frozen=True)
class SubClient:
    id: int
    login: str
    kind: str = "0"
    balance: Decimal = NOTHING
    currency: str = "RUR"
    settings: Mapping[str, str] = field(default_factory=dict)
    password: str = field(default="", repr=False)
    deleted: bool = False

    @property
    def has_own_balance(self) -> bool:
        return self.kind in WITH_OWN_BALANCE
