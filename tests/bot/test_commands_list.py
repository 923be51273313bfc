"""The lists agree: every command is in the menu and in /help, in both languages; every button leads somewhere."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.commands import ANSWERS, COMMANDS, TAPS
from handlers.forms import FORMS
from handlers.house import Role
from sandbox.telegram import Chat, Person
from tests.bot.town import Town, asked, words

HANDLERS = Path(__file__).parent.parent.parent / "handlers"
# Contract.md: what the outside relies on, as far as it is there by now.
PROMISED = {
    "start", "help", "login", "logout", "account", "webhook", "verify", "numbers", "buy", "renew", "tasks",
    "operator", "stats", "balance", "clients", "subscribe", "unsubscribe", "settings", "audit", "cancel",
}  # fmt: skip


# Nothing is wrong with the words, but the number of the example is nobody's.
NOT_RENTED = words("❌ SMSC refused the parameters. Nothing was charged.\nCheck the number and try again.")


def calls(name: str) -> Iterator[ast.Call]:
    """Every call of *name* in the handlers."""
    for path in sorted(HANDLERS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node


def given(call: ast.Call, place: int, name: str) -> ast.expr | None:
    """An argument, by its place or by its name."""
    by_name = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    return call.args[place] if len(call.args) > place else by_name


def person_speaking(town: Town, language: str) -> tuple[Person, Chat]:
    person = town.telegram.person(next(town.numbers), "Кто-то", language_code=language)
    return person, town.telegram.private(person)


def test_every_promised_command_is_there():
    assert {item.name for item in COMMANDS} >= PROMISED


def test_no_two_commands_or_aliases_are_the_same():
    names = [name for item in COMMANDS for name in (item.name, *item.aliases)]

    assert len(names) == len(set(names))


def test_every_button_leads_to_a_handler_that_is_listed():
    named = {found.value for call in calls("Button") if isinstance(found := given(call, 1, "do"), ast.Constant)}
    named |= {found.value for call in calls("turning") if isinstance(found := given(call, 1, "do"), ast.Constant)}

    assert len(named) > 20
    assert named - {item.name for item in TAPS} == {""} & named


def test_every_button_names_its_handler_in_letters():
    """A name that is put together as the program runs could not be checked here."""
    unnamed = [ast.unparse(call) for call in calls("Button") if not isinstance(given(call, 1, "do"), ast.Constant)]

    assert [call for call in unnamed if "url=" not in call and "copy=" not in call and "do, f'" not in call] == []


def test_every_listed_handler_has_a_button_that_leads_to_it():
    source = "".join(path.read_text(encoding="utf-8") for path in HANDLERS.rglob("*.py"))

    assert [item.name for item in TAPS if f'"{item.name}"' not in source] == []


def test_no_two_handlers_have_the_same_name():
    for listed in (TAPS, ANSWERS):
        assert len({item.name for item in listed}) == len(listed)


def test_what_changes_something_asks_for_more_than_a_viewer():
    changing = (
        "buy.",
        "clients",
        "renew.",
        "subscribe.",
        "webhook.",
        "start.connect",
        "tasks.",
        "verify.stop",
        "verify.again",
    )

    assert [tap.name for tap in TAPS if tap.name.startswith(changing) and tap.role is Role.VIEWER] == []


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_help_names_every_command_in_the_readers_language(world: Town, language: str):
    person, chat = person_speaking(world, language)
    text = (await asked(chat, person, "/help")).text

    for item in COMMANDS:
        assert f"/{item.name} — {words(item.about, language=language)}" in text


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_help_on_each_command_has_an_example_that_is_one(world: Town, language: str):
    person, chat = person_speaking(world, language)
    for item in COMMANDS:
        text = (await asked(chat, person, f"/help {item.name}")).text

        assert text.startswith(f"ℹ️ /{item.name}")
        for form in FORMS.get(item.name, ()):
            assert (
                f"/{item.name} {words(form.example, language=language)} — {words(form.does, language=language)}" in text
            )
        assert item.name not in FORMS or item.usage
        assert all(f"/{alias}" in text for alias in item.aliases)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", FORMS)
async def test_what_help_gives_as_an_example_is_understood(connected: Town, name: str, language: str):
    for form in FORMS[name]:
        answer = await asked(connected.private, connected.anna, f"/{name} {words(form.example, language=language)}")

        assert answer.text[0] != "❌" or answer.text.startswith(NOT_RENTED), form.example


async def test_help_knows_aliases_and_slashes_and_nothing_else(world: Town):
    assert (await asked(world.private, world.anna, "/help /V")).text.startswith("ℹ️ /verify")
    assert (await asked(world.private, world.anna, "/help погода")).text.startswith("🤷")


async def test_every_alias_is_as_good_as_its_command(connected: Town):
    for item in COMMANDS:
        for alias in item.aliases:
            first, second = [await asked(connected.private, connected.anna, f"/{name}") for name in (item.name, alias)]
            assert first.text.splitlines()[0] == second.text.splitlines()[0]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", ["account", "balance", "logout", "settings", "webhook"])
async def test_a_command_that_stands_alone_says_so(world: Town, name: str, language: str):
    person, chat = person_speaking(world, language)

    answer = await asked(chat, person, f"/{name} zzz")

    assert answer.text.startswith(f"❌ К /{name} " if language == "ru" else f"❌ Nothing goes after /{name}.")
    assert answer.text.endswith(f" /{name}")


async def test_a_logout_with_something_after_it_disconnects_nobody(connected: Town):
    await asked(connected.private, connected.anna, "/logout завтра")

    assert (await asked(connected.private, connected.anna, "/balance")).text.startswith("💰")


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_every_command_answers_who_is_not_connected(world: Town, language: str):
    person, chat = person_speaking(world, language)
    for item in COMMANDS:
        assert (await asked(chat, person, f"/{item.name}")).text


async def test_a_command_that_needs_an_account_says_how_to_get_one(world: Town):
    needing = [
        item for item in COMMANDS if item.name not in {"start", "help", "login", "grant", "settings", "audit", "cancel"}
    ]

    for item in needing:
        assert "/login" in (await asked(world.private, world.anna, f"/{item.name}")).text, item.name
