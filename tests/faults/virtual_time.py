"""An event loop whose time passes only when nobody has anything to do: hours take as long as the work in them."""

import asyncio
import selectors

TICK = 1e-6  # seconds that every turn of the loop takes, so that who waits for less does not wait for ever
Keys = list[tuple[selectors.SelectorKey, int]]


class Skipping(selectors.DefaultSelector):
    """Instead of waiting it lets the time pass. Nothing may come from outside: no sockets, no threads."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> Keys:
        if timeout is None:
            raise RuntimeError("everybody waits, and for nothing that time could bring")
        self.now += max(TICK, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Seconds begin at 0."""

    def __init__(self) -> None:
        self._skipping = Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.now
