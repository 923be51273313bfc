"""Everything sealed comes under the first key, or nothing does."""

from dataclasses import replace

import pytest

from storage import accounts, sealed, updates
from storage.secrets import Unsealable, Vault
from storage.updates import Stored
from tests.storage.samples import ACCOUNT, DAY, NOON
from tests.storage.test_secrets import FOREIGN, NEW, OLD


def account_under(key: str, name: str):
    vault = Vault.of([key])
    texts = {field: vault.seal(field, owner=name) for field in ("credentials", "hook", "secret")}
    return replace(ACCOUNT, identity=name, hook_hash=f"hash of {name}", **texts)


async def test_every_sealed_column_comes_under_the_first_key(db, path):
    id = await db(accounts.connect, account_under(OLD, "a"), NOON)
    fresh = account_under(NEW, "a")
    await db(
        accounts.change_address, id, hook=fresh.hook, hook_hash="new", secret=fresh.secret, former_until=NOON + DAY
    )
    await db(updates.keep, [Stored(1, Vault.of([OLD]).seal("{}", owner="update:1"))], NOON)
    vault = Vault.of([NEW, OLD])
    assert sealed.behind(path, vault) == 3

    assert await db(sealed.reseal, vault) == 3

    assert sealed.behind(path, vault) == 0
    found = await db(accounts.get, id)
    assert [Vault.of([NEW]).open(text, owner="a") for text in (found.credentials, found.hook, found.former_secret)] == [
        "credentials",
        "hook",
        "secret",
    ]
    assert await db(sealed.reseal, vault) == 0


async def test_one_that_does_not_open_leaves_all_as_they_were(db, path):
    await db(accounts.connect, account_under(OLD, "a"), NOON)
    await db(accounts.connect, account_under(FOREIGN, "b"), NOON)

    with pytest.raises(Unsealable):
        await db(sealed.reseal, Vault.of([NEW, OLD]))

    assert sealed.behind(path, Vault.of([OLD])) == 3


async def test_what_is_empty_is_not_sealed(db, path):
    id = await db(accounts.connect, account_under(OLD, "a"), NOON)
    await db(accounts.forget_credentials, id)

    assert await db(sealed.reseal, Vault.of([NEW, OLD])) == 2
