"""Accounts: connected once, found by what they are known by, and silent about their secrets."""

from dataclasses import replace

from storage import accounts, chats
from storage.accounts import seal_of
from tests.storage.samples import ACCOUNT, CHAT, DAY, HOUR, NOON, SECOND, another_account

SECRETS = (ACCOUNT.credentials, ACCOUNT.hook, ACCOUNT.secret, ACCOUNT.hook_hash)


async def test_an_account_comes_back_as_it_was_connected(db, account):
    found = await db(accounts.get, account)

    assert (found.base_url, found.identity, found.alias, found.owner_id) == ("https://smsc.example", "demo", "demo", 1)
    assert (found.credentials, found.hook, found.secret) == (ACCOUNT.credentials, ACCOUNT.hook, ACCOUNT.secret)
    assert (found.algorithm, found.connected_at, found.stopped_why) == ("sha1", NOON, None)
    assert (found.called_at, found.refused, found.refused_at) == (None, 0, None)


async def test_connecting_again_keeps_the_callback_address_and_takes_the_new_credentials(db, account):
    await db(accounts.stop, account, "wrong password", NOON)
    again = replace(
        ACCOUNT, credentials="new", alias="prod", hook="other", hook_hash="other", secret="other", owner_id=2
    )

    assert await db(accounts.connect, again, NOON + DAY) == account

    found = await db(accounts.get, account)
    assert (found.credentials, found.alias, found.stopped_why) == ("new", "prod", None)
    assert (found.hook, found.secret, found.owner_id, found.connected_at) == (ACCOUNT.hook, ACCOUNT.secret, 1, NOON)
    assert (await db(accounts.of_hook, ACCOUNT.hook_hash, NOON)).id == account


async def test_the_same_login_elsewhere_is_another_account(db, account):
    elsewhere = replace(ACCOUNT, base_url="https://smsc.other", hook_hash="other")

    assert await db(accounts.connect, elsewhere, NOON) != account


async def test_an_account_is_found_by_its_hook_and_by_its_chat(db, target):
    await db(chats.use_account, CHAT, target.account_id)

    assert (await db(accounts.of_hook, ACCOUNT.hook_hash, NOON)).id == target.account_id
    assert (await db(accounts.of_chat, CHAT)).id == target.account_id


async def test_what_is_not_there_is_none(db, target):
    assert await db(accounts.get, 99) is None
    assert await db(accounts.of_hook, "nowhere", NOON) is None
    assert await db(accounts.of_chat, CHAT) is None


async def test_refused_credentials_are_news_once(db, account):
    assert [await db(accounts.stop, account, why, NOON) for why in ("wrong password", "again")] == [True, False]
    found = await db(accounts.get, account)
    assert (found.stopped_why, found.stopped_at) == ("wrong password", NOON)


async def test_a_refused_account_waits_to_be_told_of_until_it_was_or_works_again(db, account):
    await db(accounts.stop, account, "wrong password", NOON)
    assert [found.id for found in await db(accounts.stopped_untold)] == [account]

    await db(accounts.told_of_stop, account)
    assert await db(accounts.stopped_untold) == []

    await db(accounts.connect, ACCOUNT, NOON)
    await db(accounts.stop, account, "wrong once more", NOON + DAY)
    assert [found.stopped_at for found in await db(accounts.stopped_untold)] == [NOON + DAY]


async def test_a_refused_account_whose_credentials_are_forgotten_is_no_news(db, account):
    await db(accounts.stop, account, "wrong password", NOON)
    await db(accounts.forget_credentials, account)

    assert await db(accounts.stopped_untold) == []


async def test_connected_are_those_whose_credentials_are_here_and_work(db, account):
    stopped, forgotten, fine = [await db(accounts.connect, another_account(name), NOON) for name in "abc"]
    await db(accounts.stop, stopped, "wrong password", NOON)
    await db(accounts.forget_credentials, forgotten)

    assert [found.id for found in await db(accounts.connected)] == [account, fine]
    assert [found.id for found in await db(accounts.everyone)] == [account, stopped, forgotten, fine]


