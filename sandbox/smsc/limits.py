"""How often SMSC lets itself be asked: identical requests a minute, requests in flight."""

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sandbox.smsc.errors import ApiError
from sandbox.smsc.form import Asked

MINUTE = 60
IN_FLIGHT = 15
TOO_MANY = "too many concurrent requests"


@dataclass(frozen=True)
class Rule:
    """At most *most* a minute of what is alike in *fields*; None means in everything but fmt and charset."""

    most: int
    fields: tuple[str, ...] | None = None

    def alike(self, asked: Asked) -> Hashable:
        if self.fields is not None:
            return tuple(asked.get(name) for name in self.fields)
        return frozenset(item for item in asked.plain_fields.items() if item[0] not in {"fmt", "charset"})


WHOM = ("phones", "mes", "hlr", "ping", "call", "viber")
RULES: Mapping[tuple[str, str], tuple[Rule, ...]] = {
    ("wait_call", ""): (Rule(50),),
    ("receive_phones", "get"): (Rule(2),),
    ("receive_phones", "buy"): (Rule(2),),
    ("receive_phones", "chg"): (Rule(2),),
    ("downloads", "get_list"): (Rule(3),),
    ("downloads", "get_file"): (Rule(3),),
    ("info", "get_operator"): (Rule(3), Rule(100, ())),
    ("users", "add"): (Rule(3, ()),),
    ("users", "chg"): (Rule(3, ("user",)),),
    ("users", "pay"): (Rule(3, ("user",)),),
    ("send", ""): (Rule(1, WHOM),),
    ("send", "cost"): (Rule(5, WHOM),),
    ("status", ""): (Rule(5, ("id", "phone")),),
    ("balance", ""): (Rule(10, ()),),
    ("get", "get_stat"): (Rule(3),),
    ("get", "get_answers"): (Rule(3),),
    ("get", "get_messages"): (Rule(3),),
}


@dataclass
class Limits:
    _seen: dict[Hashable, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _flying: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def in_flight(self, login: str) -> Iterator[int]:
        """How many requests of *login* are being answered, this one included."""
        self._flying[login] += 1
        try:
            yield self._flying[login]
        finally:
            self._flying[login] -= 1

    def check(self, login: str, asked: Asked, now: float) -> None:
        """Error 9 when a rule of the action is broken; a refused request does not count."""
        rules = RULES.get((asked.script, asked.action), ())
        windows = [(rule, self._seen[login, asked.script, asked.action, rule, rule.alike(asked)]) for rule in rules]
        for rule, window in windows:
            while window and now - window[0] >= MINUTE:
                window.popleft()
            if len(window) >= rule.most:
                raise ApiError(9)
        for _, window in windows:
            window.append(now)
