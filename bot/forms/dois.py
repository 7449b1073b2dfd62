"""Which DOIs to check, many at once."""

from collections.abc import Mapping

from bot.forms.form import Faults, Field, Form, find_faults

# 5 000 DOIs at most, each far shorter than this many characters.
LIMIT = 5_000 * 100
FIELDS = (Field(name="dois", label="Which DOIs?", is_multiline=True, limit=LIMIT),)


def dois_form(command: tuple[str, ...]) -> Form:
    return Form(command=command, title="Check DOIs", fields=FIELDS)


def read_dois(answers: Mapping[str, str]) -> tuple[str, ...] | Faults:
    """Return the lines that hold something, each an entry of its own."""
    if faults := find_faults(FIELDS, answers):
        return faults
    return tuple(line.strip() for line in answers["dois"].splitlines() if line.strip())
