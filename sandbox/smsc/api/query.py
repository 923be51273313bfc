"""A request that was let in: what is asked, by whom, of which world, when."""

from dataclasses import dataclass

from sandbox.smsc.accounts import Account
from sandbox.smsc.clients import SubClient
from sandbox.smsc.errors import ApiError
from sandbox.smsc.form import Asked
from sandbox.smsc.phones import digits, is_phone
from sandbox.smsc.world import World


@dataclass(frozen=True)
class Query:
    asked: Asked
    account: Account
    world: World
    now: float

    def get(self, name: str) -> str:
        return self.asked.get(name)

    def has(self, flag: str) -> bool:
        return self.asked.has(flag)

    def number(self, name: str, default: int) -> int:
        """A non-negative whole number; error 1 for anything else."""
        text = self.get(name) or str(default)
        if not (text.isascii() and text.isdecimal()):
            raise ApiError(1)
        return int(text)

    def phone(self) -> str:
        """The one phone of the request, as digits; error 1 without it."""
        phone = digits(self.get("phone"))
        if not is_phone(phone):
            raise ApiError(1)
        return phone

    def client(self) -> SubClient:
        """The sub-client named by login or id; error 6 for one the account does not have."""
        login, number = self.get("user"), self.get("user_id")
        for client in self.account.clients.values():
            if login == client.login or (not login and number == str(client.id)):
                return client
        raise ApiError(6, "sub-client is not found")
