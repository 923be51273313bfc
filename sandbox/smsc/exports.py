"""Deferred tasks of the cabinet: an export waits, runs, and ends as a csv file, or does not."""

import csv
from dataclasses import dataclass
from io import StringIO
from random import Random

from sandbox.smsc import moscow, operators
from sandbox.smsc.answers import Value

WAITING, RUNNING, DONE, CANCELLED, FAILED = range(5)

HEADER = (
    "ID",
    "Телефон",
    "Оператор",
    "Статус",
    "Отправлено",
    "Изменён",
    "Стоимость",
    "Отправитель",
    "Сообщение",
)
TEXTS = (
    "Ваш заказ готов, ждём вас до 21:00",
    "Код подтверждения: 482913",
    "Скидка 20 % на всё; только сегодня",
    'Встреча в кафе "Ромашка" в 19:00',
)
STATUSES = ("Доставлено",) * 20 + ("Просрочено", "Невозможно доставить", "Передано оператору")
PREFIXES = ("7912", "7921", "7903", "7999", "7950", "7701")


@dataclass(frozen=True)
class Export:
    """A task: *wait* and *run* are seconds, *outcome* the state it ends in."""

    id: int
    name: str
    created: float
    wait: float
    run: float
    outcome: int
    rows: int

    @property
    def starts(self) -> float:
        return self.created + self.wait

    @property
    def file(self) -> str:
        return f"export_{self.id}.csv"

    def status(self, now: float) -> int:
        if now < self.starts:
            return WAITING
        return RUNNING if now < self.starts + self.run else self.outcome

    def row(self, now: float) -> dict[str, Value]:
        status = self.status(now)
        return {
            "id": self.id,
            "name": self.name,
            "status": str(status),
            "created": moscow.full(self.created),
            "time": "" if status == WAITING else moscow.full(self.starts),
            "file": self.file if status == DONE else "",
        }

    def content(self) -> bytes:
        """The csv as a Russian cabinet writes it: windows-1251, `;`, decimal comma; the same every time."""
        out = StringIO()
        table = csv.writer(out, delimiter=";", lineterminator="\r\n")
        table.writerow(HEADER)
        luck = Random(self.id)
        table.writerows(self._line(number, luck) for number in range(self.rows))
        return out.getvalue().encode("windows-1251", "replace")

    def _line(self, number: int, luck: Random) -> tuple[str | int, ...]:
        phone = luck.choice(PREFIXES) + f"{luck.randrange(10**7):07}"
        sent = self.created - 86400 + number
        operator = operators.of_phone(phone)
        return (
            self.id * 100_000 + number,
            phone,
            operator.operator if operator else "",
            luck.choice(STATUSES),
            moscow.full(sent),
            moscow.full(sent + luck.randrange(2, 40)),
            "4,10",
            "SHOP",
            luck.choice(TEXTS),
        )
