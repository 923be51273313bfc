"""Files and pictures in both directions."""

import pytest

from bot.drawing.studio import Studio
from handlers.ask import Ask, command
from handlers.charts import Shares
from handlers.delivery import TooLarge, Unfetched
from handlers.house import Place, Role
from handlers.reply import Document, Picture, Reply
from sandbox.telegram import Message
from tests.bot.test_door import bare_door
from tests.bot.town import Town, house_of


async def drawn() -> Picture:
    studio = Studio()
    try:
        return Picture(await studio.draw(Shares("Клиенты", ())))
    finally:
        await studio.close()


async def test_a_picture_carries_the_text_and_a_file_replies_to_it(world: Town):
    await world.private.say(world.anna, "/start")
    picture = await drawn()
    reply = Reply("<b>Клиенты</b>", document=Document("a.csv", b"1;2"), picture=picture)
    id = await house_of(world).mouth.send(Place(world.private.id), reply)
    shown = world.private.find(id)
    file = world.private.messages[-1]

    assert (shown.text, shown.photo.data) == ("Клиенты", picture.data)
    assert (file.document.name, file.document.data, file.reply_to) == ("a.csv", b"1;2", shown)


async def test_a_text_too_long_for_a_caption_comes_before_its_picture(world: Town):
    await world.private.say(world.anna, "/start")
    id = await house_of(world).mouth.send(Place(world.private.id), Reply("я" * 1025, picture=await drawn()))

    assert world.private.find(id).text == "я" * 1025
    assert world.private.messages[-1].photo is not None


async def found_in(world: Town, message: Message) -> list[tuple[str, bytes] | type[Exception] | None]:
    """What a command finds attached: name and bytes, or why it got none."""
    found: list[tuple[str, bytes] | type[Exception] | None] = []

    @command(about="", role=Role.VIEWER)
    async def look(ask: Ask) -> None:
        if ask.attached is None:
            found.append(None)
            return
        try:
            found.append((ask.attached.name, await ask.house.mouth.fetch(ask.attached)))
        except (TooLarge, Unfetched) as error:
            found.append(type(error))

    update = {"update_id": next(world.numbers), "message": message.to_json()}
    await bare_door(world, commands=(look,)).open(update)
    return found


async def test_a_command_reads_the_file_it_stands_under(world: Town):
    message = await world.private.send_file(world.anna, "phones.txt", b"79991234567", "/look")

    assert await found_in(world, message) == [("phones.txt", b"79991234567")]


async def test_a_command_reads_the_file_it_replies_to(world: Town):
    file = await world.private.send_file(world.anna, "phones.txt", b"79991234567")
    message = await world.private.say(world.anna, "/look", reply_to=file)

    assert await found_in(world, message) == [("phones.txt", b"79991234567")]


async def test_a_file_that_telegram_gives_no_bot_is_told_apart(world: Town):
    message = await world.private.send_file(world.anna, "phones.txt", bytes(20 * 1024 * 1024 + 1), "/look")

    assert await found_in(world, message) == [TooLarge]


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_a_file_that_telegram_does_not_hand_out_is_told_apart(world: Town, status: int):
    message = await world.private.send_file(world.anna, "phones.txt", b"79991234567", "/look")
    world.telegram.fault("getFile", status=status)

    assert await found_in(world, message) == [Unfetched]
