"""Whatever strangers and SMSC may write, and a look at what Telegram would make of it."""

from datetime import timedelta

from hypothesis import strategies as st

from sandbox.telegram.entities import Formatted, part
from sandbox.telegram.texts import formatted
from smsc.callbacks import Callback
from smsc.events import CallEvent, Event, Hlr, IncomingSms, StatusEvent, from_timestamp
from storage.arrivals import News
from storage.events import Kind, Logged, kind_of
from storage.subscriptions import Loudness
from tests.fakes import NOON

ACTIVE = {"url", "mention", "bot_command", "hashtag", "cashtag", "email", "text_link", "text_mention"}
OUR_TAGS = {"#in", "#fail", "#call", "#money", "#sys"}
NASTY = (
    *("t.me/x", "http://evil.ru/?a=1&b=2", "@all", "/start", "#tag", "$USD", "a@b.ru", "x.рф", "tg://user?id=1"),
    *("t\u200b.me", "t.\u2028me", "@\u202eall", ".\u030ame", "\u200f", "\ufeff", "e\u0301\u0301\u0301\u0301\u0301"),
    *("<b>", "</pre>", "</code>", "&amp;", "&#60;", "<a href='x.ru'>y</a>", "{alias}", "%s", "`", "*_", "\\"),
    *("=1+1", "+cmd|' /C calc'!A0", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", ";", '"', '";"', "\n", "\r\n", "\x00"),
    *("👩‍👩‍👧", "🇷🇺", "4111 1111 1111 1111", "+79991234567", "127.0.0.1", "Привет", "·", " "),
)

texts = st.lists(st.sampled_from(NASTY) | st.text(max_size=6), max_size=6).map("".join) | st.text(max_size=60)
phones = st.sampled_from(["79991234567", "+79991234567", "900", "MyBank", "t.me/x", "@all", "", "7999123456789012345"])
ids = st.from_regex(r"[A-Za-z0-9_.-]{1,20}", fullmatch=True) | st.sampled_from(["t.me", "x.ru", ""])
stamps = st.integers(0, 253_402_300_799).map(from_timestamp)  # up to the year 9999
moments = st.none() | stamps
codes = st.sampled_from([-3, -2, -1, 0, 1, 2, 3, 4, 6, 20, 22, 23, 24, 25, 21, 999])
errors = st.none() | st.integers(0, 260) | st.integers(0, 10**12 - 1)
hlrs = st.none() | st.builds(Hlr, net=texts, cn=texts)

incoming = st.builds(IncomingSms, id=ids, phone=phones, text=texts, to=phones, at=moments)
calls = st.builds(CallEvent, phone=phones, at=stamps)
statuses = st.builds(
    StatusEvent,
    id=ids,
    phone=phones,
    status=codes,
    err=errors,
    at=moments,
    time=texts,
    dtmf=texts,
    callmenu=texts,
    hlr=hlrs,
)
events = incoming | calls | statuses


def news_of(*happened: Event, loudness: Loudness = Loudness.LOUD) -> list[News]:
    """*happened* as a chat is told it, a second apart."""
    return [News(logged(number, event), loudness) for number, event in enumerate(happened, 1)]


def logged(id: int, event: Event) -> Logged:
    callback = Callback.of(event)
    return Logged(id, kind_of(callback), callback.form, NOON + timedelta(seconds=id))


def told(event: Event) -> bool:
    """Whether chats are told of *event* at all."""
    return kind_of(Callback.of(event)) is not Kind.PROGRESS


def shown(html: str) -> Formatted:
    """What Telegram shows of *html*; raises where it refuses it."""
    return formatted(html, "HTML", [])


def active_in(html: str) -> set[str]:
    """What can be tapped in *html* and is not our own tag."""
    seen = shown(html)
    found = {part(seen.text, entity) for entity in seen.entities if entity.type in ACTIVE}
    return found - OUR_TAGS
