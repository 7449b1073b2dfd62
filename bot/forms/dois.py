"""Which DOIs to check, many at once; and what is said of what is none."""

from collections.abc import Mapping

from bot.domain.doi import Entry
from bot.forms.form import MEGABYTE, Faults, Field, Form, find_faults

_LONGEST_QUOTED = 60
# 5 000 DOIs at most, each far shorter than this many characters.
LIMIT = 5_000 * 100
FILE = Field(
    name="file",
    label="Or a file of them",
    hint="Instead of pasting: text (.txt or .csv) of at most 1 MB, one DOI a line.",
    is_required=False,
    is_file=True,
    instead_of="dois",
    limit=MEGABYTE,
)
FIELDS = (
    Field(
        name="dois",
        label="Which DOIs?",
        hint="Bare, as links or in sentences, up to 3 000 characters; for more, add a file.",
        example="10.5555/example",
        is_multiline=True,
        limit=LIMIT,
    ),
    FILE,
)


def dois_form(command: tuple[str, ...]) -> Form:
    return Form(command=command, title="Check DOIs", fields=FIELDS)


def read_dois(answers: Mapping[str, str]) -> tuple[str, ...] | Faults:
    """Return the lines that hold something, each an entry of its own."""
    if faults := find_faults(FIELDS, answers):
        return faults
    lines = (line for field in FIELDS for line in answers.get(field.name, "").splitlines())
    return tuple(line.strip() for line in lines if line.strip())


def fault_of(entry: Entry) -> str:
    """Say what is wrong with what was typed for a DOI and is none."""
    return f"{quoted(entry.input)}: {entry.fault}"


def quoted(typed: str) -> str:
    """Return in quotes what was typed, or how it begins."""
    shown = typed if len(typed) <= _LONGEST_QUOTED else f"{typed[:_LONGEST_QUOTED]}…"
    return f"“{shown}”"
