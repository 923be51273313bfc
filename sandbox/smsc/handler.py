"""The client's handler as it is typed into the cabinet: where to call, in what form, signed how.

Rules: https://smscentre.com/api/http/miscellaneous/
"""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qsl, urlsplit

DEFAULT_CHARSET = "windows-1251"
CHARSETS = ("windows-1251", "utf-8", "koi8-r")
ALGORITHMS = ("md5", "sha1", "crc32")


@dataclass(frozen=True)
class Handler:
    """*parameters* go with every callback, the algorithm's one with the hash in place of the secret."""

    typed: str = field(repr=False)
    url: str
    charset: str
    fmt: str
    algorithm: str
    secret: str = field(repr=False)
    parameters: tuple[tuple[str, str], ...] = field(repr=False)

    @classmethod
    def parse(cls, typed: str) -> Self:
        """`https://site/!by-get?by-post`: what follows `!` stays in the address, the rest is posted."""
        address, _, posted = typed.strip().partition("?")
        base, _, query = address.partition("!")
        if urlsplit(base).scheme not in {"http", "https"} or not urlsplit(base).netloc:
            raise ValueError(f"not an http address: {base!r}")
        parameters = tuple(parse_qsl(posted, keep_blank_values=True))
        words = dict(parameters)
        algorithm = next((name for name in ALGORITHMS if name in words), "")
        fmt = words["fmt"] if words.get("fmt") in {"2", "3"} else ""
        return cls(
            typed=typed,
            url=f"{base}?{query}" if query else base,
            charset=_charset(words.get("charset", ""), fmt),
            fmt=fmt,
            algorithm=algorithm,
            secret=words.get(algorithm, ""),
            parameters=parameters,
        )


def _charset(asked: str, fmt: str) -> str:
    """koi8-r is not used together with fmt; an unknown one is the default."""
    known = asked.lower() in CHARSETS and not (fmt and asked.lower() == "koi8-r")
    return asked.lower() if known else DEFAULT_CHARSET
