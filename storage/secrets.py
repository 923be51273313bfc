"""Secrets at rest: encrypted, and bound to the row they belong to."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from storage.errors import Unusable


class Unsealable(Exception):
    """A stored secret cannot be opened with our keys, or stands in a row it was not made for."""


@dataclass(frozen=True)
class Vault:
    """Seals with the first key, opens with any of them."""

    _fernet: MultiFernet = field(repr=False)
    _first: Fernet = field(repr=False)

    @classmethod
    def of(cls, keys: Sequence[str]) -> "Vault":
        try:
            fernets = [Fernet(key) for key in keys]
            return cls(MultiFernet(fernets), fernets[0])
        except (ValueError, TypeError) as error:
            raise Unusable(
                "SECRET_KEYS (or secret.key) holds something that is not a Fernet key: expected 44 characters each, "
                'made by `python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"`'
            ) from error

    def seal(self, secret: str, *, owner: str) -> str:
        """*owner* names the row (Fernet has no associated data, so it travels inside)."""
        return self._fernet.encrypt(json.dumps([owner, secret]).encode()).decode()

    def open(self, sealed: str, *, owner: str) -> str:
        try:
            inside, secret = json.loads(self._fernet.decrypt(sealed.encode()))
        except (InvalidToken, ValueError) as error:
            raise Unsealable("a stored secret does not open with SECRET_KEYS") from error
        if inside != owner:
            raise Unsealable("a stored secret stands in a row it was not made for")
        return str(secret)

    def reseal(self, sealed: str) -> str:
        """The same secret under the first key."""
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except InvalidToken as error:
            raise Unsealable("a stored secret does not open with SECRET_KEYS") from error

    def current(self, sealed: str) -> bool:
        """Whether the first key alone opens it."""
        try:
            self._first.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True


def digest(token: str) -> str:
    """How a random token is looked up without being stored readable."""
    return sha256(token.encode()).hexdigest()


def keys_beside(database: Path) -> list[str]:
    """The key in `secret.key` beside the database; made (mode 0600) when neither it nor the database is there."""
    path = database.with_name("secret.key")
    try:
        if path.exists():
            return [path.read_text(errors="replace").strip()]
        if database.exists() and database.stat().st_size:
            raise Unusable(
                f"SECRET_KEYS is empty and {path} is missing: the database {database} cannot be read without its key"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        key = Fernet.generate_key().decode()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Unusable(
            f"cannot use the key file {path}: {error.strerror}; expected a DATABASE_URL in a folder that can be "
            "written to, or the keys in SECRET_KEYS"
        ) from error
    return [key]
