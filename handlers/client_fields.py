"""The settings of a subclient: SMSC's fields, the words people call them by, and what may stand in them.

https://smscentre.com/api/http/users/subclients/subclients_actions/
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from handlers.client_values import (
    TYPES,
    Misfit,
    Reader,
    amount,
    currency,
    flag,
    hours,
    kind,
    login,
    mail,
    password,
    phone,
    prefixes,
    tariff,
    text,
    whole,
    zone,
)
from handlers.problems import Problem
from handlers.words import Msgid, Say, _
from smsc.actions import RESERVED

SECRET = frozenset({"password", "pswc"})  # shown and stored nowhere
NEW_LOGIN = "new_login"
BLOCK = "fl2[10]"
QUIET = SECRET | {"url"}  # an address may hold a secret of its own: it is shown to who typed it, and not remembered
FORBIDDEN = RESERVED | {"user", "sum", "self"}
NAMED = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}(\[\d{1,2}\])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One setting: how it is called on cards, how it is read, and what people may call it."""

    about: str
    read: Reader
    names: tuple[str, ...] = ()


FIELDS: Mapping[str, Field] = {
    "dlim": Field(_("daily limit"), whole, ("limit", "daily", "лимит", "суточный")),
    "plim": Field(_("daily limit per number"), whole, ("numberlimit", "лимитномера")),
    "tlim": Field(_("daily limit per number and text"), whole, ("textlimit", "лимиттекста")),
    "ilim": Field(_("daily limit per IP"), whole, ("iplimit", "лимитip")),
    "fmts": Field(_("allowed prefixes"), prefixes, ("prefixes", "префиксы")),
    "tmlim": Field(_("sending hours"), hours, ("hours", "часы")),
    "sender": Field(_("sender"), text, ("отправитель",)),
    "sender2": Field(_("second sender"), text, ("отправитель2",)),
    "tariff": Field(_("tariff"), tariff, ("тариф",)),
    "mintrf": Field(_("lowest tariff"), tariff),
    "type": Field(_("type"), kind, ("тип",)),
    "curr": Field(_("currency"), currency, ("currency", "валюта")),
    "fio": Field(_("name"), text, ("name", "имя", "название", "фио")),
    "phone": Field(_("phone"), phone, ("телефон",)),
    "phone2": Field(_("second phone"), phone, ("телефон2",)),
    "email": Field(_("e-mail"), mail, ("mail", "почта")),
    "email2": Field(_("second e-mail"), mail, ("mail2", "почта2")),
    "props": Field(_("requisites"), text, ("реквизиты",)),
    "cntr": Field(_("contract"), text, ("contract", "договор")),
    "notes": Field(_("notes"), text, ("note", "заметки", "заметка")),
    "tz": Field(_("time zone"), zone, ("zone", "пояс")),
    "nb": Field(_("balance warning below"), amount, ("threshold", "порог")),
    "ktm": Field(_("days messages are kept"), whole, ("keep", "хранить")),
    "vld": Field(_("delivery time, minutes"), whole, ("validity", "доставка")),
    "url": Field(_("callback address"), text, ("адрес",)),
    BLOCK: Field(_("blocked"), flag, ("block", "blocked", "блок", "блокировка")),
    NEW_LOGIN: Field(_("new login"), login, ("newlogin", "логин", "новыйлогин")),
    "password": Field(_("password"), password, ("пароль",)),
    "pswc": Field(_("current password"), text),
}
BY_NAME = {name: field for field, about in FIELDS.items() for name in (field, *about.names)}
KEY = re.compile(r"(?:^|(?<=\s))([\w\[\]]+)=")


def read(line: str) -> dict[str, str]:
    """`лимит=500 fio=ООО Ромашка` → SMSC's fields and values. Raises Problem, never with a value that may be secret."""
    found = list(KEY.finditer(line))
    if not found or line[: found[0].start()].strip():
        raise Problem(
            _(
                "❌ Say what to change, as key=value\n"
                "For example: <code>/clients set ivan limit=500 prefixes=7,-77</code>"
            )
        )
    ends = [*(key.start() for key in found[1:]), len(line)]
    settings: dict[str, str] = {}
    for key, end in zip(found, ends, strict=True):
        field = field_called(key[1])
        if field in settings:
            raise Problem(_("❌ “{field}” is named twice. Nothing was sent."), field=key[1])
        settings[field] = value_of(field, line[key.end() : end].strip())
    return settings


def field_called(name: str) -> str:
    """SMSC's field for what a person called it. One that SMSC does not document passes if it looks like its fields."""
    field = BY_NAME.get(name.casefold(), name)
    base = field.partition("[")[0]
    if base.casefold() in FORBIDDEN:
        raise Problem(_("🔒 “{field}” is no setting of a subclient. Nothing was sent."), field=name[:40])
    if not NAMED.fullmatch(field) or (field not in FIELDS and base in FIELDS.keys() | SECRET):
        raise Problem(
            _(
                "🤷 There is no setting “{field}”. Nothing was sent.\n"
                "SMSC's own names work too, such as dlim, fmts, fl[29]; all of them: smsc.ru/api"
            ),
            field=name[:40],
        )
    return field


def value_of(field: str, value: str) -> str:
    try:
        return FIELDS[field].read(value) if field in FIELDS and (value or field in SECRET) else text(value)
    except Misfit as error:
        raise Problem(_("❌ {field}: {why}\nNothing was sent."), field=field, why=Msgid(error.sentence)) from None


def documented(field: str) -> bool:
    return field in FIELDS or bool(
        re.fullmatch(r"(fl|fl2|fl3|mfl)\[\d{1,2}\]|ph|mph|mh1|mh2|mlen|answ|answ_call", field)
    )


def label(field: str, say: Say) -> str:
    return say.label(FIELDS[field].about) if field in FIELDS else field


def shown(field: str, value: str, say: Say) -> str:
    """*value* in words, where it is a number that stands for something."""
    if field in SECRET:
        return "••••••"
    if field == BLOCK:
        return say.label(_("yes")) if value == "1" else say.label(_("no"))
    if field == "type" and value in TYPES:
        return say.label(TYPES[value])
    if field == "tz" and value.isdecimal():
        return f"GMT{int(value) - 12:+d}"
    return value or "—"
