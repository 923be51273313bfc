"""Everything secret under the first of our keys: at every start, and by `smsc-bot rotate-key` while no bot runs.

Only one program ever writes to the database, so where a bot runs, it has done the work when it started with the new
key, and the command proves that.
"""

import logging

from bot.settings import Settings
from storage import sealed
from storage.database import Database
from storage.errors import InUse, Unusable
from storage.secrets import Unsealable, Vault

log = logging.getLogger(__name__)


async def rotate(settings: Settings) -> str:
    """What was done, in a sentence. Raises Unusable where the old key may not be taken away yet; nothing changed."""
    vault = Vault.of([key.get_secret_value() for key in settings.secret_keys])
    try:
        async with Database(settings.database) as db:
            count = await renew(db, vault)
    except InUse:
        if sealed.behind(settings.database, vault):
            raise Unusable(
                "nothing was changed: the running smsc-bot was started without the first key of SECRET_KEYS; "
                "restart it with these SECRET_KEYS, then run this once more"
            ) from None
        return "everything is encrypted with the first key of SECRET_KEYS; the running bot has seen to it"
    return f"everything is encrypted with the first key of SECRET_KEYS; {count} secrets were not before"


async def renew(db: Database, vault: Vault) -> int:
    """Seal anew what another key sealed; how much that was. Raises Unusable and changes nothing."""
    try:
        count = await db(sealed.reseal, vault)
    except Unsealable as error:
        raise Unusable(f"nothing was changed: {error}; add the old key at the end of SECRET_KEYS") from error
    if count:
        log.info("%s secrets are under the first key of SECRET_KEYS now", count)
    return count
