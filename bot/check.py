"""`smsc-bot check`: one line per finding; all of them fine means that `run` would work."""

from dataclasses import dataclass

from bot.app import keys
from bot.chat.asking import who_am_i
from bot.settings import Settings, required_token
from storage import accounts
from storage.database import Database
from storage.errors import Unusable
from storage.secrets import Unsealable, Vault


@dataclass(frozen=True, slots=True)
class Finding:
    fine: bool
    text: str

    @property
    def line(self) -> str:
        return f"{'ok  ' if self.fine else 'FAIL'} {self.text}"


async def check(settings: Settings) -> list[Finding]:
    """Settings, keys, database, Telegram, the public address; each finding says what to do when it is not fine."""
    found = [Finding(fine=True, text="settings are readable")]
    found.append(await database(settings))
    found.append(await telegram(settings))
    if settings.public_url:
        found.append(Finding(fine=True, text=f"SMSC calls back to {settings.public_url}/smsc/…"))
    else:
        found.append(Finding(fine=True, text="PUBLIC_URL is empty: SMSC cannot call back, the bot polls it instead"))
    return found


async def database(settings: Settings) -> Finding:
    try:
        vault = Vault.of(keys(settings))
        async with Database(settings.database) as db:
            stored = await db(accounts.everyone)
        for account in stored:
            vault.open(account.secret, owner=account.seal)
    except Unusable as error:
        return Finding(fine=False, text=str(error))
    except Unsealable as error:
        return Finding(fine=False, text=f"{error}: add the key it was made with to SECRET_KEYS")
    return Finding(fine=True, text=f"database {settings.database} opens; {len(stored)} accounts")


async def telegram(settings: Settings) -> Finding:
    try:
        name = await who_am_i(
            settings.telegram_api_url, required_token(settings), settings.telegram_proxy.get_secret_value()
        )
    except (Unusable, ConnectionError) as error:
        return Finding(fine=False, text=str(error))
    return Finding(fine=True, text=f"Telegram answers; the bot is @{name}")
