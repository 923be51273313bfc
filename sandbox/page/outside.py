"""What the page needs from the SMSC stand-in."""

from collections.abc import Awaitable, Mapping
from typing import Any, ClassVar, Protocol


class Smsc(Protocol):
    """An SMSC whose outside world can be moved by hand."""

    TROUBLES: ClassVar[Any]
    """Names of troubles with what they mean, for people."""

    @property
    def trouble(self) -> str | None: ...

    def set_trouble(self, name: str | None) -> None: ...

    def snapshot(self, login: str) -> Mapping[str, Any]: ...

    def sms_arrives(self, *, login: str, phone: str, text: str, to: str | None = None) -> Awaitable[Any]: ...

    def call_comes(self, *, login: str, phone: str, force: bool = False) -> Awaitable[Any]: ...

    def message_sent(self, *, login: str, phone: str, text: str) -> Awaitable[str]: ...

    def status_changes(
        self, *, login: str, id: str, phone: str, status: int, err: int | None = None, abroad: bool = False
    ) -> Awaitable[Any]: ...

    def burst(self, *, login: str, count: int, failures: float = 0.02, seconds: float = 0) -> Awaitable[Any]: ...
