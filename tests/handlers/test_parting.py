"""A chat that shuts the bot out and lets it in again: the account's owner hears of both, once each."""

import pytest_asyncio

from handlers import notifications, parting
from handlers.delivery import ChatGone
from handlers.house import Place
from smsc.events import IncomingSms
from storage import subscriptions
from storage.arrivals import Lane
from tests.fakes import ANNA, CHAT, GROUP, NOON, always

SMS = IncomingSms(id="1", phone="79991234567", text="Когда привезёте заказ?", to="74950001122", at=NOON)


@pytest_asyncio.fixture
async def shared(home):
    """Anna's account, which speaks in a group and is told there."""
    account = await home.account(chat_id=GROUP)
    await home.chat(ANNA.id)
    await home.subscribe(account, chat_id=GROUP)
    return account


def said_to_anna(home):
    return [sent.text for sent in home.mouth.tried if sent.place == Place(ANNA.id)]


async def test_the_owner_hears_once_that_a_chat_is_shut(home, shared):
    for _ in range(3):
        await parting.left(GROUP, "bot was kicked", home.house)

    [heard] = said_to_anna(home)
    assert heard.startswith("⏸")
    assert "Дежурные" in heard
    assert await home.db(subscriptions.targets) == []


async def test_the_owner_hears_once_that_a_chat_is_open_again_and_its_news_are_told(home, shared):
    await parting.left(GROUP, "bot was kicked", home.house)
    for _ in range(3):
        await parting.returned(GROUP, home.house)

    assert [text[:1] for text in said_to_anna(home)] == ["⏸", "▶"]
    assert home.woken == [shared.id]


async def test_news_that_nobody_takes_say_so_to_the_owner_too(home, shared):
    target = (await home.db(subscriptions.targets))[0]
    await home.happens(shared, SMS)
    home.mouth.on_send = always(ChatGone("bot was kicked"), chat=GROUP)

    assert await notifications.tell(target, Lane.PEOPLE, home.house) is None

    assert len(said_to_anna(home)) == 1


async def test_an_owner_who_cannot_be_told_is_no_reason_to_fail(home, shared):
    home.mouth.on_send = always(ChatGone("blocked"), chat=ANNA.id)

    await parting.left(GROUP, "bot was kicked", home.house)

    assert await home.db(subscriptions.targets) == []


async def test_who_blocks_their_own_chat_knows_it(home):
    account = await home.account()
    await home.subscribe(account)

    await parting.left(CHAT, "bot was blocked", home.house)

    assert home.mouth.tried == []


async def test_a_chat_that_is_not_served_is_told_nothing_and_paused(home, shared):
    target = (await home.db(subscriptions.targets))[0]
    await home.happens(shared, SMS)
    home.house.rights.closed.add(GROUP)

    assert await notifications.tell(target, Lane.PEOPLE, home.house) is None

    assert [sent for sent in home.mouth.tried if sent.place.chat_id == GROUP] == []
    assert await home.db(subscriptions.targets) == []
