"""Addresses that SMSC does not talk to for a while: https://smscentre.com/faq/99/"""

from collections import defaultdict
from dataclasses import dataclass, field

from sandbox.smsc.errors import ApiError

MINUTE = 60


@dataclass(frozen=True)
class Patience:
    """*most* errors within *window* seconds block the address for *block* seconds."""

    most: int
    window: float
    block: float


SIGN_IN = Patience(most=5, window=30 * MINUTE, block=30 * MINUTE)
SENDING = Patience(most=100, window=10 * MINUTE, block=10 * MINUTE)


@dataclass
class Blocks:
    _blocked_until: dict[str, float] = field(default_factory=dict)
    _errors: dict[tuple[Patience, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def check(self, address: str, now: float) -> None:
        """Error 4 for everyone from *address* while it is blocked."""
        if now < self._blocked_until.get(address, 0):
            raise ApiError(4)

    def error(self, patience: Patience, address: str, now: float) -> None:
        errors = [at for at in self._errors[patience, address] if now - at < patience.window] + [now]
        self._errors[patience, address] = errors
        if len(errors) >= patience.most:
            self._blocked_until[address] = now + patience.block
            self.forget(patience, address)

    def forget(self, patience: Patience, address: str) -> None:
        self._errors.pop((patience, address), None)
