"""The files of /stats: a CSV of what the card shows, and an Excel file with a sheet for each of its views."""

from collections.abc import Sequence

from handlers.figures import Compared
from handlers.reply import Document
from handlers.statistics import Day, Share, Sum, by_operation, by_operator, summed
from handlers.tables import csv_file
from handlers.words import Say, _
from handlers.workbooks import Cell, Sheet, workbook
from smsc.types import ClientDetail, ClientTotal, Period
from storage.outcomes import Outcomes

TOTALS = ("login", "sms", "spent", "paid_in", "currency")
DETAILS = ("login", "operation", "operator", "mccmnc", "sms", "spent", "paid_in", "currency")


def totals_csv(period: Period, lines: Sequence[ClientTotal]) -> Document:
    return Document(name(period, "csv"), csv_file(TOTALS, map(total_row, lines)))


def details_csv(period: Period, details: Sequence[ClientDetail]) -> Document:
    return Document(name(period, "csv"), csv_file(DETAILS, detail_rows(details)))


def excel(found: Compared, details: Sequence[ClientDetail], days: Sequence[Day], say: Say) -> Document:
    """Slow for many subclients: to be run in a thread."""
    sheets = [
        Sheet(say.label(_("Totals")), head(say, _("whose"), _("from"), _("to"), *MONEY), total_rows(found, say)),
        Sheet(say.label(_("Subclients")), head(say, _("login"), *MONEY), [total_row(one) for one in found.now.clients]),
        Sheet(say.label(_("By operation")), head(say, _("operation"), *MONEY), share_rows(by_operation(details))),
        Sheet(say.label(_("By operator")), head(say, _("operator"), *MONEY), share_rows(by_operator(details))),
        Sheet(say.label(_("Details")), head(say, *DETAILED), detail_rows(details)),
    ]
    if days:
        header = head(say, _("day"), *MONEY, _("delivered"), _("not delivered"))
        sheets.append(Sheet(say.label(_("By day")), header, [row for day in days for row in day_rows(day)]))
    return Document(name(found.now.period, "xlsx"), workbook(sheets))


MONEY = ("SMS", _("spent"), _("paid in"), _("currency"))
DETAILED = (_("login"), _("operation"), _("operator"), "MCC MNC", *MONEY)


def head(say: Say, *columns: str) -> list[str]:
    return [say.label(column) for column in columns]


def total_rows(found: Compared, say: Say) -> list[list[Cell]]:
    """The account and all its subclients, in this period and in the one before."""
    rows: list[list[Cell]] = []
    for whose, place in ((_("account"), "own"), (_("subclients"), "clients")):
        for totals in (found.now, found.before):
            if totals is not None and getattr(totals, place):
                start: list[Cell] = [say.label(whose), totals.period.start, totals.period.end]
                rows += [[*start, *row] for row in money_rows(summed(getattr(totals, place)))]
    return rows


def money_rows(found: Sum) -> list[list[Cell]]:
    """A row for each currency; messages are counted in the first, so that a column can be added up."""
    rows: list[list[Cell]] = []
    for currency in found.currencies or [""]:
        spent, paid = (money.get(currency, 0) for money in (found.spent, found.paid))
        rows.append([0 if rows else found.sms, spent, paid, currency])
    return rows


def share_rows(shares: Sequence[Share]) -> list[list[Cell]]:
    return [[share.name, *row] for share in shares for row in money_rows(share.sum)]


def day_rows(day: Day) -> list[list[Cell]]:
    said = day.outcomes or Outcomes()
    first, *more = money_rows(day.sum)
    return [[day.day, *first, said.delivered, said.failed], *([day.day, *row, 0, 0] for row in more)]


def total_row(one: ClientTotal) -> list[Cell]:
    return [one.login, one.sms, one.credit, one.debit, one.currency]


def detail_rows(details: Sequence[ClientDetail]) -> list[list[Cell]]:
    return [
        [one.login, item.description, item.operator, item.mccmnc, item.sms, item.credit, item.debit, item.currency]
        for one in details
        for item in one.items
    ]


def name(period: Period, ending: str) -> str:
    return f"smsc_stats_{period.start:%Y%m%d}-{period.end:%Y%m%d}.{ending}"
