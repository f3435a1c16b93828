"""The figures of the Overview computed from the traces themselves, independently of the product and of the test servers."""
import math
from dataclasses import dataclass

MAX_LATENCY_MS = 1e12
MAX_TOKENS = 1e15
STATUSES = ("success", "warning", "failed")


@dataclass(frozen=True)
class Figures:
    """Latencies in milliseconds; None when no trace has a usable one."""

    total: int
    completed: int
    errors: int
    average_ms: float
    p95_ms: float
    tokens: int


def figures_of(traces):
    """What the Overview has to show for these traces."""
    statuses = [status_of(trace) for trace in traces]
    latencies = sorted(trace["latency"] for trace in traces if is_usable(trace.get("latency"), MAX_LATENCY_MS))
    return Figures(
        total=len(traces),
        completed=statuses.count("success"),
        errors=len(statuses) - statuses.count("success"),
        average_ms=math.fsum(latencies) / len(latencies) if latencies else None,
        p95_ms=percentile(latencies, 0.95) if latencies else None,
        tokens=sum(int(trace["token_count"]) for trace in traces if is_usable(trace.get("token_count"), MAX_TOKENS)),
    )


def is_usable(value, limit):
    """A number, finite, not negative and below the limit; JSON's true and false are no numbers."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < limit


def status_of(trace):
    """The stored status, else the one that follows from steps, failure reason and retries."""
    if trace.get("status") in STATUSES:
        return trace["status"]
    steps = trace.get("steps")
    if isinstance(steps, list) and any(isinstance(step, dict) and step.get("success") is False for step in steps):
        return "failed"
    if trace.get("failure_reason") or (trace.get("retry_count") or 0) > 0:
        return "warning"
    return "success"


def percentile(ascending, fraction):
    """Linear interpolation between closest ranks."""
    position = fraction * (len(ascending) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (ascending[above] - ascending[below]) * (position - below)
