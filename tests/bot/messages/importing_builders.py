"""What becomes of a file of applications."""

from collections.abc import Callable

from bot.domain.filing import Came, Change
from bot.domain.importing import Imported, import_of
from bot.messages import importing
from bot.messages.message import Message


def an_imported(number: int, text: str) -> Imported:
    return Imported(
        where=f"line {number}",
        id=text,
        organisation=text,
        application=None,
        came=[*Came][number % len(Came)],
        changes=(Change(field="note", before=text, after=text, is_kept=bool(number % 2)),),
        faults={"contact": text},
    )


BUILDERS: dict[str, Callable[[int, str], Message]] = {
    "importing.imported": lambda count, text: importing.imported(
        import_of([an_imported(number, text) for number in range(count)], is_done=bool(count % 2))
    ),
}
