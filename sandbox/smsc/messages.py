"""Messages: what a client sends and what became of it, and what subscribers send back."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from sandbox.smsc import operators


class Kind(IntEnum):
    """`type` of a message: https://smscentre.com/api/http/status_messages/"""

    SMS = 0
    FLASH = 1
    HLR = 4
    PING = 5
    CALL = 7
    VIBER = 10


NAMES = {
    Kind.SMS: "SMS",
    Kind.FLASH: "Flash-SMS",
    Kind.HLR: "HLR-запрос",
    Kind.PING: "Ping-SMS",
    Kind.CALL: "Звонок",
    Kind.VIBER: "Viber",
}
SMS_PRICES = {"250": Decimal("4.10"), "401": Decimal("18.50"), "257": Decimal("12.40")}
ABROAD_PRICE = Decimal("9.90")
OTHER_PRICES = {
    Kind.HLR: Decimal("0.30"),
    Kind.PING: Decimal("1.50"),
    Kind.CALL: Decimal("3.20"),
    Kind.VIBER: Decimal("2.10"),
}


@dataclass(frozen=True)
class Draft:
    """One send request; *phones* are digits, *id* is the client's own or empty."""

    phones: tuple[str, ...]
    text: str
    sender: str = ""
    kind: Kind = Kind.SMS
    id: str = ""
    scheduled: bool = False

    @property
    def parts(self) -> int:
        """160 Latin or 70 other characters in one SMS, 153 or 67 in each of several."""
        if self.kind not in (Kind.SMS, Kind.FLASH):
            return 1
        one, several = (160, 153) if self.text.isascii() else (70, 67)
        return 1 if len(self.text) <= one else -(-len(self.text) // several)

    def cost_to(self, phone: str) -> Decimal:
        if self.kind in OTHER_PRICES:
            return OTHER_PRICES[self.kind]
        operator = operators.of_phone(phone)
        return SMS_PRICES.get(operator.mcc if operator else "", ABROAD_PRICE) * self.parts

    @property
    def cost(self) -> Decimal:
        return sum((self.cost_to(phone) for phone in self.phones), Decimal(0))


@dataclass(frozen=True)
class Message:
    """One message to one phone; phones of one request share the *id*."""

    id: str
    phone: str
    text: str
    sender: str
    kind: Kind
    parts: int
    cost: Decimal
    sent_at: float
    status: int
    status_at: float
    err: int = 0
    abroad: bool = False  # where an HLR query found the subscriber


@dataclass(frozen=True)
class Incoming:
    """What a subscriber sent to us; *answers* is the id of the message it replies to, or empty."""

    id: int
    phone: str
    text: str
    to: str
    sent_at: float
    received_at: float
    answers: str = ""


STATUS_NAMES: Mapping[int, str] = {
    -3: "Сообщение не найдено",
    -2: "Остановлено",
    -1: "Ожидает отправки",
    0: "Передано оператору",
    1: "Доставлено",
    2: "Прочитано",
    3: "Просрочено",
    4: "Нажата ссылка",
    20: "Невозможно доставить",
    22: "Неверный номер",
    23: "Запрещено",
    24: "Недостаточно средств",
    25: "Недоступный номер",
}
