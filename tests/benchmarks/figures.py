"""How a benchmark shows its figures: past pytest's capture, a line each, median and best round."""

from collections.abc import Callable, Sequence
from statistics import median

Show = Callable[[str], None]


def spread(figures: Sequence[float], unit: str, *, digits: int = 2) -> str:
    """Say the median, and the best: what others do on the machine only ever adds."""
    return f"{median(figures):.{digits}f}{unit} (best {min(figures):.{digits}f})"


def ratio(costs: Sequence[float], floors: Sequence[float]) -> str:
    """Say how many times as much it costs: by the medians, and by the best rounds of each."""
    return f"{median(costs) / median(floors):.2f} x (best {min(costs) / min(floors):.2f})"


def less(costs: Sequence[float], starts: Sequence[float]) -> tuple[float, float]:
    """Return what is left without the start: in the median round, and with the best of each."""
    each = [cost - start for cost, start in zip(costs, starts, strict=True)]
    return median(each), min(costs) - min(starts)
