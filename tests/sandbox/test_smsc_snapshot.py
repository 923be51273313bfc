"""What the sandbox's page sees of an account."""

import json
from decimal import Decimal

from tests.sandbox.smsc_world import listening, world

PHONE = "79991234567"


async def test_a_snapshot_is_json_and_shows_what_happened():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", f"{handler.url}/hook?sha1=s3cret")
        await smsc.json("wait_call", phone=PHONE)
        await smsc.json("users", add=1, user="new", password="hunter2")
        await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text="Алло")
        smsc.smsc.set_trouble("busy")
        seen = smsc.smsc.snapshot("demo")
        written = json.dumps(seen)

    assert (seen["balance"], seen["trouble"]) == ("1530.00", "busy")
    assert [number["label"] for number in seen["numbers"]] == ["Поддержка", "Промо", "Доставка"]
    assert [call["phone"] for call in seen["awaited_calls"]] == [PHONE]
    assert seen["inbox"][0]["text"] == "Алло"
    assert [(each["script"], each["code"]) for each in seen["requests"]] == [("users", 0), ("wait_call", 0)]
    assert [(each["kind"], each["status"]) for each in seen["deliveries"]] == [("sms", 200)]
    assert "s3cret" not in written
    assert "hunter2" not in written


async def test_a_snapshot_keeps_to_its_own_account_and_to_the_last_twenty():
    async with world(enforce_limits=False) as smsc:
        for _ in range(25):
            await smsc.code("balance")
        await smsc.code("balance", login="poor", psw="poor")

        assert len(smsc.smsc.snapshot("demo")["requests"]) == 20
        assert len(smsc.smsc.snapshot("poor")["requests"]) == 1


async def test_a_payment_is_seen_at_once():
    async with world() as smsc:
        smsc.smsc.top_up("poor", Decimal("100"))

        assert smsc.smsc.snapshot("poor")["balance"] == "100.40"
        assert await smsc.json("balance", login="poor", psw="poor") == {"balance": "100.4"}


async def test_an_empty_world_has_nobody_in_it():
    async with world(seed_demo=False) as smsc:
        smsc.smsc.add_account("demo", "demo", api_key="key")

        assert await smsc.json("receive_phones", get=1) == []
        assert await smsc.json("downloads", get_list=1, login=None, psw=None, apikey="key") == []
