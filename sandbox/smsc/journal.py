"""The log of requests: what was asked and what the answer was, without anybody's secrets."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass
class Request:
    """*code* is 0 for success, SMSC's number for a refusal, None while (or because) nothing was answered."""

    script: str
    action: str
    login: str
    fields: Mapping[str, str]
    at: float
    trouble: str | None = None
    code: int | None = None
