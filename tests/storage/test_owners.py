"""Owners who claimed the installation."""

from storage import owners
from tests.storage.samples import DAY, NOON


async def test_nobody_owns_a_new_installation(db):
    assert not await db(owners.exist)
    assert not await db(owners.includes, 1)


async def test_who_claims_it_owns_it_and_nobody_else(db):
    await db(owners.add, 1, NOON)

    assert await db(owners.exist)
    assert await db(owners.includes, 1)
    assert not await db(owners.includes, 2)


async def test_claiming_twice_is_claiming_once(db):
    await db(owners.add, 1, NOON)

    await db(owners.add, 1, NOON + DAY)

    assert await db(owners.includes, 1)
