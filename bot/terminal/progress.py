"""How far a long command is, for whoever watches."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from commands.invocation import NOBODY, Progress


@contextmanager
def shown(console: Console) -> Iterator[Progress]:
    """Yield what a command calls; the bar is there from the first call, and on a terminal only."""
    if not console.is_terminal:
        yield NOBODY.progress
        return
    bar = _bar(console)
    task = bar.add_task("", total=None, problems="")

    def show(done: int, total: int, problems: int) -> None:
        said = f"{problems} with problems" if problems else ""
        bar.update(task, completed=done, total=total, problems=said)
        bar.start()

    try:
        yield show
    finally:
        bar.stop()


def _bar(console: Console) -> Bar:
    problems = TextColumn("{task.fields[problems]}")
    columns = (BarColumn(), MofNCompleteColumn(), problems, TimeRemainingColumn())
    return Bar(*columns, console=console, transient=True)
