"""Doubt about what SMSC did: when there is none, and when to look again while there is."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from smsc.errors import Nonsense, Reason, Refused, SmscError, Unreachable

NOT_BEFORE = timedelta(seconds=20)  # SMSC may still be working on a request whose connection broke


def certainly_not_done(error: SmscError) -> bool:
    """Whether *error* says for certain that nothing was done. A code that no document lists says nothing."""
    match error:
        case Unreachable():
            return not error.maybe_done
        case Refused():
            return error.reason is not Reason.UNKNOWN
        case _:
            return not isinstance(error, Nonsense)


@dataclass
class Looks:
    """After 20 seconds, and then each time when the doubt is twice as old as it was the last time."""

    _looked: dict[int, datetime] = field(default_factory=dict)

    def due(self, id: int, since: datetime, now: datetime) -> bool:
        """Whether to look now at what has been in doubt *since* then."""
        last = self._looked.get(id, since)
        if now - last < max(NOT_BEFORE, last - since):
            return False
        self._looked[id] = now
        return True
