"""Re-encrypting what is stored with the first of our keys."""

from bot.settings import Settings
from storage import accounts
from storage.database import Database
from storage.errors import Unusable
from storage.secrets import Unsealable, Vault


async def rotate(settings: Settings) -> int:
    """Seal every account's secrets anew; how many accounts there are. Raises Unusable and changes nothing if one
    of them does not open."""
    vault = Vault.of([key.get_secret_value() for key in settings.secret_keys])
    async with Database(settings.database) as db:
        found = await db(accounts.everyone)
        try:
            resealed = [
                (
                    account.id,
                    vault.reseal(account.credentials) if account.credentials else None,
                    vault.reseal(account.hook),
                    vault.reseal(account.secret),
                )
                for account in found
            ]
        except Unsealable as error:
            raise Unusable(f"nothing was changed: {error}; add the old key at the end of SECRET_KEYS") from error
        for id, credentials, hook, secret in resealed:
            await db(accounts.reseal, id, credentials=credentials, hook=hook, secret=secret)
        return len(found)
