"""Processes under measurement: each is started here, watched through /proc, and ended by its own id."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 15.0  # seconds for a clean stop
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Child:
    """One running process; what it says on stderr is kept in *log*."""

    process: Process
    log: Path

    @property
    def rss(self) -> float:
        """Resident memory in MB; https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE / 1e6

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, all threads together."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    async def first_line(self) -> str:
        """The first line on its stdout: the address of a server that listens. Raises OSError if it says nothing."""
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        return line.decode().strip() or self.fail()

    def fail(self) -> str:
        raise OSError(f"a process did not start:\n{self.log.read_text()}")


@asynccontextmanager
async def running(
    module: str, *arguments: str, folder: Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> AsyncIterator[Child]:
    """`python -m module arguments` until the block is left."""
    log, command = folder / f"{module}.log", [sys.executable, "-m", module, *arguments]
    with log.open("a") as errors:
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=errors, env=env, cwd=cwd)
    try:
        yield Child(process, log)
    finally:
        await end(process)


async def end(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()
