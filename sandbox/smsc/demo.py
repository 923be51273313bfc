"""The accounts of the sandbox: `demo` has lived for a while, `poor` has nothing but forty kopecks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random

from sandbox.smsc import exports, moscow
from sandbox.smsc.accounts import Account
from sandbox.smsc.book import Operation
from sandbox.smsc.clients import WITH_OWN_BALANCE, SubClient
from sandbox.smsc.exports import Export
from sandbox.smsc.market import SIM, VIRTUAL, Lease, Offer
from sandbox.smsc.messages import Incoming, Kind, Message
from sandbox.smsc.money import NOTHING
from sandbox.smsc.world import World

API_KEY = "demo-api-key"
MINUTE, HOUR, DAY = 60, 3600, 86400

INFO = (
    "МТС, приём SMS и звонков",
    "МегаФон, приём SMS, без сообщений с коротких номеров",
    "Билайн, приём SMS",
    "Tele2, приём SMS и звонков, переадресация",
)
LEASED = (
    ("74950001100", "Поддержка", True),
    ("79120000001", "Промо", False),
    ("74950002200", "Доставка", True),
)
FREE = ("74950001122", "74950003344")
CITIES = ("7495000", "7812000", "7343000", "7383000", "7912000")

# login, kind, currency, messages a day
CLIENTS = (
    ("Ромашка", "0", "RUR", 1700),
    ("Лютик", "0", "RUR", 1300),
    ("Тюльпан", "1", "KZT", 240),
    ("Фиалка", "2", "RUR", 610),
    ("Подорожник", "3", "RUR", 90),
    ("Василёк", "0", "RUR", 0),
    ("Астра", "0", "RUR", 210),
    ("Гвоздика", "1", "RUR", 180),
    ("Ирис", "0", "KZT", 150),
    ("Мак", "2", "RUR", 120),
    ("Нарцисс", "0", "RUR", 60),
    ("Пион", "1", "RUR", 45),
    ("Сирень", "0", "RUR", 20),
)
SENT_THROUGH = (
    ("SMS", "МТС", "25001", Decimal("1.35"), 0.34),
    ("SMS", "МегаФон", "25002", Decimal("1.28"), 0.26),
    ("SMS", "Билайн", "25099", Decimal("1.31"), 0.22),
    ("SMS", "Tele2", "25020", Decimal("1.19"), 0.12),
    ("Звонок", "Йота", "25011", Decimal("2.10"), 0.04),
    ("HLR-запрос", "Kcell", "40102", Decimal("0.30"), 0.02),
)
DAYS = 100
TOPPED_UP, SUM = ("Пополнение", "", ""), Decimal(5000)  # on Mondays, by those who have a balance of their own


def seed(world: World) -> None:
    """Fill *world* with what the sandbox shows; everything is counted back from its clock."""
    now = world.clock()
    world.offers |= {offer.phone: offer for offer in _offers()}
    demo = world.open_account("demo", "demo", Decimal("1530.00"), API_KEY)
    world.open_account("poor", "poor", Decimal("0.40"), None)
    until = moscow.month_end(moscow.today(now))
    demo.leases |= {phone: Lease(_offer(phone, 0), until, renews, label) for phone, label, renews in LEASED}
    demo.exports += _exports(now)
    for login, kind, currency, _ in CLIENTS:
        fio = {"fio": f"ООО «{login}»"}
        demo.clients[login] = SubClient(next(world.client_ids), login, kind, Decimal(500), currency, fio)
    demo.operations += _operations(moscow.today(now))
    _correspondence(world, demo, now)


def _offers() -> Iterator[Offer]:
    """37 of them; two do not tell all of their prices."""
    for number, phone in enumerate(FREE):
        yield _offer(phone, number)
    for number in range(33):
        yield _offer(f"{CITIES[number % len(CITIES)]}{4000 + number * 37}", number)
    yield replace(_offer("74950009901", 1), silent_on=("current_cost",))
    yield replace(_offer("78120009902", 2), silent_on=("cost", "current_cost"))


def _offer(phone: str, number: int) -> Offer:
    monthly = Decimal(400) if phone.startswith("7495") else Decimal(250) + 50 * (number % 4)
    return Offer(phone, SIM if phone.startswith("79") else VIRTUAL, monthly, INFO[number % len(INFO)])


def _exports(now: float) -> list[Export]:
    return [
        Export(8832, "июнь, неудачные", now - 9 * DAY, MINUTE, 5 * MINUTE, exports.FAILED, 0),
        Export(8836, "рассылка «Июль»", now - 4 * DAY, MINUTE, 5 * MINUTE, exports.CANCELLED, 0),
        Export(8839, "июль, все сообщения", now - DAY, MINUTE, 20 * MINUTE, exports.DONE, 12_480),
        Export(8840, "рассылка «Август»", now - 2 * MINUTE, MINUTE, 10 * MINUTE, exports.DONE, 1_000),
        Export(8841, "август, входящие", now - MINUTE, 30 * MINUTE, 10 * MINUTE, exports.DONE, 120),
    ]


@cache
def _operations(today: date) -> tuple[Operation, ...]:
    """A hundred days for every client and the account itself: the same for everybody who asks on that day."""
    return tuple(_hundred_days(today))


def _hundred_days(today: date) -> Iterator[Operation]:
    for login, kind, _, daily in (*CLIENTS, ("demo", "0", "", 2600)):
        for day in (today - timedelta(days=back) for back in range(DAYS if daily else 0)):
            if kind in WITH_OWN_BALANCE and day.weekday() == 0:
                yield Operation(login, day, *TOPPED_UP, 0, NOTHING, SUM)
            luck = Random(f"{login}{day}")
            for description, operator, mccmnc, price, share in SENT_THROUGH:
                count = round(daily * share * luck.uniform(0.8, 1.2))
                yield Operation(login, day, description, operator, mccmnc, count, price * count)


def _correspondence(world: World, demo: Account, now: float) -> None:
    sent = (
        ("79991234567", "Ваш код 4821", 1, 0, 50 * MINUTE),
        ("79120000002", "Ваш заказ готов", 20, 13, 40 * MINUTE),
        ("79261112233", "Курьер будет через час", 0, 0, 3 * MINUTE),
    )
    for phone, text, status, err, ago in sent:
        number, at = str(next(world.ids)), now - ago
        demo.messages[number, phone] = Message(
            number, phone, text, "SHOP", Kind.SMS, 1, Decimal("4.10"), at, status, at + 6, err
        )
    heard = (("79991234567", "Когда привезёте заказ?", 2 * HOUR), ("79035554433", "Спасибо!", HOUR))
    for phone, text, ago in heard:
        demo.inbox.append(Incoming(next(world.ids), phone, text, LEASED[0][0], now - ago - 2, now - ago))
