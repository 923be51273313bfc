"""Whose number is it: a small table of prefixes, the longest one wins."""

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Operator:
    """The six values of get_operator, all of them texts: `mnc` keeps its leading zero."""

    country: str
    operator: str
    region: str
    mcc: str
    mnc: str
    tz: str


MTS, MEGAFON, TELE2 = ("МТС", "01"), ("МегаФон", "02"), ("Tele2", "20")
BEELINE, YOTA, MOTIV = ("Билайн", "99"), ("Йота", "11"), ("МОТИВ", "35")
MOSCOW_REGION = ("Москва и область", "3")
PETERSBURG = ("г. Санкт-Петербург, Ленинградская область", "3")
URAL = ("Свердловская область", "5")
VOLGA = ("Нижегородская область", "3")
SOUTH = ("Краснодарский край, Республика Адыгея", "3")
SIBERIA = ("Новосибирская область", "7")
FAR_EAST = ("Приморский край", "10")

RUSSIA = (
    (MTS, MOSCOW_REGION, "7910 7915 7916 7917 7919 7980 7985"),
    (MTS, PETERSBURG, "7911 7981"),
    (MTS, URAL, "7912 7982"),
    (MTS, SIBERIA, "7913 7983"),
    (MTS, FAR_EAST, "7914 7984"),
    (MTS, SOUTH, "7918 7988 7989"),
    (MTS, VOLGA, "7986 7987"),
    (MEGAFON, MOSCOW_REGION, "7925 7926 7929 7936 7999250"),
    (MEGAFON, PETERSBURG, "7921 7931"),
    (MEGAFON, URAL, "7922 7932"),
    (MEGAFON, SIBERIA, "7923 7933"),
    (MEGAFON, FAR_EAST, "7924 7934"),
    (MEGAFON, VOLGA, "7920 7927 7930 7937 7939"),
    (MEGAFON, SOUTH, "7928 7938"),
    (BEELINE, MOSCOW_REGION, "7903 7905 7906 7909 7962 7963 7964 7965 7966 7967 7968 7976"),
    (BEELINE, PETERSBURG, "7960"),
    (BEELINE, SOUTH, "7961"),
    (TELE2, MOSCOW_REGION, "7900 7901 7958 7977 7991 7994"),
    (TELE2, PETERSBURG, "7904 7950 7952"),
    (TELE2, URAL, "7902 7908 7953"),
    (MOTIV, URAL, "7950190 7952130"),
    (YOTA, MOSCOW_REGION, "7995 7996 7999"),
)

ABROAD = (
    (Operator("Казахстан", "Kcell", "Казахстан", "401", "02", "5"), "7701 7702 7775 7778"),
    (Operator("Казахстан", "Beeline", "Казахстан", "401", "01", "5"), "7705 7771 7776 7777"),
    (Operator("Казахстан", "Tele2", "Казахстан", "401", "77", "5"), "7707 7747"),
    (Operator("Казахстан", "Altel", "Казахстан", "401", "07", "5"), "7700 7708"),
    (Operator("Беларусь", "A1", "Беларусь", "257", "01", "3"), "375291 375293 375296 375299 37544"),
    (Operator("Беларусь", "МТС", "Беларусь", "257", "02", "3"), "375292 375295 375297 375298 37533"),
    (Operator("Беларусь", "life:)", "Беларусь", "257", "04", "3"), "37525"),
    (Operator("Узбекистан", "Ucell", "Узбекистан", "434", "05", "5"), "99893 99894"),
    (Operator("Узбекистан", "Beeline", "Узбекистан", "434", "04", "5"), "99890 99891"),
    (Operator("Армения", "Viva-MTS", "Армения", "283", "05", "4"), "37477 37493 37494 37498"),
    (Operator("Кыргызстан", "MegaCom", "Кыргызстан", "437", "05", "6"), "99655 99699"),
    (Operator("Грузия", "Magti", "Грузия", "282", "02", "4"), "99559"),
)


def of_phone(phone: str) -> Operator | None:
    """The operator of *phone* (digits only); None where the table ends."""
    known = _prefixes()
    return next((known[phone[:size]] for size in range(len(phone), 3, -1) if phone[:size] in known), None)


@cache
def _prefixes() -> dict[str, Operator]:
    known = {prefix: operator for operator, prefixes in ABROAD for prefix in prefixes.split()}
    for (name, mnc), (region, tz), prefixes in RUSSIA:
        operator = Operator("Россия", name, region, "250", mnc, tz)
        known |= dict.fromkeys(prefixes.split(), operator)
    return known
