"""Columns of files, known by name or matched by hand."""

import pytest

from bot.errors import UsageError
from bot.forms.columns import match, read_mapping


def refused(columns: tuple[str, ...], mapping: str = "") -> str:
    with pytest.raises(UsageError) as error:
        match(columns, read_mapping(mapping))
    return str(error.value)


def test_a_column_is_known_by_our_name_however_it_is_written() -> None:
    assert match(("id", " Organisation", "Service URL", "second-contact", ""), {}) == {
        "id": "id",
        " Organisation": "organisation",
        "Service URL": "service_url",
        "second-contact": "second_contact",
    }


def test_a_column_is_matched_by_hand_or_left_out() -> None:
    mapping = read_mapping("Name = of it=organisation\nInternal=\nid=")

    assert match(("Name = of it", "Internal", "id", "note"), mapping) == {
        "Name = of it": "organisation",
        "note": "note",
    }


def test_all_columns_that_nobody_knows_are_refused_by_name() -> None:
    assert refused(("Organization name", "note", "Zzz", "Applicant's website")) == (
        "Column “Organization name” is not known; say `--map 'Organization name=organisation'`, "
        "or `--map 'Organization name='` to leave it out.\n"
        "Column “Zzz” is not known; say `--map 'Zzz=FIELD'` with a field of ours, "
        "or `--map 'Zzz='` to leave it out. `rsp import --template` prints all fields.\n"
        "Column “Applicant's website” is not known; "
        'say `--map "Applicant\'s website=website"`, '
        'or `--map "Applicant\'s website="` to leave it out.'
    )


@pytest.mark.parametrize(("more", "last"), [(1, "one more column"), (9_995, "9995 more columns")])
def test_of_many_columns_that_nobody_knows_the_first_five_are_named(more: int, last: str) -> None:
    columns = tuple(f"Zzz{number}" for number in range(5 + more))

    *named, end = refused(columns).splitlines()

    assert [one.partition(" is not known")[0] for one in named] == [
        f"Column “Zzz{number}”" for number in range(5)
    ]
    assert end == f"… and {last}."


def test_of_many_columns_that_there_are_the_first_five_are_named() -> None:
    columns = tuple(f"Zzz{number}" for number in range(10_000))

    assert refused(columns, "Nome=organisation") == (
        "There is no column “Nome” in the file; it has Zzz0, Zzz1, Zzz2, Zzz3, Zzz4 and 9995 more."
    )


@pytest.mark.parametrize("name", ["two\nlines", "\ud800 two\tlines", "x" * 100_000])
def test_a_column_that_nobody_could_type_is_to_be_renamed(name: str) -> None:
    said = refused((name,))

    assert said.endswith("is not known, and nobody could type that: rename it in the file.")
    assert said.isprintable()
    assert len(said) < 200


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ("Name", "`Name` maps nothing: write `--map 'Name=FIELD'`."),
        ("Name=organization", "There is no field `organization`, perhaps `organisation`; "),
        ("Nome=organisation", "There is no column “Nome” in the file; it has Name, note."),
        ("Name=note", "Columns “Name” and “note” are both note; leave one out: `--map 'note='`."),
    ],
)
def test_a_match_that_cannot_be_is_refused(mapping: str, why: str) -> None:
    assert why in refused(("Name", "note"), mapping)
