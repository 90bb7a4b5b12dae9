"""Figures of a benchmark, each beside its floor from the same run, and a home of its own.

A benchmark prints and never fails for being slow: how quick a machine is says nothing about the
program, the ratio to the floor does. Run them with `python3 packaging/start.py benchmark`.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


def timed(work: Callable[[], object]) -> float:
    """How long the work takes, in milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def side_by_side(
    work: Callable[[], object], floor: Callable[[], object], rounds: int = 5
) -> tuple[float, float]:
    """The median times of both in milliseconds; they take turns, after one round that counts not."""
    work(), floor()
    pairs = [(timed(work), timed(floor)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share (0 to 1) of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def title(words: str) -> None:
    print(f"\n{words}", flush=True)


def show_beside(
    name: str, value: float, floor_name: str, floor: float, most: float | None = None
) -> None:
    """A time in ms beside its floor; `most` is the ratio that is aimed at."""
    ratio = value / floor
    against = "" if most is None else f"   {_verdict(ratio <= most)}: aim {most:g}"
    line = f"  {name:<34}{value:9.1f} ms   {floor_name} {floor:.1f} ms   ratio {ratio:.2f}"
    print(line + against, flush=True)


def show(name: str, value: float, unit: str = "ms", below: float | None = None) -> None:
    """A figure that is its own measure; `below` is what is aimed at."""
    against = "" if below is None else f"   {_verdict(value < below)}: aim below {below:g} {unit}"
    print(f"  {name:<34}{value:9.1f} {unit}{against}", flush=True)


def show_spread(name: str, values: Sequence[float], p95_below: float | None = None) -> None:
    """The median, the 95th percentile and the worst of times in ms."""
    p95 = percentile(values, 0.95)
    against = (
        "" if p95_below is None else f"   {_verdict(p95 < p95_below)}: aim p95 below {p95_below:g}"
    )
    print(
        f"  {name:<34}{statistics.median(values):9.1f} ms p50 {p95:7.1f} p95 "
        f"{max(values):7.1f} worst   of {len(values)}{against}",
        flush=True,
    )


def _verdict(good: bool) -> str:
    return "met" if good else "MISSED"


def peak_memory() -> float | None:
    """The most memory this process ever held, in MB; None where the system does not say."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return None
    for line in text.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000 * 1.024
    return None


@contextmanager
def own_home() -> Iterator[Path]:
    """A folder to work in, with settings and state of its own: nobody's are touched."""
    with tempfile.TemporaryDirectory(prefix="mapper-benchmark-") as name:
        home = Path(name)
        for variable in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            os.environ[variable] = name
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = str(home / kind.lower())
        for kind in ("APPDATA", "LOCAL_APPDATA"):
            os.environ[f"WIN_PD_OVERRIDE_{kind}"] = str(home / kind.lower())
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
        yield home
