"""`smsc-bot check` over the real database and a Telegram: fine only where `run` would work."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.check import Finding, check
from tests.bot.town import Town, login
from tests.conftest import TOKEN

ROOT = Path(__file__).parents[2]


async def problems(town: Town, **changed: object) -> list[str]:
    """What is found to be wrong with the town's settings after *changed*."""
    found = await check(town.settings.model_copy(update=changed))
    return [finding.text for finding in found if not finding.fine]


async def test_where_the_bot_would_run_everything_is_fine(town: Town):
    found = await check(town.settings)

    assert [finding for finding in found if not finding.fine] == []
    assert "the bot is @smsc_sandbox_bot" in "\n".join(finding.text for finding in found)


async def test_the_database_is_left_so_that_the_bot_can_run(town: Town):
    assert await problems(town) == []
    async with town.bot():
        await login(town)
    assert await problems(town) == []


async def test_while_the_bot_runs_its_database_and_its_port_are_taken(town: Town):
    async with town.bot():
        database, port = await problems(town)

    assert "another smsc-bot is running" in database
    assert f":{town.settings.port}" in port


async def test_a_key_that_opens_nothing_is_found(town: Town):
    async with town.bot():
        await login(town)

    [problem] = await problems(town, secret_keys=[SecretStr(Fernet.generate_key().decode())])
    assert "SECRET_KEYS" in problem


async def test_a_telegram_that_refuses_the_token_is_found_and_the_token_not_told(town: Town):
    [problem] = await problems(town, telegram_token=SecretStr("99:" + "x" * 35))

    assert "TELEGRAM_TOKEN" in problem
    assert "x" * 35 not in problem


async def test_a_telegram_that_is_away_is_found(town: Town):
    [problem] = await problems(town, telegram_api_url="http://127.0.0.1:9")

    assert "127.0.0.1:9" in problem


@pytest.mark.parametrize("setting", ["port", "metrics_port"])
async def test_a_port_that_is_taken_is_found(town: Town, setting: str):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        [problem] = await problems(town, **{setting: taken.getsockname()[1]})

    assert "PORT" in problem


async def test_webhook_mode_needs_a_public_address(town: Town):
    [problem] = await problems(town, telegram_mode="webhook", public_url="")

    assert "PUBLIC_URL" in problem


def test_a_finding_is_one_line():
    assert Finding(fine=True, text="a").line == "ok   a"
    assert Finding(fine=False, text="b").line == "FAIL b"


async def test_the_command_prints_the_findings_and_ends_with_their_status(town: Town):
    fine, wrong = await ended(town), await ended(town, TELEGRAM_API_URL="http://127.0.0.1:9")

    assert (fine[0], fine[1].count("ok  ")) == (0, 5)
    assert (wrong[0], wrong[1].count("FAIL")) == (1, 1)


async def ended(town: Town, **changed: str) -> tuple[int, str]:
    """The command as an operator runs it: its exit status and what it printed."""
    wanted = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": town.settings.telegram_api_url,
        "DATABASE_URL": town.settings.database_url,
        "PORT": str(town.settings.port),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
    }
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", "check"],
        cwd=town.settings.database.parent,
        env=wanted | changed,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout
