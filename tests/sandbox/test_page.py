"""The chat page, asked over HTTP as its own script asks it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, FormData

from sandbox.page import Page
from sandbox.page.page import STATIC
from sandbox.smsc import SmscStandIn
from sandbox.smsc.messages import Draft, Kind
from tests.sandbox.telegram_world import STATUSES, World, buttons, picture, world


@dataclass
class Opened:
    """The page, open in a browser that runs no script."""

    telegram: World
    smsc: SmscStandIn
    url: str
    http: ClientSession

    async def post(self, path: str, **fields: Any) -> dict[str, Any]:
        async with self.http.post(f"{self.url}api/{path}", json=fields) as answer:
            return {"http": answer.status} | await answer.json()

    async def house(self) -> dict[str, Any]:
        async with self.http.get(f"{self.url}api/house") as answer:
            return await answer.json()

    async def messages(self, chat: int) -> list[dict[str, Any]]:
        return next(one["messages"] for one in (await self.house())["chats"] if one["id"] == chat)


@asynccontextmanager
async def opened() -> AsyncIterator[Opened]:
    async with world() as telegram:
        smsc = SmscStandIn(clock=telegram.clock)
        await smsc.start()
        page = Page(telegram.telegram, smsc)
        url = await page.start()
        try:
            yield Opened(telegram, smsc, url, telegram.http)
        finally:
            await page.stop()
            await smsc.stop()


async def event(stream: ClientResponse, wanted: str) -> dict[str, Any]:
    """The next Server-Sent Event of that name."""
    name = ""
    async for line in stream.content:
        kind, _, value = line.decode().rstrip().partition(": ")
        name = value if kind == "event" else name
        if kind == "data" and name == wanted:
            return json.loads(value)
    raise AssertionError(f"the stream ended before {wanted}")


@pytest.mark.parametrize("path", sorted(STATIC))
async def test_the_page_is_served_without_anything_from_outside(path):
    async with opened() as page, page.http.get(page.url + path[1:]) as answer:
        text = await answer.text()

        assert answer.status == 200
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "innerHTML" not in text
        assert "https://cdn" not in text


async def test_the_house_shows_people_chats_and_messages():
    async with opened() as page:
        await page.telegram.bot.send_message(
            10, "<b>Да</b>", parse_mode="HTML", reply_markup=buttons("✅", style="success")
        )
        house = await page.house()
        message = (await page.messages(10))[0]

    assert [one["name"] for one in house["people"]] == ["Анна", "Борис"]
    group = next(chat for chat in house["chats"] if chat["kind"] == "supergroup")
    assert (group["members"], group["topics"]) == (
        {"10": "creator", "11": "member"},
        [{"id": STATUSES, "name": "Статусы"}],
    )
    assert (message["text"], message["entities"][0]["type"]) == ("Да", "bold")
    assert message["buttons"] == [[{"text": "✅", "style": "success", "url": "", "copy": ""}]]


async def test_what_a_person_writes_reaches_the_bot():
    async with opened() as page:
        group = page.telegram.group
        said = await page.post("say", person=11, chat=group.id, thread=STATUSES, text=" /balance ")
        await page.post("say", person=11, chat=group.id, text="и ещё", reply=said["id"])
        updates = await page.telegram.updates()

        assert [update.message.text for update in updates] == ["/balance"]
        assert updates[0].message.message_thread_id == STATUSES
        assert group.messages[1].reply_to is group.messages[0]


async def test_an_edit_reaches_the_bot():
    async with opened() as page:
        said = await page.post("say", person=10, chat=10, text="/operator 7")
        await page.post("edit", person=10, chat=10, message=said["id"], text="/operator 8")

        assert (await page.telegram.updates())[-1].edited_message.text == "/operator 8"


async def test_a_press_returns_what_the_bot_answered():
    async with opened() as page:
        sent = await page.telegram.bot.send_message(10, "x", reply_markup=buttons("a", "b"))
        place = {"person": 10, "chat": 10, "message": sent.message_id, "row": 0, "column": 1}
        press = asyncio.create_task(page.post("press", **place))
        query = (await page.telegram.bot.get_updates(timeout=5))[0].callback_query
        await query.answer("Готово")

        assert query.data == "b"
        assert (await press)["text"] == "Готово"
        assert (await page.post("press", **(place | {"column": 7})))["error"] == "Этой кнопки уже нет"


async def test_a_deep_link_in_a_text_opens_the_private_chat():
    async with opened() as page:
        link = "https://t.me/smsc_sandbox_bot?start=abc"
        await page.post("open", person=11, chat=page.telegram.group.id, url=link)

        assert [message["text"] for message in await page.messages(11)] == ["/start abc"]


async def test_files_and_contacts_can_be_shared():
    async with opened() as page:
        form = FormData({"chat": "10", "person": "10", "thread": "0", "caption": "/operator"})
        form.add_field("file", b"79991234567", filename="phones.txt")
        await page.http.post(f"{page.url}api/file", data=form)
        await page.post("contact", person=10, chat=10, phone="+79991234567", name="Пётр")
        file, contact = [update.message for update in await page.telegram.updates()]

    assert (file.document.file_name, file.caption) == ("phones.txt", "/operator")
    assert contact.contact.first_name == "Пётр"


async def test_a_table_has_a_preview_and_can_be_fetched():
    async with opened() as page:
        csv = "\ufeffтелефон;статус\r\n+79991234567;доставлено\r\n".encode()
        await page.telegram.bot.send_document(10, csv, filename="Отчёт.csv")
        document = (await page.messages(10))[0]["document"]

        assert document["preview"] == [["телефон", "статус"], ["+79991234567", "доставлено"]]
        async with page.http.get(f"{page.url}api/files/{document['id']}") as answer:
            assert await answer.read() == csv
            assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D0%9E")


async def test_a_table_in_the_old_charset_is_readable_too():
    async with opened() as page:
        await page.telegram.bot.send_document(10, "имя,город\nПётр,Тула".encode("windows-1251"), filename="a.csv")

        assert (await page.messages(10))[0]["document"]["preview"] == [["имя", "город"], ["Пётр", "Тула"]]


async def test_only_pictures_are_shown_in_place():
    async with opened() as page:
        await page.telegram.bot.send_photo(10, picture(), filename="chart.png")
        await page.telegram.bot.send_document(10, b"<script>", filename="page.html")
        shown, kept = await page.messages(10)

        async with page.http.get(f"{page.url}api/files/{shown['photo']['id']}") as answer:
            assert answer.headers["Content-Type"] == "image/png"
        async with page.http.get(f"{page.url}api/files/{kept['document']['id']}") as answer:
            assert answer.headers["Content-Type"] == "application/octet-stream"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_hears_what_happens():
    async with opened() as page, page.http.get(f"{page.url}api/events") as stream:
        assert (await event(stream, "house"))["people"]
        sent = await page.telegram.bot.send_message(10, "⏳")
        assert (await event(stream, "message"))["text"] == "⏳"
        await sent.edit_text("✅")
        assert (await event(stream, "message"))["edited"]
        await page.telegram.bot.send_chat_action(10, "typing")
        assert (await event(stream, "action"))["does"] == "typing"
        await sent.delete()
        assert await event(stream, "deleted") == {"chat": 10, "id": sent.message_id}


async def test_a_changed_menu_and_a_removed_bot_are_seen_at_once():
    async with opened() as page, page.http.get(f"{page.url}api/events") as stream:
        await event(stream, "house")
        await page.telegram.bot.set_my_commands([("help", "Помощь")])
        house = await event(stream, "house")
        assert house["chats"][0]["menus"]["10"] == [{"command": "help", "about": "Помощь"}]
        await page.post("bot", person=10, chat=page.telegram.group.id, does="kick")
        house = await event(stream, "house")

    assert [chat["bot"] for chat in house["chats"]] == ["member", "kicked"]


async def test_stopping_does_not_wait_for_open_pages():
    async with opened() as page:
        stream = await page.http.get(f"{page.url}api/events")
        await event(stream, "outside")

    assert stream.status == 200


async def test_an_sms_a_call_and_a_message_can_be_made_to_happen():
    async with opened() as page:
        told = await page.post("sms", phone="+7 999 123-45-67", text="Привет", to="")
        await page.post("call", phone="8 (999) 123-45-67")
        sent = await page.post("send", phone="79991234567", text="Ваш код 1")
        await page.post("status", id=sent["id"], phone="79991234567", status=3, err=6)
        seen = (await page.house())["outside"]["smsc"]

    assert told["error"] == "no handler"
    assert (seen["inbox"][1]["text"], seen["inbox"][0]["phone"]) == ("Привет", "79991234567")
    assert (seen["messages"][0]["id"], seen["messages"][0]["status"]) == (sent["id"], 3)


async def test_an_hlr_query_sent_from_the_chat_can_be_answered():
    async with opened() as page:
        draft = Draft(("79991234567",), "", kind=Kind.HLR, id="bot-1")
        page.smsc.world.post(page.smsc.account("demo"), draft)
        await page.post("status", id="bot-1", phone="79991234567", status=1, abroad=1)
        [message] = [one for one in (await page.house())["outside"]["smsc"]["messages"] if one["id"] == "bot-1"]

    assert (message["kind"], message["status"]) == ("HLR-запрос", 1)
    assert page.smsc.account("demo").messages["bot-1", "79991234567"].abroad


async def test_a_burst_has_sensible_limits():
    async with opened() as page:
        assert (await page.post("burst", count=5, failures=20))["http"] == 200
        assert (await page.post("burst", count=0, failures=20))["http"] == 400
        assert (await page.post("burst", count=5, failures=101))["http"] == 400


async def test_troubles_are_switched_on_and_off():
    async with opened() as page:
        await page.post("trouble", where="smsc", name="down")
        await page.post("trouble", where="telegram", name="flood")
        troubles = (await page.house())["outside"]["troubles"]
        refused = await page.telegram.post("sendMessage", chat_id=10, text="x")
        await page.post("trouble", where="telegram", name="")

        assert (troubles["smsc"]["now"], troubles["telegram"]["now"]) == ("down", "flood")
        assert refused["parameters"] == {"retry_after": 20}
        assert (await page.telegram.post("sendMessage", chat_id=10, text="x"))["ok"]
        assert (await page.post("trouble", where="telegram", name="rain"))["http"] == 400


@pytest.mark.parametrize("name", ["down", "dropped", "lost", "forbidden"])
async def test_every_trouble_of_telegram_spoils_sending(name):
    async with opened() as page:
        await page.post("trouble", where="telegram", name=name)

        with pytest.raises(Exception, match=r"(?i)bad gateway|disconnected|forbidden"):
            await page.telegram.bot.send_message(10, "x")


async def test_the_log_shows_what_the_bot_asked():
    async with opened() as page:
        await page.telegram.bot.send_message(10, "x")
        await page.telegram.bot.get_updates()
        calls = (await page.house())["outside"]["calls"]

    assert [(call["method"], call["status"], call["chat"]) for call in calls] == [("sendMessage", 200, 10)]


@pytest.mark.parametrize(
    ("path", "fields", "error"),
    [
        ("say", {"person": 10, "chat": 10, "text": " "}, "Напишите что-нибудь"),
        ("say", {"person": 10, "chat": 404, "text": "x"}, "Такого чата нет"),
        ("say", {"person": 404, "chat": 10, "text": "x"}, "Такого человека нет"),
        ("say", {"person": 11, "chat": 10, "text": "x"}, "Борис is not in Анна"),
        ("say", {"person": "10", "chat": 10, "text": "x"}, "person: ожидается число"),
        ("edit", {"person": 10, "chat": 10, "message": 404, "text": "x"}, "Этого сообщения уже нет"),
        ("bot", {"person": 10, "chat": 10, "does": "sing"}, "Такого с ботом не сделать"),
        ("sms", {"phone": "нет", "text": "x"}, "Телефон: от 3 до 15 цифр, например +7 999 123-45-67"),
    ],
)
async def test_what_cannot_be_done_is_explained(path, fields, error):
    async with opened() as page:
        assert await page.post(path, **fields) == {"http": 400, "error": error}


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}])
async def test_another_site_in_the_same_browser_can_do_nothing(headers):
    async with opened() as page:
        body = {"person": 10, "chat": 10, "text": "/buy"}
        async with page.http.post(f"{page.url}api/say", json=body, headers=headers) as answer:
            assert answer.status == 403
        assert page.telegram.private.messages == []
