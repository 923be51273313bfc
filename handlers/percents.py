"""Shares and changes as people read them: 95.4 %, ▲ 12 %, ▼ 0.6 points, and a dash where nothing can be compared."""

from decimal import ROUND_HALF_UP, Decimal

from handlers.words import Html, Say, _

MOST = 999  # per cent: beyond that a number says less than its arrow
TENTH = Decimal("0.1")


def percent(part: Decimal | int, whole: Decimal | int, say: Say) -> str:
    """Plain text. What is not all is never shown as 100 %, what is something never as nothing."""
    share = Decimal(part) / whole * 100 if whole else Decimal(0)
    shown = rounded(share)
    if part and part < whole:
        shown = min(max(shown, TENTH), 100 - TENTH)
    return say.percent(float(shown) / 100)


def changed(per_cent: Decimal | None, say: Say) -> Html:
    """By how many per cent something grew or fell."""
    if per_cent is None:
        return Html("—")
    shown = abs(per_cent).quantize(Decimal(1), ROUND_HALF_UP) if abs(per_cent) <= MOST else Decimal(MOST)
    if not per_cent:
        return Html(say(_("= {n}%"), n=0))
    if shown < 1:
        return Html(say(_("▲ &lt;{n}%") if per_cent > 0 else _("▼ &lt;{n}%"), n=1))
    if abs(per_cent) > MOST:
        return Html(say(_("▲ &gt;{n}%") if per_cent > 0 else _("▼ &gt;{n}%"), n=MOST))
    return Html(say(_("▲ {n}%") if per_cent > 0 else _("▼ {n}%"), n=shown))


def points(now: Decimal, before: Decimal, say: Say) -> Html:
    """How two shares differ, in percentage points."""
    difference = rounded((now - before) * 100)
    if not difference:
        return Html(say(_("= {n} pp"), n=0))
    return Html(say(_("▲ {n} pp") if difference > 0 else _("▼ {n} pp"), n=abs(difference).normalize() + 0))


def rounded(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)
