"""Which DOIs to try before an application."""

from collections.abc import Mapping

from bot.domain.check import SMALL
from bot.domain.doi import Entry, read_entries
from bot.forms.dois import fault_of
from bot.forms.form import Faults, Field, Form, find_wrong

DOIS = Field(
    name="dois",
    label="Which DOIs?",
    hint=f"Up to {SMALL}, one a line: findable ones that your integration registered.",
    example="10.5555/example",
    is_multiline=True,
    limit=3_000,
)


def ready_form(command: tuple[str, ...]) -> Form:
    return Form(command=command, title="Try before you apply", fields=(DOIS,), button="Try")


def read_tried(answers: Mapping[str, str]) -> tuple[Entry, ...] | Faults:
    if wrong := find_wrong((DOIS,), answers):
        return Faults(wrong)
    entries = read_entries(answers.get(DOIS.name, "").splitlines())
    fault = _fault(entries)
    return Faults({DOIS.name: fault}) if fault else entries


def _fault(entries: tuple[Entry, ...]) -> str:
    if odd := next((entry for entry in entries if entry.doi is None), None):
        return fault_of(odd)
    if len(entries) > SMALL:
        return f"These are {len(entries)} DOIs; at most {SMALL} can be tried at once."
    return "" if entries else "There is no DOI in this."
