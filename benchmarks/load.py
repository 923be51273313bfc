"""Load from wrk: signed form callbacks, each of them a new event."""

import hashlib
import re
import shutil
import subprocess
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from benchmarks.stock import HOOK, SECRET

CONNECTIONS = 64
FASTEST = 40_000  # callbacks a second that no server here reaches, so that none of them is sent twice

SCRIPT = """
local bodies, thread = {}, 0
function setup(t) t:set("number", thread); thread = thread + 1 end
function init()
  for line in io.lines("%(bodies)s") do bodies[#bodies + 1] = line end
  next_one = number * math.floor(#bodies / 2)
end
function request()
  next_one = next_one + 1
  local headers = {["Content-Type"] = "application/x-www-form-urlencoded"}
  if %(close)s then headers["Connection"] = "close" end
  return wrk.format("POST", "/smsc/%(hook)s", headers, bodies[next_one %% #bodies + 1])
end
"""


class Connections(Enum):
    """How SMSC's side connects."""

    KEPT = "keep-alive"
    NEW = "a new connection each"


@dataclass(frozen=True)
class Measured:
    """Requests a second, the 99th percentile in milliseconds, and answers that were not 200."""

    rate: float
    p99: float
    errors: int


def body(number: int, *, run: str) -> str:
    """A delivered status as SMSC posts it, about 150 bytes."""
    phone, status = f"7999{number:07d}", "1"
    signature = hashlib.sha1(f"{run}-{number}:{phone}:{status}:{SECRET}".encode()).hexdigest()
    return (
        f"id={run}-{number}&phone={phone}&status={status}&time=21.11.26+12:00:00&ts=1795226737&cnt=1&type=0&cost=4.1"
        f"&charset=utf-8&sha1={signature}"
    )


def press(url: str, folder: Path, *, run: str, seconds: int, connections: Connections) -> Measured:
    """Run wrk against *url*; *run* names the events, which are new if it is. Raises OSError where there is no wrk."""
    if shutil.which("wrk") is None:
        raise OSError("wrk is needed: apt-get install wrk")
    bodies, script = folder / f"{run}.txt", folder / f"{run}.lua"
    bodies.write_text("\n".join(body(number, run=run) for number in range(FASTEST * seconds)) + "\n")
    close = "true" if connections is Connections.NEW else "false"
    script.write_text(SCRIPT % {"bodies": bodies, "hook": HOOK, "close": close})
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), url]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bodies.unlink()
    return read(printed)


def read(printed: str) -> Measured:
    rate = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", printed)
    if rate is None or p99 is None:
        raise ValueError(f"wrk printed something unknown:\n{printed}")
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    lost = sum(int(n) for n in re.findall(r"(?:connect|read|write|timeout) (\d+)", printed))
    milliseconds = float(p99[1]) * {"us": 0.001, "ms": 1, "s": 1000}[p99[2]]
    return Measured(float(rate[1]), milliseconds, (int(bad[1]) if bad else 0) + lost)
