"""Bodies of callbacks that could not be read or believed are read again, after a fix of ours or of the secret."""

from handlers.house import House
from smsc.callbacks import Forged, Malformed, read_callback
from storage import arrivals, unreadable
from storage.accounts import Account


async def replay(account: Account, house: House) -> int:
    """Read everything that is kept for *account* once more, in the order in which it came; how many events came of it.
    What still fails stays."""
    hook, done = house.hooks.of(account), 0
    for kept in reversed(await house.db(unreadable.newest, account.id, limit=unreadable.MOST)):
        try:
            callback = read_callback(
                kept.body,
                query=kept.query,
                content_type=kept.content_type,
                algorithm=hook.algorithm,
                secrets=hook.secrets,
            )
        except (Malformed, Forged):
            continue
        await house.db(arrivals.record, account.id, callback.event, kept.received_at)
        await house.db(unreadable.forget, kept.id)
        done += 1
    if done:
        house.wake(account.id)
    return done
