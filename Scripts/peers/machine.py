"""What machine this is, and how busy others keep it while something is measured."""

from __future__ import annotations

import os
import pathlib
import time


def processor() -> str:
    """Its name, as far as the system tells."""
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return "unknown processor"


class Watch:
    """Tells which share of the processors other programs took since it was made."""

    def __init__(self) -> None:
        self.start = time.perf_counter()
        self.busy = busy_seconds()
        self.own = own_seconds()

    def others(self) -> float:
        """0...1 of all processors."""
        busy = busy_seconds() - self.busy - (own_seconds() - self.own)
        available = (time.perf_counter() - self.start) * (os.cpu_count() or 1)
        return min(1.0, max(0.0, busy / available))


def busy_seconds() -> float:
    """Processor seconds that all programs took since the system started."""
    fields = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    values = [int(field) for field in fields]
    # user, nice, system, then idle and waiting, which do not count, then interrupts and stolen.
    return (sum(values[:3]) + sum(values[5:8])) / os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    """Processor seconds of this program and of the ones that it started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
