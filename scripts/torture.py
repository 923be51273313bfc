"""`make torture`: the tests of faults in their long form. Prints a line for each; exit 1 if anything was lost.

The power cut needs strace; a disk of its own for the full one needs the right to mount.
"""

import argparse
import secrets
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.long_form import FAULTS


def tried(name: str, seed: int) -> bool:
    """Try one fault and say what came of it; whether that is as promised."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="smsc-bot-torture-") as folder:
        line = FAULTS[name](Path(folder), seed)
    print(
        f"{'ok  ' if line.fine else 'FAIL'} {name}: {line.often} in {time.monotonic() - begun:.0f} s; "
        f"lost: {line.lost}; repeated: {line.repeated}; {line.remark}",
        flush=True,
    )
    return line.fine


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="for the same luck as last time")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only some of: {', '.join(FAULTS)}")
    wanted = parser.parse_args()
    print(f"seed {wanted.seed}", flush=True)
    fine = [tried(name, wanted.seed) for name in wanted.names or FAULTS]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
