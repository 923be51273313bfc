"""Subclients the bot knows of, and the settings it gave them."""

from storage import clients
from tests.storage.samples import NOON


async def test_settings_are_added_to_those_known(db, account):
    await db(clients.note, account, "ivan", {"dlim": "5", "fio": "Иван"}, NOON)
    await db(clients.note, account, "ivan", {"dlim": "7"}, NOON)

    assert (await db(clients.get, account, "ivan")).settings == {"dlim": "7", "fio": "Иван"}
    assert [one.login for one in await db(clients.of_account, account)] == ["ivan"]


async def test_a_new_login_takes_them_along_even_over_another(db, account):
    await db(clients.note, account, "ivan", {"dlim": "5"}, NOON)
    await db(clients.note, account, "petr", {}, NOON)

    await db(clients.rename, account, "ivan", "petr")

    assert await db(clients.get, account, "ivan") is None
    assert (await db(clients.get, account, "petr")).settings == {"dlim": "5"}
