"""Deferred tasks and their files."""

import pytest

from sandbox.smsc.exports import CANCELLED, FAILED
from tests.sandbox.smsc_world import world


async def states(smsc, **fields):
    return {task["id"]: task["status"] for task in await smsc.json("downloads", get_list=1, **fields)}


async def test_the_demo_has_a_task_in_every_state():
    async with world() as smsc:
        assert await states(smsc) == {8832: "4", 8836: "3", 8839: "2", 8840: "1", 8841: "0"}


@pytest.mark.parametrize(("outcome", "last"), [(2, "2"), (CANCELLED, "3"), (FAILED, "4")])
async def test_a_task_waits_runs_and_ends(outcome, last):
    async with world(enforce_limits=False) as smsc:
        task = smsc.smsc.order_export("demo", "июль", wait=60, run=300, outcome=outcome)
        waiting = (await states(smsc))[task]
        smsc.clock.forward(seconds=60)
        running = (await states(smsc))[task]
        smsc.clock.forward(seconds=300)

        assert (waiting, running, (await states(smsc))[task]) == ("0", "1", last)


async def test_the_list_is_paged_by_after_id_and_cnt():
    async with world() as smsc:
        assert list(await states(smsc, after_id=8836, cnt=2)) == [8839, 8840]


async def test_the_file_is_a_windows_1251_csv_with_semicolons():
    async with world() as smsc:
        task = smsc.smsc.order_export("demo", "июль", rows=3, run=0)
        async with smsc.post("downloads", get_file=1, id=task) as answer:
            lines = (await answer.read()).decode("windows-1251").split("\r\n")

    assert lines[0].split(";")[:4] == ["ID", "Телефон", "Оператор", "Статус"]
    assert (len(lines), lines[4]) == (5, "")
    assert lines[1].startswith(f"{task}00000;7")


@pytest.mark.parametrize("name", ["export_8839.csv", "июль, все сообщения"])
async def test_the_file_is_found_by_the_name_of_the_file_or_the_task(name):
    async with world() as smsc:
        async with smsc.post("downloads", get_file=1, name=name, charset="utf-8") as answer:
            by_name = await answer.read()
        async with smsc.post("downloads", get_file=1, id=8839) as answer:
            by_id = await answer.read()

    assert len(by_name) > 1_000_000
    assert by_name == by_id


@pytest.mark.parametrize("id", [8832, 8836, 8840, 8841, 1])
async def test_error_5_where_there_is_no_file(id):
    async with world() as smsc:
        assert await smsc.code("downloads", get_file=1, id=id) == 5


@pytest.mark.parametrize("fields", [{}, {"get_file": 1}, {"get_list": 1, "cnt": "many"}, {"get_file": 1, "id": "-1"}])
async def test_error_1_for_what_is_not_a_request(fields):
    async with world() as smsc:
        assert await smsc.code("downloads", **fields) == 1
