"""Checks systemd units without installing them: `python -m scripts.check_unit deploy/smsc-bot.service`."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = re.compile(r"^(Exec\w+=)\S+", re.MULTILINE)
EXPOSURE = 15  # of 100, as `systemd-analyze security` counts; an unhardened unit has over 90


def check(unit: Path, folder: Path) -> bool:
    """Whether systemd understands all of *unit* and finds it well locked in; what it says goes to our own output.

    It looks for the unit's programs too. They are installed elsewhere, so a copy in *folder* names one that is here.
    """
    copy = folder / unit.name
    copy.write_text(PROGRAM.sub(rf"\g<1>{sys.executable}", unit.read_text(encoding="utf-8")), encoding="utf-8")
    verify = ("verify", "--man=no", "--recursive-errors=no", str(copy))
    security = ("security", "--no-pager", "--offline=yes", f"--threshold={EXPOSURE}", str(copy))
    return all([asked(verify), asked(security)])


def asked(question: tuple[str, ...]) -> bool:
    """Ask systemd-analyze; its answer is shown only where it finds fault."""
    answer = subprocess.run(["systemd-analyze", *question], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        print(answer.stdout + answer.stderr, file=sys.stderr)
    return answer.returncode == 0


def main(arguments: list[str]) -> int:
    if shutil.which("systemd-analyze") is None:
        print("systemd-analyze is missing: apt-get install systemd", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        good = [check(Path(argument), Path(folder)) for argument in arguments]
    return 0 if good and all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
