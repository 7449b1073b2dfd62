"""Which DOIs to try: up to five, and nothing that lets one in somewhere."""

import pytest

from bot.forms.form import Faults
from bot.forms.ready import read_tried, ready_form

FIVE = tuple(f"10.5555/{number}" for number in range(5))


@pytest.mark.parametrize("between", ["\n", "\n\n", " ", ", ", "\r\n"])
def test_up_to_five_dois_are_read_however_they_are_pasted(between: str) -> None:
    entries = read_tried({"dois": between.join(FIVE)})

    assert not isinstance(entries, Faults)
    assert tuple(entry.doi for entry in entries) == FIVE


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "Please answer this."),
        (" \n ", "Please answer this."),
        ("example", "“example”: No DOI was found here: it looks like 10.5281/zenodo.31780."),
        ("10.5555/a\n" + "x" * 100, f"“{'x' * 60}…”: No DOI was found here: it looks like"),
        ("\n".join((*FIVE, "10.5555/5")), "These are 6 DOIs; at most 5 can be tried at once."),
        ("10.5555/" + "x" * 3_000, "At most 3000 characters."),
        ("https://ada:geheim@example.org/10.5555/a", "This looks like a password or a key"),
        ("\u200b", "There is no DOI in this."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(typed: str, fault: str) -> None:
    read = read_tried({"dois": typed})

    assert isinstance(read, Faults)
    assert read.by_field["dois"].startswith(fault)


def test_the_same_doi_counts_once() -> None:
    read = read_tried({"dois": "\n".join(FIVE * 3)})

    assert len(read) == 5  # type: ignore[arg-type] # Faults have no length, and fail here


def test_the_form_asks_one_question() -> None:
    form = ready_form(("ready",))

    assert [field.name for field in form.fields] == ["dois"]