async def test_forgotten_credentials_are_gone_and_the_address_stays(db, account):
    await db(accounts.forget_credentials, account)

    found = await db(accounts.of_hook, ACCOUNT.hook_hash, NOON)
    assert (found.credentials, found.hook) == (None, ACCOUNT.hook)


async def test_a_new_address_takes_the_olds_place_which_stays_for_its_time(db, account):
    await db(
        accounts.change_address, account, hook="new", hook_hash="new hash", secret="new secret", former_until=NOON + DAY
    )

    found = await db(accounts.of_hook, "new hash", NOON + DAY)
    assert (found.id, found.hook, found.secret) == (account, "new", "new secret")
    former = await db(accounts.of_hook, ACCOUNT.hook_hash, NOON + DAY - SECOND)
    assert (former.former_secret, former.former_hook_hash) == (ACCOUNT.secret, ACCOUNT.hook_hash)
    assert await db(accounts.of_hook, ACCOUNT.hook_hash, NOON + DAY) is None


async def test_an_algorithm_is_chosen_for_one_account(db, account):
    other = await db(accounts.connect, another_account("other"), NOON)

    await db(accounts.choose_algorithm, account, "md5")

    assert [(await db(accounts.get, id)).algorithm for id in (account, other)] == ["md5", "sha1"]


async def test_refused_callbacks_are_counted(db, account):
    for days in (0, 1):
        await db(accounts.note_refusal, account, NOON + days * DAY)

    found = await db(accounts.get, account)
    assert (found.refused, found.refused_at) == (2, NOON + DAY)


async def test_the_old_address_can_be_ended(db, account):
    new = {"hook": "new", "hook_hash": "new hash", "secret": "new secret", "former_until": NOON + DAY}
    await db(accounts.change_address, account, **new)

    await db(accounts.end_former, account)

    assert await db(accounts.of_hook, ACCOUNT.hook_hash, NOON) is None
    found = await db(accounts.get, account)
    assert (found.hook, found.former_secret, found.former_until) == ("new", None, None)


async def test_the_last_chat_that_leaves_takes_the_credentials_with_it(db, target):
    other = CHAT - 1
    await db(chats.meet, other, kind="group", title="", now=NOON)
    for chat in (CHAT, other):
        await db(chats.use_account, chat, target.account_id)

    assert await db(accounts.leave, target.account_id, CHAT) == 1
    assert (await db(accounts.get, target.account_id)).credentials == ACCOUNT.credentials
    assert await db(accounts.leave, target.account_id, other) == 0
    assert (await db(accounts.get, target.account_id)).credentials is None


async def test_an_account_shows_no_secret(db, account):
    found = await db(accounts.get, account)
    shown = f"{found!r} {found!s} {ACCOUNT!r} {ACCOUNT!s}"

    assert not any(secret in shown for secret in SECRETS)


async def test_an_account_seals_under_its_own_name(db, account):
    found = await db(accounts.get, account)

    assert found.seal == seal_of("https://smsc.example", "demo")
    assert found.seal != seal_of("https://smsc.example", "other")
    assert found.seal != seal_of("https://smsc.other", "demo")


async def test_an_owner_is_warned_of_refused_callbacks_and_not_of_the_same_ones_again(db, account):
    for _ in range(2):
        await db(accounts.note_refusal, account, NOON)
    [(found, count)] = await db(accounts.to_warn, now=NOON, pause=HOUR)

    await db(accounts.warned, account, NOON)

    assert (found.id, count) == (account, 2)
    assert await db(accounts.to_warn, now=NOON + DAY, pause=HOUR) == []


async def test_between_two_warnings_there_is_a_pause_and_nothing_is_left_out(db, account):
    await db(accounts.note_refusal, account, NOON)
    await db(accounts.warned, account, NOON)
    for _ in range(3):
        await db(accounts.note_refusal, account, NOON + SECOND)

    assert await db(accounts.to_warn, now=NOON + HOUR - SECOND, pause=HOUR) == []
    assert [count for _, count in await db(accounts.to_warn, now=NOON + HOUR, pause=HOUR)] == [3]


async def test_nobody_is_warned_where_nothing_was_refused(db, account):
    assert await db(accounts.to_warn, now=NOON, pause=HOUR) == []
