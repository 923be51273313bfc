"""Inline keyboards, checked as Telegram checks them: https://core.telegram.org/bots/api#inlinekeyboardbutton."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.tags import checked

ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
STYLES = {"danger", "success", "primary"}
MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
MAX_COPY_TEXT = 256

Rows = list[list["Button"]]


@dataclass(frozen=True)
class Button:
    """One button under a message."""

    text: str
    callback_data: str = ""
    url: str = ""
    copy_text: str = ""
    style: str = ""
    raw: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def to_json(self) -> dict[str, Any]:
        return dict(self.raw)


def keyboard(markup: dict[str, Any]) -> Rows:
    """The rows of an InlineKeyboardMarkup whose field types were already checked; empty rows vanish."""
    rows = [[_button(button) for button in row] for row in markup["inline_keyboard"]]
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return [row for row in rows if row]


def keyboard_json(rows: Rows) -> dict[str, Any]:
    return {"inline_keyboard": [[button.to_json() for button in row] for row in rows]}


def _button(raw: dict[str, Any]) -> Button:
    if not raw["text"].strip():
        raise bad_request("REPLY_MARKUP_INVALID")
    given = [name for name in ACTIONS if name in raw]
    if not given or raw.get("callback_data") == "" or raw.get("url") == "":
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    # Telegram silently takes the first of several actions; a stand-in for tests says so instead.
    if len(given) > 1:
        raise _unreadable("Exactly one action must be used")
    if raw.get("style", "primary") not in STYLES:
        raise bad_request("BUTTON_STYLE_INVALID")
    _check_action(given[0], raw[given[0]])
    copied = raw.get("copy_text", {}).get("text", "")
    return Button(raw["text"], raw.get("callback_data", ""), raw.get("url", ""), copied, raw.get("style", ""), raw)


def _check_action(action: str, value: Any) -> None:
    match action:
        case "callback_data":
            if len(value.encode()) > MAX_DATA_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
        case "copy_text":
            if not 1 <= len(value["text"]) <= MAX_COPY_TEXT:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case "url":
            _check_url(value)
        case "web_app":
            if urlsplit(value["url"]).scheme != "https":
                address = value["url"]
                raise bad_request(
                    f"inline keyboard button Web App URL '{address}' is invalid: Only HTTPS links are allowed"
                )
        case "pay" | "callback_game":
            raise bad_request("BUTTON_TYPE_INVALID")


def _check_url(url: str) -> None:
    if checked(url):
        return
    reason = "Unsupported URL protocol" if "://" in url else "Wrong HTTP URL"
    raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
