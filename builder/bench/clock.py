"""Measures time so that two machines can be compared: in milliseconds, and in units of a fixed piece of work."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence


def unit(runs: int = 5) -> float:
    """Seconds that ``sum(range(10**7))`` takes here, the median of ``runs``; 0.25 on the machine of our targets."""
    return statistics.median(cpu_seconds(lambda: sum(range(10**7))) for _ in range(runs))


def cpu_seconds(work: Callable[[], object]) -> float:
    """Processor seconds of one call: other programs on the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def median_ms(work: Callable[[], object], runs: int = 3) -> float:
    """Processor milliseconds of a call, the median of ``runs`` after one that warms the caches."""
    work()
    return 1000 * statistics.median(cpu_seconds(work) for _ in range(runs))


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """How cost grows with size: the slope of log cost over log size by least squares; 1 is linear."""
    xs, ys = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
