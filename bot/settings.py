"""Settings: the only reader of the environment and of `.env`."""

import re
from os import environ
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from storage.errors import Unusable
from storage.opening import path_of

SECRET = {"telegram_token", "secret_keys", "telegram_proxy"}  # never repeated in an error


class Settings(BaseSettings):
    """What an operator may choose; `.env.example` explains each of them."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_proxy: SecretStr = SecretStr("")
    smsc_api_url: str = "https://smsc.ru"
    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    database_url: str = "sqlite:///data/bot.sqlite3"
    secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    owners: Annotated[tuple[int, ...], NoDecode] = ()
    allowed_chats: Annotated[tuple[int, ...], NoDecode] = ()
    language: Literal["ru", "en"] = "ru"
    retention_days: int = Field(default=30, ge=1, le=3650)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    metrics_port: int = Field(default=0, ge=0, le=65535)

    @field_validator("secret_keys", "owners", "allowed_chats", mode="before")
    @classmethod
    def listed(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("language", mode="before")
    @classmethod
    def spoken(cls, value: object) -> object:
        """A desktop sets LANGUAGE too, to a list for gettext such as `en_US:en`: the first of ours in it counts."""
        if not isinstance(value, str):
            return value
        codes = [re.split(r"[_.@]", part)[0] for part in value.lower().split(":")]
        return next((code for code in codes if code in {"ru", "en"}), value)

    @field_validator("log_level", mode="before")
    @classmethod
    def upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("telegram_api_url", "smsc_api_url", "public_url")
    @classmethod
    def address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
            raise ValueError("an address such as https://bot.example.org")
        return value.rstrip("/")

    @field_validator("telegram_token")
    @classmethod
    def token(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", value.get_secret_value()):
            raise ValueError("a token as BotFather gives it, such as 123456:ABC-DEF")
        return value

    @field_validator("telegram_proxy")
    @classmethod
    def proxy(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not re.match(r"(https?|socks5h?)://\S+$", value.get_secret_value()):
            raise ValueError("an address such as socks5://127.0.0.1:1080")
        return value

    @property
    def database(self) -> Path:
        return path_of(self.database_url)


EXPECTED = {
    "port": "a number from 0 to 65535",
    "metrics_port": "a number from 0 to 65535",
    "retention_days": "a number of days from 1 to 3650",
    "owners": "Telegram user ids with commas between them",
    "allowed_chats": "Telegram chat ids with commas between them",
}


def read(**overrides: object) -> Settings:
    """The settings; raises Unusable with one line that names the variable, what is wrong and what is expected."""
    try:
        check_file(Path(".env"))
        settings = Settings(**overrides)  # type: ignore[arg-type]
        path_of(settings.database_url)
    except ValidationError as error:
        raise Unusable(sentence(error.errors()[0])) from None
    except UnicodeDecodeError as error:
        raise Unusable(f".env is not UTF-8 text: {error.reason}") from None
    except OSError as error:
        raise Unusable(f".env cannot be read: {error.strerror}") from None
    return settings


def check_file(path: Path) -> None:
    """The library passes over a line it cannot read, and its operator would believe in that setting."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        broken = next((one.original.line for one in parse_stream(file) if one.error), None)
    if broken is not None:  # its text may be a secret
        raise Unusable(f".env, line {broken}, is not readable: expected NAME=value, or # before a remark")


def sentence(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    expected = EXPECTED.get(name) or error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if name in SECRET:
        return f"{name.upper()} is not usable: expected {expected}"
    shown = re.sub("//[^/]*@", "//…@", found(name))  # an address may hold a password
    return f"{name.upper()} is {shown!r}: expected {expected}"


def found(name: str) -> str:
    """What the variable holds, for the error; the environment comes before `.env`, and empty is not set."""
    for source in (environ, dotenv_values(".env")):
        for key, value in source.items():
            if key.lower() == name and value:
                return value
    return ""


def required_token(settings: Settings) -> str:
    """The token; raises Unusable where `run` cannot do without it."""
    if token := settings.telegram_token.get_secret_value():
        return token
    raise Unusable(
        "TELEGRAM_TOKEN is not set: expected the token that BotFather gave; to try without one: smsc-bot sandbox"
    )
