"""What is there at the start is out of the collector's sight."""

import asyncio
import sys

LEFT = """
import gc
from bot import app
from bot.memory import settle

before = len(gc.get_objects())
settle()
print(before, gc.get_freeze_count(), len(gc.get_objects()))
"""


async def test_nothing_that_was_imported_is_collected_through_again():
    """In a process of its own: what is frozen here would stay so for all other tests."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", LEFT, stdout=asyncio.subprocess.PIPE)
    said, _errors = await process.communicate()
    before, frozen, left = map(int, said.split())
    assert frozen > 0.9 * before
    assert left < 0.1 * before
