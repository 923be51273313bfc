"""What SMSC posts is stored, known, kept as it is, or refused; each of it at once and durably."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from handlers.callbacks import Hooks, Intake, UnknownHook, address, masked
from smsc.callbacks import Algorithm, Forged, sign
from storage import accounts, arrivals, events, unreadable, verifications
from storage.arrivals import Arrivals
from storage.errors import NotStored
from storage.secrets import Unsealable, Vault, digest
from storage.verifications import State
from tests.fakes import CHAT, HOOK, NOON, SECRET
from tests.smsc.posting import CALL, SMS, STATUS, as_json, form, signed
from tests.storage.samples import started

TOKEN = f"{HOOK}-demo"
LATER = NOON + timedelta(days=1)


@pytest.fixture
def intake(home, account) -> Intake:
    return Intake(home.db, home.house.hooks, Arrivals(home.db), home.house.wake)


async def post(intake, body, *, hook=TOKEN, query=b"", content_type="application/x-www-form-urlencoded", now=NOON):
    await intake.accept(body, query=query, content_type=content_type, hook=hook, now=now)


def genuine(fields, *, secret=SECRET, algorithm=Algorithm.SHA1):
    return form(signed(fields, secret=secret, algorithm=algorithm))


async def logged(home, account):
    return sum((await home.db(events.count, account.id)).values())


# Stored


@pytest.mark.parametrize("fields", [STATUS, SMS, CALL], ids=["status", "sms", "call"])
async def test_a_genuine_callback_is_in_the_log_when_accept_returns(home, account, intake, fields):
    await post(intake, genuine(fields))

    assert await logged(home, account) == 1
    assert home.woken == [account.id]


async def test_a_repeated_callback_is_one_event(home, account, intake):
    for _time in range(3):
        await post(intake, genuine(STATUS))

    assert await logged(home, account) == 1


async def test_a_hundred_equal_callbacks_at_once_are_one_event(home, account, intake):
    await asyncio.gather(*(post(intake, genuine(SMS)) for _ in range(100)))

    assert await logged(home, account) == 1


async def test_unsigned_fields_cannot_make_an_old_event_new(home, account, intake):
    body = signed(STATUS, secret=SECRET)
    await post(intake, form(body))

    await post(intake, form(body | {"ts": "1700009999", "cost": "99"}))

    assert await logged(home, account) == 1


async def test_json_is_understood_as_well(home, account, intake):
    await post(intake, as_json(signed(SMS, secret=SECRET)), content_type="application/json")

    assert await logged(home, account) == 1


async def test_fields_in_the_address_belong_to_the_callback(home, account, intake):
    fields = signed(STATUS, secret=SECRET)
    sha1 = fields.pop("sha1")

    await post(intake, form(fields), query=f"sha1={sha1}".encode())

    assert await logged(home, account) == 1


async def test_a_call_answers_its_check_in_the_same_breath(home, account, intake):
    id = await home.db(
        started,
        account_id=account.id,
        chat_id=CHAT,
        thread_id=0,
        phone=CALL["phone"],
        call_to="74950001122",
        person="@anna",
        asked_at=NOON,
        deadline=NOON + timedelta(minutes=15),
    )
    at = int(NOON.timestamp()) + 60

    await post(intake, genuine(CALL | {"ts": str(at)}))

    assert (await home.db(verifications.get, id)).state is State.CONFIRMED


async def test_what_cannot_be_stored_is_not_acknowledged(home, account):
    house = home.where(events.append_all, NotStored("disk full"))
    intake = Intake(house.db, house.hooks, Arrivals(house.db), house.wake)

    with pytest.raises(NotStored):
        await post(intake, genuine(STATUS))
    assert home.woken == []

    await post(intake, genuine(STATUS))
    assert await logged(home, account) == 1


# Kept


@pytest.mark.parametrize(
    "body", [*(b"", b"\xff\xfe", b"id=1", b"{", b"<x"), b"a" * 60_000, genuine(STATUS | {"status": "high"})]
)
async def test_a_body_nobody_can_read_is_kept_byte_for_byte_and_acknowledged(home, account, intake, body):
    await post(intake, body, query=b"a=%ff", content_type="text/odd")

    [kept] = await home.db(unreadable.newest, account.id)
    assert (kept.body, kept.query, kept.content_type) == (body, b"a=%ff", "text/odd")
    assert await logged(home, account) == 0
    assert home.woken == []


async def test_an_unreadable_body_is_no_refused_signature(home, account, intake):
    await post(intake, b"id=1")

    assert (await home.db(accounts.get, account.id)).refused == 0


# Refused


async def test_an_address_nobody_has_is_unknown(home, account, intake):
    for hook in ("", "x", TOKEN[:-1], TOKEN.upper(), digest(TOKEN)):
        with pytest.raises(UnknownHook):
            await post(intake, genuine(STATUS), hook=hook)

    assert await logged(home, account) == 0


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(genuine(STATUS, secret="another secret"), id="another secret"),
        pytest.param(genuine(STATUS, algorithm=Algorithm.MD5), id="another algorithm"),
        pytest.param(genuine(STATUS, algorithm=Algorithm.CRC32), id="a weaker algorithm"),
        pytest.param(form(STATUS), id="no signature"),
        pytest.param(form(STATUS | {"sha1": ""}), id="an empty signature"),
        pytest.param(genuine(STATUS).replace(b"status=1", b"status=2"), id="altered"),
    ],
)
async def test_a_forged_callback_is_refused_and_counted_and_kept(home, account, intake, body):
    with pytest.raises(Forged):
        await post(intake, body)

    found = await home.db(accounts.get, account.id)
    assert (found.refused, found.refused_at) == (1, NOON)
    assert [kept.body for kept in await home.db(unreadable.newest, account.id)] == [body]
    assert await logged(home, account) == 0
    assert home.woken == []


async def test_another_accounts_signature_opens_nothing_here(home, account, intake):
    body = form(
        STATUS | {"sha1": sign(Algorithm.SHA1, "their secret", *(STATUS[name] for name in ("id", "phone", "status")))}
    )

    with pytest.raises(Forged):
        await post(intake, body)


# Changes of the address


async def test_another_algorithm_takes_effect_at_once_and_no_other_is_believed(home, account, intake):
    await post(intake, genuine(STATUS))
    await home.db(accounts.choose_algorithm, account.id, Algorithm.MD5)
    home.house.hooks.forget()

    await post(intake, genuine(CALL, algorithm=Algorithm.MD5))
    for other in (Algorithm.SHA1, Algorithm.CRC32):
        with pytest.raises(Forged):
            await post(intake, genuine(SMS, algorithm=other))

    assert await logged(home, account) == 2


async def renewed(home, account, name, until=LATER):
    """The account gets the address *name*; its former one is good until *until*."""
    await home.db(
        accounts.change_address,
        account.id,
        hook=home.house.vault.seal(name, owner=account.seal),
        hook_hash=digest(name),
        secret=home.house.vault.seal(f"secret of {name}", owner=account.seal),
        former_until=until,
    )
    home.house.hooks.forget()


async def test_a_new_address_takes_effect_at_once_and_has_a_secret_of_its_own(home, account, intake):
    await renewed(home, account, "new-hook")

    with pytest.raises(Forged):
        await post(intake, genuine(SMS), hook="new-hook")
    await post(intake, genuine(SMS, secret="secret of new-hook"), hook="new-hook")

    assert await logged(home, account) == 1


async def test_the_former_address_is_taken_with_its_own_secret_until_its_time_is_over(home, account, intake):
    await renewed(home, account, "new-hook")

    await post(intake, genuine(STATUS), now=LATER - timedelta(seconds=1))
    with pytest.raises(Forged):
        await post(intake, genuine(SMS, secret="secret of new-hook"))
    with pytest.raises(UnknownHook):
        await post(intake, genuine(SMS), now=LATER)
    home.house.hooks.forget()
    with pytest.raises(UnknownHook):
        await post(intake, genuine(SMS), now=LATER)

    assert await logged(home, account) == 1


async def test_of_two_former_addresses_the_newer_counts(home, account, intake):
    await renewed(home, account, "second")
    await renewed(home, account, "third")

    with pytest.raises(UnknownHook):
        await post(intake, genuine(SMS))
    await post(intake, genuine(SMS, secret="secret of second"), hook="second")
    await post(intake, genuine(STATUS, secret="secret of third"), hook="third")

    assert await logged(home, account) == 2


async def test_the_former_address_follows_the_choice_of_the_algorithm(home, account, intake):
    await renewed(home, account, "new-hook")
    await home.db(accounts.choose_algorithm, account.id, Algorithm.MD5)
    home.house.hooks.forget()

    await post(intake, genuine(STATUS, algorithm=Algorithm.MD5))
    with pytest.raises(Forged):
        await post(intake, genuine(SMS))

    assert await logged(home, account) == 1


async def test_an_address_is_read_once_and_remembered(home, account):
    house = home.where(accounts.of_hook, NotStored("asked twice"), times=1)
    hooks = Hooks(home.db, home.house.vault)
    known = await hooks.find(TOKEN, NOON)

    hooks.db = house.db

    assert await hooks.find(TOKEN, NOON) is known
    hooks.forget()
    with pytest.raises(NotStored):
        await hooks.find(TOKEN, NOON)


async def test_an_unknown_address_is_looked_for_again(home):
    with pytest.raises(UnknownHook):
        await home.house.hooks.find(TOKEN, NOON)

    await home.account()

    assert (await home.house.hooks.find(TOKEN, NOON)).algorithm is Algorithm.SHA1


async def test_a_secret_that_does_not_open_is_no_unknown_address(home, account):
    hooks = Hooks(home.db, Vault.of(["A" * 43 + "="]))

    with pytest.raises(Unsealable):
        await hooks.find(TOKEN, NOON)


# The line for SMSC's cabinet


async def test_the_address_holds_what_smsc_needs(home, account):
    line = address(account, home.house.vault, public_url="https://bot.example/")

    assert line == f"https://bot.example/smsc/{TOKEN}?charset=utf-8&sha1={SECRET}"


async def test_the_masked_address_holds_no_secret(home, account):
    line = masked(account, public_url="https://bot.example/")

    assert line.startswith("https://bot.example/smsc/")
    assert "sha1" in line
    assert TOKEN not in line
    assert SECRET not in line


async def test_nothing_secret_stands_in_a_hook_that_is_logged(home, account):
    assert SECRET not in repr(await home.house.hooks.find(TOKEN, NOON))
    assert SECRET not in repr(home.house.hooks)
    assert TOKEN not in repr(home.house.hooks)


async def test_the_news_of_a_callback_can_be_told(home, account, intake):
    target = await home.subscribe(account)

    await post(intake, genuine(SMS))

    untold = await home.db(arrivals.untold, target, frozenset(events.Kind), limit=10)
    assert untold.news[0].logged.event.text == SMS["mes"]


@pytest.mark.parametrize("body", [b"id=1", b"id=1&phone=79991234567&status=1"], ids=["malformed", "unsigned"])
async def test_who_posts_to_the_whole_address_by_hand_leaves_no_secret_behind(home, account, intake, body):
    with suppress(Forged):
        await post(intake, body, query=f"charset=utf-8&sha1={SECRET}".encode())

    [kept] = await home.db(unreadable.newest, account.id)
    assert (kept.body, kept.query) == (body, b"charset=utf-8&sha1=***")
