"""Passwords that the bot makes up."""

from handlers import passwords
from handlers.client_values import password


def test_they_are_long_mixed_easy_to_read_and_never_the_same():
    made = {passwords.generate() for _ in range(200)}

    assert len(made) == 200
    for one in made:
        assert len(one) == 16
        assert all(set(one) & set(kind) for kind in passwords.KINDS)
        assert not set(one) & set("0O1lI")
        assert password(one) == one
