"""What was measured, beside what was promised."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class AtLeast:
    bound: float

    def said(self, value: float) -> str:
        return f"(goal ≥ {self.bound:g}: {'met' if value >= self.bound else 'MISSED'})"


@dataclass(frozen=True)
class AtMost:
    bound: float

    def said(self, value: float) -> str:
        return f"(goal ≤ {self.bound:g}: {'met' if value <= self.bound else 'MISSED'})"


Goal = AtLeast | AtMost


def report(what: str, value: float, unit: str, goal: Goal | None = None, *, detail: str = "") -> None:
    """One line: what, how much, the goal and whether it was met, and the raw figures behind it."""
    parts = [f"  {what}: {shown(value)}{unit if math.isfinite(value) else ''}"]
    parts += [goal.said(value)] if goal else []
    parts += [f"[{detail}]"] if detail else []
    print(" ".join(parts), flush=True)


def shown(value: float) -> str:
    if not math.isfinite(value):
        return "never"
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def heading(text: str) -> None:
    print(f"\n{text}", flush=True)
