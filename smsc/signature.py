"""The control field of a callback: a hash of the fields that matter and of a secret, all joined with colons.

The hash proves little: it covers two or three fields, has no nonce, and crc32 can be forged from one sample
without the secret. The secret path of the handler's address is the first defence, this is the second.
https://smsc.ru/api/http/miscellaneous/callback/
"""

import hashlib
import hmac
import zlib
from collections.abc import Iterable, Sequence
from enum import StrEnum


class Algorithm(StrEnum):
    """What the account chose; also the name of the field that carries the hash."""

    SHA1 = "sha1"
    MD5 = "md5"
    CRC32 = "crc32"


class Forged(ValueError):
    """The signature is missing, is another algorithm's, or is wrong."""


def sign(algorithm: Algorithm, secret: str, *parts: bytes | str) -> str:
    """What SMSC sends for *parts* (text: UTF-8): a hash in lower-case hex, a crc32 as an unsigned decimal."""
    return _spellings(algorithm, b":".join(_raw(part) for part in (*parts, secret)))[0]


def verify(algorithm: Algorithm, secrets: Sequence[str], presented: bytes | None, messages: Iterable[bytes]) -> None:
    """Raise `Forged` unless *presented* signs one of *messages* with one of *secrets*.

    A message is the signed fields joined by colons, as bytes.
    """
    if presented is None:
        raise Forged(f"no {algorithm} field")
    presented = presented.strip().lower()
    for message in messages:
        for secret in secrets:
            for spelling in _spellings(algorithm, b"%b:%b" % (message, secret.encode())):
                if hmac.compare_digest(presented, spelling.encode()):
                    return
    raise Forged(f"wrong {algorithm}")


def _spellings(algorithm: Algorithm, signed: bytes) -> tuple[str, ...]:
    # The algorithms are SMSC's choice; the flag says so to Python builds that refuse weak hashes.
    if algorithm is Algorithm.SHA1:
        return (hashlib.sha1(signed, usedforsecurity=False).hexdigest(),)
    if algorithm is Algorithm.MD5:
        return (hashlib.md5(signed, usedforsecurity=False).hexdigest(),)
    # SMSC does not say how it writes a crc32: PHP prints it unsigned, signed on 32 bits, or as hex.
    number = zlib.crc32(signed)
    return str(number), str(number - (number >> 31 << 32)), f"{number:x}", f"{number:08x}"


def _raw(part: bytes | str) -> bytes:
    return part.encode() if isinstance(part, str) else part
