"""Cards that tell people to wait are known until they are over."""

from storage import waiting
from storage.waiting import Card


async def test_what_is_left_after_a_crash_is_what_was_not_over(db):
    await db(waiting.begin, Card(-1001, 7))
    await db(waiting.begin, Card(-1001, 8))
    await db(waiting.end, Card(-1001, 7))

    assert await db(waiting.left) == [Card(-1001, 8)]
