"""`python -m benchmarks [NAME …]`: the named ones, or all but the long ones; `make bench` runs this."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence

from benchmarks import burst, chats, commands, intake, lists, pictures, rivals, soak, start, steady, stored

SHORT: dict[str, Callable[[], Awaitable[None]]] = {
    "start": start.main,
    "intake": intake.main,
    "stored": stored.main,
    "commands": commands.main,
    "pictures": pictures.main,
    "burst": burst.main,
    "rivals": rivals.main,
    "chats": chats.main,
    "steady": steady.main,
    "lists": lists.main,
}
LONG: dict[str, Callable[[], Awaitable[None]]] = {"intake-uvloop": intake.on_uvloop, "soak": soak.main}


async def main(names: Sequence[str]) -> int:
    """How many of them could not be run."""
    failed = 0
    for name in names:
        print(f"\n{name}: {os.cpu_count()} cores, load average {os.getloadavg()[0]:.2f} before it", flush=True)
        try:
            await (SHORT | LONG)[name]()
        except OSError as error:
            print(f"{name} could not be run: {error}", flush=True)
            failed += 1
    return failed


if __name__ == "__main__":
    chosen = sys.argv[1:] or [*SHORT]
    if unknown := [name for name in chosen if name not in SHORT | LONG]:
        sys.exit(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(SHORT | LONG)}")
    sys.exit(asyncio.run(main(chosen)) and 1)
