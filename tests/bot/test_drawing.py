"""Pictures are drawn by a worker, which knows nothing of us and may die."""

import os
import struct
from datetime import timedelta

import pytest

from bot.drawing.studio import Studio
from handlers.charts import Chart, Columns, NoPicture, Part, Series, Shares
from tests.handlers.strangers import NASTY

DAYS = Columns(
    "SMS по дням · prod · $5 · 6–8 авг",
    ("06.08", "07.08", "08.08"),
    (Series("доставлено", "good", (10, 0, 7)), Series("не доставлено", "bad", (1, 0, 2))),
    "SMS 20 · доставлено 85 %",
)
CLIENTS = Shares("Клиенты", (Part("Ромашка & Co <b>", 12004, "12 004 · 60 %"), Part("Л" * 80, 1, "1")))
CHARTS = [DAYS, CLIENTS, Columns("Пусто", (), ()), Shares("Пусто", ())]


async def test_every_kind_of_chart_is_a_picture_a_phone_shows_whole():
    studio = Studio()
    for chart in CHARTS:
        picture = await studio.draw(chart)
        width, height = size_of(picture)

        assert width == 1080
        assert height <= 2 * width
    await studio.close()


async def test_names_of_whatever_strangers_choose_can_be_drawn():
    studio = Studio()
    for names in batched([*NASTY, "я" * 500, "\U0001f600" * 40]):
        shares = Shares("x" * 300, tuple(Part(name, 5, name) for name in names), names[0])
        days = Columns(names[0], tuple(names), tuple(Series(name, "good", (1,) * len(names)) for name in names[:3]))
        for chart in (shares, days):
            assert size_of(await studio.draw(chart))[0] == 1080
    await studio.close()


def batched(names: list[str]) -> list[list[str]]:
    """A picture has room for a dozen."""
    return [names[start : start + 12] for start in range(0, len(names), 12)]


async def test_a_worker_that_died_is_followed_by_another():
    studio = Studio()
    await studio.draw(DAYS)
    assert studio._worker is not None
    os.kill(studio._worker.pid, 9)
    await studio._worker.wait()

    assert size_of(await studio.draw(DAYS))
    await studio.close()


async def test_what_cannot_be_drawn_is_said_and_the_next_is_drawn():
    studio = Studio()
    uneven: Chart = Columns("Uneven", ("a", "b"), (Series("x", "good", (1, 2, 3)),))
    with pytest.raises(NoPicture):
        await studio.draw(uneven)

    assert size_of(await studio.draw(DAYS))
    await studio.close()


async def test_a_worker_with_nothing_to_draw_ends():
    studio = Studio(idle=timedelta())
    await studio.draw(CLIENTS)
    worker = studio._worker
    assert worker is not None
    await worker.wait()

    assert worker.returncode is not None
    await studio.close()


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)
