"""How a benchmark shows a figure: past pytest's capture, a line each."""

from collections.abc import Callable

Show = Callable[[str], None]
