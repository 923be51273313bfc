"""A new key for the secrets: what an operator does, in its order, while the bot runs."""

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.rotation import rotate
from storage import sealed, updates
from storage.errors import Unusable
from storage.secrets import Vault
from storage.updates import Stored
from tests.bot.town import Town, asked, calls_back, house_of, login, turned
from tests.fakes import NOON

OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))


def keys(*chosen: str) -> dict[str, list[SecretStr]]:
    return {"secret_keys": [SecretStr(key) for key in chosen]}


async def set_up(town: Town) -> None:
    """An account, the former address of which is sealed as well."""
    await asked(town.private, town.anna, "/start")
    await login(town)
    await calls_back(town)
    card = await turned(town.private, town.anna, "♻️", await asked(town.private, town.anna, "/webhook"))
    await turned(town.private, town.anna, "♻️", card)


async def works(town: Town) -> None:
    """SMSC can be asked, and both addresses are taken."""
    assert (await asked(town.private, town.anna, "/balance")).text.startswith("💰")
    assert (await town.smsc.sms_arrives(login="demo", phone="79991234567", text="x")).status == 200


def rotated(town: Town, *chosen: str):
    return rotate(town.settings.model_copy(update=keys(*chosen)))


async def test_the_key_is_changed_while_the_bot_runs(town: Town):
    async with town.bot(**keys(OLD)):
        await set_up(town)
    async with town.bot(**keys(NEW, OLD)):
        await works(town)
        assert "the running bot" in await rotated(town, NEW, OLD)
        await works(town)
    async with town.bot(**keys(NEW)):
        await works(town)

    assert sealed.behind(town.settings.database, Vault.of([NEW])) == 0


async def test_a_bot_that_does_not_know_the_new_key_yet_goes_on_and_the_old_key_must_stay(town: Town):
    async with town.bot(**keys(OLD)):
        await set_up(town)
        with pytest.raises(Unusable, match="restart it with these SECRET_KEYS"):
            await rotated(town, NEW, OLD)
        await works(town)

    assert sealed.behind(town.settings.database, Vault.of([NEW, OLD])) == 4


async def test_the_key_is_changed_while_no_bot_runs(town: Town):
    async with town.bot(**keys(OLD)):
        await set_up(town)

    assert "4 secrets" in await rotated(town, NEW, OLD)
    assert "0 secrets" in await rotated(town, NEW, OLD)
    async with town.bot(**keys(NEW)):
        await works(town)


async def test_a_stored_update_is_resealed_too(town: Town):
    async with town.bot(**keys(OLD)):
        body = house_of(town).vault.seal("{}", owner="update:9")
        await house_of(town).db(updates.keep, [Stored(9, body)], NOON)

    assert "1 secrets" in await rotated(town, NEW, OLD)
    assert sealed.behind(town.settings.database, Vault.of([NEW])) == 0


async def test_without_the_old_key_nothing_is_changed_and_no_bot_starts(town: Town):
    async with town.bot(**keys(OLD)):
        await set_up(town)
    before = town.settings.database.read_bytes()

    with pytest.raises(Unusable, match="nothing was changed"):
        await rotated(town, NEW, LOST)
    with pytest.raises(Unusable, match="add the old key"):
        async with town.bot(**keys(NEW)):
            raise AssertionError("it must not start")

    assert town.settings.database.read_bytes() == before


async def test_an_update_that_no_key_opens_stops_nothing(town: Town):
    async with town.bot(**keys(OLD)):
        body = Vault.of([LOST]).seal("{}", owner="update:9")
        await house_of(town).db(updates.keep, [Stored(9, body)], NOON)

    assert "0 secrets" in await rotated(town, NEW, OLD)
