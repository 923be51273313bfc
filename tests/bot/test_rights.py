"""Who may do what: asked of Telegram at most once in five minutes, and nobody's guess when it does not answer."""

from handlers.house import Place, Role
from storage import owners
from tests.bot.town import Town, asked, house_of


async def role(town: Town, person_id: int, *, chat_id: int | None = None) -> Role:
    return await town.app.line.rights.role(Place(chat_id or town.group.id), person_id)


def questions(town: Town) -> int:
    return [call.method for call in town.telegram.calls].count("getChatAdministrators")


async def test_an_administrator_owns_the_group_and_a_member_looks(world: Town):
    assert await role(world, world.anna.id) is Role.OWNER
    assert await role(world, world.boris.id) is Role.VIEWER
    assert await role(world, 999) is Role.VIEWER


async def test_everybody_owns_their_private_chat(world: Town):
    assert await role(world, world.boris.id, chat_id=world.boris.id) is Role.OWNER


async def test_ids_that_many_share_own_nothing(world: Town):
    for shared in (1087968824, 136817688, 777000):
        assert await role(world, shared) is Role.VIEWER


async def test_ids_that_many_share_own_nothing_even_where_they_are_named_as_owners(town: Town):
    async with town.bot(owners=(1087968824,)):
        assert await role(town, 1087968824) is Role.VIEWER


async def test_telegram_is_asked_once_in_five_minutes(world: Town):
    for _ in range(5):
        await role(world, world.anna.id)
    assert questions(world) == 1

    world.clock.passes(minutes=5)
    await role(world, world.anna.id)
    assert questions(world) == 2


async def test_a_private_chat_needs_no_question(world: Town):
    await asked(world.private, world.anna, "/start")

    assert questions(world) == 0


async def test_while_telegram_does_not_say_nobody_gains_rights(world: Town):
    world.telegram.fault("getChatAdministrators", status=502)
    assert await role(world, world.anna.id) is Role.VIEWER
    assert await role(world, world.anna.id) is Role.OWNER


async def test_while_telegram_does_not_say_what_was_known_holds(world: Town):
    await role(world, world.anna.id)
    world.clock.passes(minutes=6)
    world.telegram.fault("getChatAdministrators", status=200)

    assert await role(world, world.anna.id) is Role.OWNER


async def test_a_change_of_the_bots_own_place_is_noticed_at_once(world: Town):
    await role(world, world.boris.id)
    world.group.promote(world.boris, world.anna)
    world.group.promote_bot(world.anna)
    await asked(world.group, world.anna, "/start")

    assert await role(world, world.boris.id) is Role.OWNER


async def test_who_claimed_the_installation_owns_everything(world: Town):
    await house_of(world).db(owners.add, world.boris.id, world.clock())

    assert await role(world, world.boris.id) is Role.OWNER


async def test_the_first_to_open_the_link_in_the_log_claims_the_installation(town: Town, caplog):
    async with town.bot():
        await town.telegram.asked("getUpdates")
        link = next(record.args[1] for record in caplog.records if "claim" in record.msg)
        assert "👑" in (await asked(town.private, town.anna, f"/start {link}")).text
        assert await role(town, town.anna.id) is Role.OWNER
        theirs = town.telegram.private(town.boris)
        assert (await asked(theirs, town.boris, f"/start {link}")).text.startswith("⌛")
        caplog.clear()
        town.telegram.calls.clear()
    async with town.bot():
        await town.telegram.asked("getUpdates")
    assert [record for record in caplog.records if "claim" in str(record.msg)] == []


async def test_only_the_link_of_the_latest_start_claims_the_installation(town: Town, caplog):
    links = []
    for _ in range(2):
        caplog.clear()
        town.telegram.calls.clear()
        async with town.bot():
            await town.telegram.asked("getUpdates")
            links.append(next(record.args[1] for record in caplog.records if "claim" in record.msg))
    town.telegram.calls.clear()
    async with town.bot(allowed_chats=(-5,)):
        await town.telegram.asked("getUpdates")
        third = [record.args[1] for record in caplog.records if "claim" in record.msg][-1]
        theirs = town.telegram.private(town.boris)
        for old in links:
            assert "👑" not in (await asked(theirs, town.boris, f"/start {old}")).text
        assert "👑" in (await asked(town.private, town.anna, f"/start {third}")).text
        assert await role(town, town.boris.id) is Role.VIEWER
        assert await role(town, town.anna.id) is Role.OWNER
