"""Drafts: sent once, forgotten when nobody finishes them, and without their secret as soon as SMSC has it."""

import asyncio
from datetime import timedelta

import pytest

from storage import accounts, drafts, sealed
from storage.drafts import Kind, Plan, State
from storage.secrets import Vault
from tests.storage.samples import CHAT, HOUR, NOON
from tests.storage.test_sealed import account_under
from tests.storage.test_secrets import FOREIGN, NEW, OLD


async def begun(db, account, login="ivan", kind=Kind.ADD):
    return await db(drafts.begin, Plan(account, CHAT, 0, kind, login, {}, 1, "@anna"), NOON)


async def asked(db, id):
    return await db(drafts.ask, id, NOON, message_id=7, absent_before=True)


async def test_what_is_written_is_kept_and_what_is_empty_goes(db, account):
    id = await begun(db, account, "")
    await db(drafts.name, id, "ivan")
    await db(drafts.write, id, {"fio": "Иван", "phone": "79991234567"})
    await db(drafts.write, id, {"phone": ""})

    found = await db(drafts.get, id)
    assert (found.login, found.fields, found.state) == ("ivan", {"fio": "Иван"}, State.OPEN)


async def test_of_many_presses_and_of_two_drafts_of_one_login_one_is_sent(db, account):
    ids = [await begun(db, account), await begun(db, account, "Ivan")]

    won = await asyncio.gather(*(asked(db, id) for id in ids * 5))

    assert sorted(won) == [False] * 9 + [True]


async def test_two_changes_of_one_subclient_may_be_sent(db, account):
    assert await asked(db, await begun(db, account, kind=Kind.SET))
    assert await asked(db, await begun(db, account, kind=Kind.SET))


@pytest.mark.parametrize("state", [State.DONE, State.REFUSED, State.UNKNOWN])
async def test_the_secret_goes_whatever_becomes_of_it(db, account, state):
    id = await begun(db, account)
    await db(drafts.conceal, id, "sealed")
    await asked(db, id)

    await db(drafts.finish, id, state, now=NOON, shown=True)

    found = await db(drafts.get, id)
    assert (found.secret, found.state, found.absent_before) == ("", state, True)


async def test_one_that_was_sent_is_neither_withdrawn_nor_changed(db, account):
    id = await begun(db, account)
    await asked(db, id)

    assert not await db(drafts.withdraw, id)
    await db(drafts.write, id, {"fio": "Иван"})
    assert (await db(drafts.get, id)).fields == {}
    await db(drafts.reopen, id)
    assert await db(drafts.withdraw, id)


async def test_what_nobody_finishes_is_forgotten_after_its_time(db, account):
    await begun(db, account)
    sent = await begun(db, account, "petr")
    await asked(db, sent)

    assert await db(drafts.prune, now=NOON + 2 * HOUR, open=HOUR, ended=timedelta(days=30)) == 1
    assert await db(drafts.get, sent)


async def test_a_secret_comes_under_the_first_key_and_one_that_does_not_open_stops_nothing(db):
    id = await db(accounts.connect, account_under(OLD, "a"), NOON)
    ids = [await begun(db, id), await begun(db, id, "petr")]
    await db(drafts.conceal, ids[0], Vault.of([OLD]).seal("x", owner="draft"))
    await db(drafts.conceal, ids[1], Vault.of([FOREIGN]).seal("x", owner="draft"))

    assert await db(sealed.reseal, Vault.of([NEW, OLD])) == 4

    assert Vault.of([NEW]).open((await db(drafts.get, ids[0])).secret, owner="draft") == "x"
