"""Passwords the bot makes up: strong, and easy to type from a phone's screen."""

import secrets

LENGTH = 16
KINDS = ("abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789")  # nothing that looks like something else


def generate() -> str:
    """Sixteen letters and digits, some of each kind: 90 bits."""
    while True:
        made = "".join(secrets.choice("".join(KINDS)) for _place in range(LENGTH))
        if all(set(made) & set(kind) for kind in KINDS):
            return made
