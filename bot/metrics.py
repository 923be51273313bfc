"""What Prometheus may read on METRICS_PORT: counts and ages, never a name, a number or a secret."""

from collections.abc import Callable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

REGISTRY_PREFIX = "smsc_bot"
ANSWERS = (200, 400, 403, 404, 413, 503)  # all that a callback may be answered with

Moment = Callable[[], datetime | None]


class Metrics:
    """One for the program; without a port it counts all the same."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.callbacks = Counter(
            f"{REGISTRY_PREFIX}_callbacks", "Callbacks of SMSC by our answer", ["status"], registry=self.registry
        )
        self._answers = {status: self.callbacks.labels(status) for status in ANSWERS}
        self.sends = Counter(
            f"{REGISTRY_PREFIX}_sends", "Messages and edits by what became of them", ["result"], registry=self.registry
        )
        self._telegram_age = Gauge(
            f"{REGISTRY_PREFIX}_telegram_age_seconds", "Since Telegram last answered getMe", registry=self.registry
        )
        self._updates_age = Gauge(
            f"{REGISTRY_PREFIX}_updates_age_seconds", "Since Telegram last answered getUpdates", registry=self.registry
        )

    def answered(self, status: int) -> None:
        """One callback was answered with *status*."""
        self._answers[status].inc()

    def watch_telegram(self, answered_at: Moment, clock: Callable[[], datetime]) -> None:
        self._telegram_age.set_function(age(answered_at, clock))

    def watch_updates(self, last_good: Moment, clock: Callable[[], datetime]) -> None:
        """Polling may fail though Telegram answers: somebody else polls, or has set a webhook."""
        self._updates_age.set_function(age(last_good, clock))

    def serve(self, port: int) -> Callable[[], None]:
        """Serve on loopback; returns what ends it. Raises OSError if the port is taken."""
        server, thread = start_http_server(port, addr="127.0.0.1", registry=self.registry)

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop


def age(moment: Moment, clock: Callable[[], datetime]) -> Callable[[], float]:
    """Seconds since *moment*; infinite before the first one."""

    def seconds() -> float:
        at = moment()
        return (clock() - at).total_seconds() if at else float("inf")

    return seconds
