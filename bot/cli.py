"""smsc-bot run | sandbox | check | backup | rotate-key. Exit 0 fine, 1 failed, 2 unusable settings or arguments."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import click

from bot import logs
from bot.memory import settle
from bot.settings import Settings, read, required_token
from storage.errors import Unusable

UNUSABLE = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=False)
def cli() -> None:
    """Telegram chat-ops for the SMS gateway SMSC."""


@cli.command()
def run() -> None:
    """Run the bot; settings come from the environment and from .env."""
    settings = prepared()
    start(serve(settings))


@cli.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port of the chat page; by default any free one."
)
def sandbox(port: int) -> None:
    """Try everything without a token or an SMSC account: the bot, a small Telegram and a small SMSC on loopback."""
    from bot import demo  # noqa: PLC0415 - the stand-ins are needed by this command only

    logs.set_up(level="WARNING", form="text")
    start(demo.run(page_port=port, stop=stopping()))


@cli.command()
def check() -> None:
    """Say what is right and what is wrong with the settings; exit 0 only if `run` would work."""
    from bot.check import check as findings  # noqa: PLC0415 - needed by this command only

    settings = prepared()
    found = asyncio.run(findings(settings))
    for finding in found:
        click.echo(finding.line)
    sys.exit(0 if all(finding.fine for finding in found) else 1)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write a consistent copy of the database to FILE, also while the bot runs."""
    from storage.opening import backup as copy  # noqa: PLC0415 - needed by this command only

    settings = prepared()
    copy(existing(settings), file)
    click.echo(f"{file}: {file.stat().st_size} bytes")


@cli.command("rotate-key")
def rotate_key() -> None:
    """Encrypt all stored secrets anew with the first key of SECRET_KEYS, also while the bot runs."""
    from bot.rotation import rotate  # noqa: PLC0415 - needed by this command only

    settings = prepared()
    if not settings.secret_keys:
        raise Unusable("SECRET_KEYS is empty: expected the new key first and the old one, that of secret.key, after it")
    existing(settings)
    click.echo(asyncio.run(rotate(settings)))


def prepared() -> Settings:
    settings = read()
    secrets = [settings.telegram_token.get_secret_value(), *(key.get_secret_value() for key in settings.secret_keys)]
    logs.set_up(level=settings.log_level, form=settings.log_format, secrets=secrets)
    return settings


def existing(settings: Settings) -> Path:
    """The database, for commands that have no use for a new one: a mistyped name must not look like success."""
    if not settings.database.exists():
        raise Unusable(f"DATABASE_URL names {settings.database}, which is not there: expected the bot's database")
    return settings.database


async def serve(settings: Settings) -> None:
    from bot.app import running  # noqa: PLC0415 - `--help` and `backup` need no Telegram library

    required_token(settings)
    settle()
    stop = await stopping()
    async with running(settings):
        await stop.wait()


async def stopping() -> asyncio.Event:
    """An event that SIGTERM and Ctrl-C set."""
    event = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, event.set)
    return event


def start(work: Coroutine[Any, Any, None]) -> None:
    """On uvloop where the `fast` extra is installed, else on asyncio's own loop."""
    with asyncio.Runner(loop_factory=fast_loop()) as runner:
        runner.run(work)


def fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 - an optional extra
    except ImportError:
        return None
    return uvloop.new_event_loop


def main() -> None:
    """The entry point: what is unusable becomes one line and exit status 2, never a traceback."""
    try:
        cli(standalone_mode=False)
    except Unusable as error:
        sys.exit(refused(str(error)))
    except click.ClickException as error:
        sys.exit(refused(f"{error.format_message()} What there is: smsc-bot --help"))
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(1)


def refused(sentence: str) -> int:
    """Say why, in one line; what was mistyped may hold a token, so it goes the way of the log."""
    click.echo(f"smsc-bot: {logs.Redactor()(logs.one_line(sentence))}", err=True)
    return UNUSABLE
