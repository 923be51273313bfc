"""Time zones as people name them: an IANA name, its city, or one of the commonest here in their own language."""

from functools import cache
from zoneinfo import available_timezones

from handlers.problems import Problem
from handlers.words import MOSCOW, Say, _

ZONES = {
    "Europe/Kaliningrad": _("Kaliningrad"),
    "Europe/Moscow": _("Moscow"),
    "Europe/Samara": _("Samara"),
    "Asia/Yekaterinburg": _("Yekaterinburg"),
    "Asia/Omsk": _("Omsk"),
    "Asia/Novosibirsk": _("Novosibirsk"),
    "Asia/Irkutsk": _("Irkutsk"),
    "Asia/Yakutsk": _("Yakutsk"),
    "Asia/Vladivostok": _("Vladivostok"),
}


def zone_name(zone: str | None, say: Say) -> str:
    name = zone or str(MOSCOW)
    return say.label(ZONES[name]) if name in ZONES else name


def zone_called(text: str, say: Say) -> str:
    """The IANA zone that people mean by *text*: its name, its city, or one of ours; raises Problem."""
    wanted = "_".join(text.split()).casefold()
    ours = {say.label(city).casefold(): name for name, city in ZONES.items()}
    if found := ours.get(wanted) or zone_names().get(wanted):
        return found
    raise Problem(
        _("❌ “{text}” is not a time zone\nFor example: <code>Europe/Moscow</code>, <code>Asia/Tbilisi</code>, UTC."),
        text=text[:40],
    )


@cache
def zone_names() -> dict[str, str]:
    """Every zone by its name and by its city, in small letters."""
    names = sorted(available_timezones())
    cities = {name.rpartition("/")[2].casefold(): name for name in names if name.startswith(("Europe/", "Asia/"))}
    return cities | {name.casefold(): name for name in names}
