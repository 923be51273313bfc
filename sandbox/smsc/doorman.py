"""Who may ask, and how often: block, sign-in, concurrency, rate, in this order."""

from dataclasses import dataclass, field

from sandbox.smsc.accounts import Account
from sandbox.smsc.blocks import SENDING, SIGN_IN, Blocks
from sandbox.smsc.errors import ApiError
from sandbox.smsc.form import Asked
from sandbox.smsc.limits import IN_FLIGHT, TOO_MANY, Limits
from sandbox.smsc.world import World


@dataclass
class Doorman:
    world: World
    enforces: bool
    limits: Limits = field(default_factory=Limits)
    blocks: Blocks = field(default_factory=Blocks)

    def claimed_login(self, asked: Asked) -> str:
        """Whose request this says it is; for a lone API key, whose key it is."""
        return asked.get("login") or next((a.login for a in self._holders(asked.get("apikey"))), "")

    def admit(self, asked: Asked, in_flight: int) -> Account:
        """The account that asks; ApiError 4, 1, 2 or 9 for the others."""
        now = self.world.clock()
        if not self.enforces:
            return self._sign_in(asked)
        self.blocks.check(asked.address, now)
        try:
            account = self._sign_in(asked)
        except ApiError as error:
            if error.code == 2:
                self.blocks.error(SIGN_IN, asked.address, now)
            raise
        if in_flight >= IN_FLIGHT:
            raise ApiError(9, TOO_MANY)
        self.limits.check(account.login, asked, now)
        return account

    def note(self, asked: Asked, code: int) -> None:
        """Erroneous send requests in a row block the address as well."""
        if not self.enforces or asked.script != "send":
            return
        if code == 0:
            self.blocks.forget(SENDING, asked.address)
        elif code not in {4, 9}:
            self.blocks.error(SENDING, asked.address, self.world.clock())

    def _sign_in(self, asked: Asked) -> Account:
        login, psw, key = asked.get("login"), asked.fields.get("psw", ""), asked.get("apikey")
        if not key and not (login and psw):
            raise ApiError(1)
        for account in self._holders(key) if key else self.world.accounts.values():
            if login in {"", account.login} and (key or account.accepts(psw)):
                return account
        raise ApiError(2)

    def _holders(self, key: str) -> list[Account]:
        return [account for account in self.world.accounts.values() if key in account.api_keys]
