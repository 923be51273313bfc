"""What the bot asked of Telegram, for tests and the page to look at."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.documents import Upload


@dataclass(eq=False)
class Call:
    """One request. *status* is 0 until it was answered; *unknown* are parameters Telegram does not have."""

    method: str
    params: dict[str, Any]
    at: float
    files: dict[str, Upload] = field(default_factory=dict, repr=False)
    status: int = 0
    unknown: list[str] = field(default_factory=list)
    result: Any = None

    @property
    def chat_id(self) -> int | None:
        written = str(self.params.get("chat_id", ""))
        return int(written) if written.lstrip("-").isdecimal() else None
