"""A chart as a PNG that can be read on a phone. Imports matplotlib: only the worker process may import this."""

import io
import math

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, MaxNLocator

from handlers.charts import Chart, Columns, Shares, Tone

# A dark ground on purpose: in a dark chat a white picture blinds, in a light one a dark picture is only dark.
GROUND, WORDS, FAINT = "#17212b", "#e9eef2", "#7f91a4"
TONES: dict[Tone, str] = {"good": "#4fae6d", "bad": "#e5534b", "waiting": "#d9a441", "plain": "#5b9bd5"}
WIDTH, DPI = 7.2, 150  # inches and dots: 1080 wide, which Telegram shows without scaling
LABELS_MOST = 10  # days written under the columns
NAME_MOST = 22  # letters of a bar's name
TITLE_FITS, TITLE_MOST = 40, 64  # letters of a title in its full size, and at all
LEGEND = {"fontsize": 13, "handlelength": 1, "handletextpad": 0.5, "columnspacing": 1.2}


def png(chart: Chart) -> bytes:
    """Draw *chart*. Cyrillic is in matplotlib's own font; a `$` is no formula."""
    mpl.rcParams.update({"text.parse_math": False, "font.size": 15, "text.color": WORDS})
    figure = _columns(chart) if isinstance(chart, Columns) else _shares(chart)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=DPI, facecolor=GROUND)
    return picture.getvalue()


def _columns(chart: Columns) -> Figure:
    figure, axes = _page(chart.title, chart.note, height=4.6)
    places, ground = range(len(chart.labels)), [0.0] * len(chart.labels)
    for series in chart.series:
        axes.bar(places, series.values, bottom=ground, width=0.72, color=TONES[series.tone], label=series.name)
        ground = [below + value for below, value in zip(ground, series.values, strict=True)]
    every = max(1, math.ceil(len(chart.labels) / LABELS_MOST))
    axes.set_xticks(list(places)[::every], chart.labels[::every])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:,.0f}".replace(",", "\N{THIN SPACE}")))
    axes.grid(axis="y", color=FAINT, alpha=0.25)
    axes.set_xlim(-0.6, len(chart.labels) - 0.4)
    if chart.series:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, borderaxespad=0.1, **LEGEND)
    return figure


def _shares(chart: Shares) -> Figure:
    figure, axes = _page(chart.title, chart.note, height=1.4 + 0.62 * max(2, len(chart.parts)))
    places = range(len(chart.parts))
    values = [part.value for part in chart.parts]
    axes.barh(places, values, height=0.62, color=TONES["plain"])
    axes.set_yticks(list(places), [_short(part.name) for part in chart.parts])
    axes.invert_yaxis()
    axes.set_xticks([])
    longest = max(values, default=0) or 1
    for place, part in zip(places, chart.parts, strict=True):
        axes.text(part.value + longest * 0.015, place, part.shown, va="center", ha="left")
    axes.set_xlim(0, longest * 1.6)  # room for the words at the end of the longest bar
    return figure


def _page(title: str, note: str, *, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.15))
    axes = figure.add_subplot()
    axes.set_facecolor(GROUND)
    axes.tick_params(colors=WORDS, length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    size = 18 * min(1, TITLE_FITS / max(1, min(len(title), TITLE_MOST)))
    figure.suptitle(_short(title, TITLE_MOST), x=0.02, ha="left", fontsize=size, fontweight="bold")
    if note:
        figure.supxlabel(note, x=0.02, ha="left", fontsize=12, color=FAINT)
    return figure, axes


def _short(name: str, most: int = NAME_MOST) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
