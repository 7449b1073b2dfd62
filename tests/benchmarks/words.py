"""A table of words as long as one likes."""

from collections.abc import Iterator
from contextlib import contextmanager

from commands import usage
from commands.table import WORDS


@contextmanager
def so_many_words(count: int) -> Iterator[None]:
    """Let there be at least so many."""
    more = {f"word-{number}": WORDS["help"] for number in range(count - len(WORDS))}
    WORDS.update(more)
    usage.ALL.update(more)
    try:
        yield
    finally:
        for word in more:
            del WORDS[word], usage.ALL[word]
