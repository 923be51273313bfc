"""Settings: what the environment and `.env` may say, and one line that names what is wrong and what is expected."""

from pathlib import Path

import pytest

from bot import settings
from bot.settings import read, required_token
from storage.errors import Unusable

TOKEN = "123456:ABC-def_0"


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder without `.env`, in an environment without our variables."""
    monkeypatch.chdir(tmp_path)
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_everything_but_the_token_has_a_default():
    found = read()

    assert (found.host, found.port, found.smsc_api_url) == ("127.0.0.1", 8080, "https://smsc.ru")
    assert (found.telegram_mode, found.language, found.retention_days) == ("polling", "ru", 30)
    assert (found.owners, found.allowed_chats, found.secret_keys, found.public_url) == ((), (), (), "")
    with pytest.raises(Unusable, match="TELEGRAM_TOKEN"):
        required_token(found)


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch):
    Path(".env").write_text(f"TELEGRAM_TOKEN={TOKEN}\nPORT=81\nLANGUAGE=en\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "82")
    found = read()

    assert (required_token(found), found.port, found.language) == (TOKEN, 82, "en")


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("OWNERS", "")

    assert (read().port, read().owners) == (8080, ())


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("OWNERS", "1, 2,,3 ", (1, 2, 3)),
        ("ALLOWED_CHATS", "-1001234567890", (-1001234567890,)),
        ("PUBLIC_URL", "https://bot.example.org/", "https://bot.example.org"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("LANGUAGE", "en_US:en", "en"),
        ("LANGUAGE", "de_DE:ru_RU.UTF-8:en", "ru"),
        ("PORT", "0", 0),
    ],
)
def test_a_value_is_read_as_people_write_it(monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: object):
    monkeypatch.setenv(name, value)

    assert getattr(read(), name.lower()) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("METRICS_PORT", "9090.5"),
        ("OWNERS", "@anna"),
        ("ALLOWED_CHATS", "-100;-200"),
        ("RETENTION_DAYS", "0"),
        ("LANGUAGE", "de"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("TELEGRAM_MODE", "push"),
        ("PUBLIC_URL", "bot.example.org"),
        ("PUBLIC_URL", "https://bot.example.org/?a=1"),
        ("SMSC_API_URL", "ftp://smsc.ru"),
        ("DATABASE_URL", "postgres://localhost/bot"),
        ("DATABASE_URL", "sqlite:///:memory:"),
    ],
)
def test_a_wrong_value_is_one_line_with_its_name_and_itself(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)

    with pytest.raises(Unusable) as refused:
        read()
    line = str(refused.value)
    assert line.startswith(f"{name} is ")
    assert value in line
    assert "expected" in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKEN", "my-secret-token"),
        ("TELEGRAM_TOKEN", "123456:ABC DEF-secret"),
        ("TELEGRAM_PROXY", "user:secret@host"),
        ("TELEGRAM_PROXY", "ftp://user:secret@host"),
    ],
)
def test_what_may_be_secret_is_never_repeated(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)

    with pytest.raises(Unusable) as refused:
        read()
    assert name in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_password_in_an_address_is_never_repeated(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SMSC_API_URL", "https://anna:secret@smsc.ru")

    with pytest.raises(Unusable) as refused:
        read()
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("broken", ["PORT 9090", "PORT: 9090", "my-secret token", 'PORT="9090'])
def test_a_line_that_cannot_be_read_is_named_by_its_number_and_not_repeated(broken: str):
    Path(".env").write_text(f"# settings\nLANGUAGE=en\n{broken}\n", encoding="utf-8")

    with pytest.raises(Unusable, match=r"^\.env, line 3, .*expected NAME=value") as refused:
        read()
    assert broken not in str(refused.value)


def test_remarks_blanks_quotes_and_exports_are_readable():
    Path(".env").write_text("# a remark\n\nexport PORT='9090'  # why\nLANGUAGE = \"en\"\n", encoding="utf-8")

    assert (read().port, read().language) == (9090, "en")


def test_a_folder_in_the_place_of_the_file_is_no_file():
    Path(".env").mkdir()

    assert read().port == 8080


def test_a_file_that_is_no_text_is_one_line():
    Path(".env").write_bytes(b"TELEGRAM_TOKEN=\xff\xfe\n")

    with pytest.raises(Unusable, match=r"^\.env is not UTF-8"):
        read()


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("SECRET_KEYS", "a-key-nobody-sees,another-key")
    monkeypatch.setenv("TELEGRAM_PROXY", "socks5://user:password@127.0.0.1:1080")
    shown = repr(read()) + str(read())

    assert TOKEN not in shown
    assert "nobody-sees" not in shown
    assert "password" not in shown


def test_what_is_not_ours_is_let_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UNKNOWN_VARIABLE", "x")
    Path(".env").write_text("SOMETHING_ELSE=1\n", encoding="utf-8")

    assert read().port == 8080
