"""Money as SMSC writes it: cents rounded half up, trailing zeros cut as in recorded answers."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal(0)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def plain(amount: Decimal) -> str:
    """`1530.00` → `1530`, `83.60` → `83.6`."""
    written = f"{amount:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
