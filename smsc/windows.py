"""How many requests fit into a minute, exactly.

A leaky bucket, aiolimiter's among them, lets up to twice its rate through in one window (a full bucket, and
what drips meanwhile), and SMSC answers the surplus with error 9; so the window is kept request by request.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Quota:
    """*weight* of the *per_minute* that SMSC allows what *key* names; *spare* of it are left to others."""

    key: Hashable
    per_minute: int
    weight: int = 1
    spare: int = 0


@dataclass(slots=True, eq=False)
class Pass:
    """One request; *ended* is None while it is under way."""

    weight: int
    ended: float | None = None


@dataclass(slots=True)
class Window:
    """The requests of the last minute.

    A request counts from its start until a minute after its end, because SMSC may count it at any moment in
    between. Seconds come from the caller's clock.
    """

    per_minute: int
    passes: list[Pass] = field(default_factory=list)

    def busy(self, now: float) -> bool:
        """Whether anything still counts."""
        self.passes = [one for one in self.passes if one.ended is None or one.ended + MINUTE > now]
        return bool(self.passes)

    def wait(self, weight: int, now: float) -> float:
        """Seconds until *weight* more fits; one that is under way is expected to end now at the earliest."""
        if weight > self.per_minute:
            raise ValueError(f"{weight} will never fit into {self.per_minute} a minute")
        self.busy(now)
        room = self.per_minute - sum(one.weight for one in self.passes)
        ends = sorted((now if one.ended is None else one.ended, one.weight) for one in self.passes)
        wait = 0.0
        for ended, freed in ends:
            if room >= weight:
                break
            wait = ended + MINUTE - now
            room += freed
        return wait

    def enter(self, weight: int) -> Pass:
        """Count a request that starts now."""
        one = Pass(weight)
        self.passes.append(one)
        return one

    def forget(self, one: Pass) -> None:
        """Do not count a request that was never sent."""
        self.passes.remove(one)
