"""Who is told in the two databases that are compared: a few chats, and those few beside a thousand subscriptions."""

from collections.abc import Sequence

from benchmarks.stock import TOLD, Room

ASKED = 10  # accounts that are told in one chat each, in both: so the audience of one event is the same
OTHERS, CHATS = 10, 19  # accounts of the large one alone, and the chats of each
PAST = 100_000  # events

Audience = Sequence[Sequence[Room]]


def small() -> Audience:
    return [[Room(2001 + number)] for number in range(ASKED)]


def large() -> Audience:
    """200 chats with 1,000 subscriptions."""
    return [*small(), *([room(account, number) for number in range(CHATS)] for account in range(OTHERS))]


def room(account: int, number: int) -> Room:
    """Every fourth chat is a group that is told in a topic as well."""
    id = account * CHATS + number
    return Room(-1_001_500_000_001 - id, topics=(2,)) if number % 4 == 0 else Room(3001 + id)


def chats(audience: Audience) -> int:
    return sum(len(rooms) for rooms in audience)


def subscriptions(audience: Audience) -> int:
    return sum(len(TOLD) * (1 + len(room.topics)) for rooms in audience for room in rooms)
