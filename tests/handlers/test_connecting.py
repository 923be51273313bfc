"""Where an account is proved is where it is stored, and where it is looked for the next time."""

from dataclasses import replace
from decimal import Decimal

from handlers.commands.login import Plan, connect, services
from handlers.house import Place
from smsc.credentials import Login
from smsc.types import Balance
from storage import accounts
from tests.fakes import CHAT

ELSEWHERE = "https://smsc.kz"


class Accepting:
    """An SMSC that takes any credentials."""

    async def balance(self) -> Balance:
        return Balance(Decimal(1), "KZT")


async def test_an_account_is_proved_and_stored_where_it_was_chosen(home):
    asked = []
    house = replace(home.house, dial=lambda given, url: asked.append((given, url)) or Accepting())
    await home.chat(CHAT)
    ask = replace(home.ask(None), house=house)

    await connect(ask, "demo demo", Plan(Place(CHAT), ELSEWHERE))

    found = await home.db(accounts.of_chat, CHAT)
    assert (found.base_url, found.identity) == (ELSEWHERE, "demo")
    house.sign_in(found)
    assert asked == [(Login("demo", "demo"), ELSEWHERE)] * 2
    assert (await Plan.of(Place(CHAT), house)).base_url == ELSEWHERE


async def test_an_account_of_a_service_that_is_not_offered_any_more_is_looked_for_at_the_present_one(home):
    await home.account()
    moved = replace(home.house, base_url="https://smsc.ru")

    assert (await Plan.of(Place(CHAT), moved)).base_url == "https://smsc.ru"


async def test_the_settings_service_comes_first_and_no_service_twice(home):
    assert services(home.house)[0] == home.house.base_url
    assert services(replace(home.house, base_url="https://smsc.ua"))[0] == "https://smsc.ua"
    assert len(services(replace(home.house, base_url="https://smsc.ua"))) == 5
    assert len(services(home.house)) == 6


def test_a_plan_is_read_as_it_was_written():
    plan = Plan(Place(-1001, 2), ELSEWHERE)

    assert Plan.read(str(plan)) == plan
