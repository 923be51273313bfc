"""Who is let in, and when an address is shut out."""

import pytest

from tests.sandbox.smsc_world import world

HALF_AN_HOUR = 30 * 60
MD5, SHA1 = "fe01ce2a7fbac8fafaed7c982a04e229", "89e495e7941cf9e40e6980d14a16bf023ccd4c91"  # of "demo"


@pytest.mark.parametrize(
    "credentials",
    [
        {"login": "demo", "psw": "demo"},
        {"login": "demo", "psw": MD5},
        {"login": "demo", "psw": SHA1},
        {"login": None, "psw": None, "apikey": "demo-api-key"},
        {"login": "demo", "psw": None, "apikey": "demo-api-key"},
    ],
)
async def test_lets_in(credentials):
    async with world() as smsc:
        assert await smsc.code("balance", **credentials) == 0


@pytest.mark.parametrize(
    "credentials",
    [
        {"login": "demo", "psw": "Demo"},
        {"login": "demo", "psw": MD5.upper()},
        {"login": "nobody", "psw": "demo"},
        {"login": "poor", "psw": None, "apikey": "demo-api-key"},
        {"login": None, "psw": None, "apikey": "guess"},
    ],
)
async def test_error_2_for_the_wrong_credentials(credentials):
    async with world() as smsc:
        assert await smsc.code("balance", **credentials) == 2


@pytest.mark.parametrize("credentials", [{"login": None, "psw": None}, {"login": "demo", "psw": None}])
async def test_error_1_without_credentials(credentials):
    async with world() as smsc:
        assert await smsc.code("balance", **credentials) == 1


async def test_the_fifth_wrong_password_shuts_everybody_at_the_address_out():
    async with world() as smsc:
        guesses = [await smsc.code("balance", psw=f"guess {number}") for number in range(5)]

        assert guesses == [2] * 5
        assert await smsc.code("balance") == 4
        assert await smsc.code("balance", login="poor", psw="poor") == 4


async def test_the_address_is_let_in_again_after_half_an_hour():
    async with world() as smsc:
        for number in range(5):
            await smsc.code("balance", psw=f"guess {number}")
        smsc.clock.forward(seconds=HALF_AN_HOUR - 1)
        just_before = await smsc.code("balance")
        smsc.clock.forward(seconds=1)

        assert (just_before, await smsc.code("balance")) == (4, 0)


async def test_four_wrong_passwords_in_half_an_hour_are_forgiven():
    async with world() as smsc:
        for number in range(12):
            smsc.clock.forward(seconds=HALF_AN_HOUR / 4)
            await smsc.code("balance", psw=f"guess {number}")

        assert await smsc.code("balance") == 0


async def test_a_hundred_bad_send_requests_in_a_row_shut_the_address_out_for_ten_minutes():
    async with world() as smsc:
        codes = [await smsc.code("send", phones=str(number), mes="Привет") for number in range(1, 101)]
        shut_out = await smsc.code("balance")
        smsc.clock.forward(seconds=600)

        assert (set(codes), shut_out) == ({7}, 4)
        assert await smsc.code("balance") == 0


async def test_one_good_send_request_breaks_the_row_of_bad_ones():
    async with world() as smsc:
        for number in range(1, 100):
            await smsc.code("send", phones=str(number), mes="Привет")
        await smsc.code("send", phones="79991234567", mes="Привет")
        await smsc.code("send", phones="100", mes="Привет")

        assert await smsc.code("balance") == 0


async def test_without_limits_no_address_is_shut_out():
    async with world(enforce_limits=False) as smsc:
        for _ in range(6):
            await smsc.code("balance", psw="wrong")

        assert await smsc.code("balance") == 0


async def test_the_log_of_requests_holds_no_secrets():
    async with world() as smsc:
        await smsc.code("users", add=1, user="new", password="s3cret", apikey="demo-api-key", psw="hunter2")
        (logged,) = smsc.smsc.requests

    assert (logged.script, logged.action, logged.login, logged.code) == ("users", "add", "demo", 0)
    assert not {"s3cret", "hunter2", "demo-api-key"} & set(logged.fields.values())
