"""What every edition must be, and which one is in force."""

from datetime import date
from pathlib import Path

import pytest

from bot import editions
from bot.domain.criteria import Criterion, Edition, Finder
from bot.policy import PolicyError

EVERY = [*editions.editions().values()]
IDS = [edition.name for edition in EVERY]
KEYS = [f"R{number}" for number in range(1, 10)] + [f"E{number}" for number in range(1, 5)]
OLD, NEW = EVERY
A_CRITERION = """
[[criteria]]
key = "R1"
title = "Integrates the API"
words = "It integrates the API."
is_required = true
is_advice = false
finder = "api"
changed = false
"""


def differences(one: Edition, other: Edition) -> list[str]:
    pairs = zip(one.criteria, other.criteria, strict=True)
    return [before.key for before, after in pairs if before != after]


@pytest.mark.parametrize("edition", EVERY, ids=IDS)
class TestEveryEdition:
    def test_has_nine_requirements_and_four_encouragements_in_order(
        self, edition: Edition
    ) -> None:
        assert [one.key for one in edition.criteria] == KEYS
        assert [one.key for one in edition.criteria if one.is_required] == KEYS[:9]

    def test_takes_best_practices_and_encouragements_for_advice(self, edition: Edition) -> None:
        advice = [one.key for one in edition.criteria if one.is_advice]

        assert advice == ["R5", "E1", "E2", "E3", "E4"]

    def test_was_announced_before_it_is_in_force(self, edition: Edition) -> None:
        assert edition.announced_on <= edition.in_force_on

    def test_says_each_criterion_in_a_few_words_and_in_a_sentence_or_two(
        self, edition: Edition
    ) -> None:
        for one in edition.criteria:
            assert 0 < len(one.title) <= 30
            assert one.words.endswith(".")
            assert len(one.words) <= 250

    def test_says_where_its_text_is_from(self, edition: Edition) -> None:
        assert "https://datacite.org/" in edition.source

    def test_looks_for_each_thing_once(self, edition: Edition) -> None:
        finders = [one.finder for one in edition.criteria if one.finder is not Finder.NOTHING]

        assert len(finders) == len({*finders})


def test_editions_are_known_by_the_names_of_their_files_the_oldest_first() -> None:
    files = Path(editions.__file__).parent.glob("*.toml")

    assert [*editions.editions()] == sorted(file.stem for file in files)
    assert [edition.in_force_on for edition in EVERY] == sorted(
        edition.in_force_on for edition in EVERY
    )


def test_the_first_edition_is_the_programs_own_text() -> None:
    assert OLD.name == "2023"
    assert OLD.in_force_on.year == 2023
    assert not any(one.changed for one in OLD.criteria)
    assert Finder.NOTHING not in {one.finder for one in OLD.criteria}


def test_the_words_on_re3data_say_that_the_field_in_fabrica_is_gone() -> None:
    for edition in EVERY:
        words = edition.criteria[-1].words
        assert "gone since April 2026" in words
        assert "re3data itself is asked" in words


def test_the_later_edition_asks_to_review_schema_support_which_only_a_person_can_judge() -> None:
    after = NEW.criterion("r3")

    assert after
    assert (after.changed, after.finder) == (True, Finder.NOTHING)
    assert "commit to review" in after.words
    assert [one.key for one in NEW.criteria if one.changed] == ["R3"]


def test_the_later_edition_words_credentials_anew_and_leaves_the_rest_as_it_was() -> None:
    assert differences(OLD, NEW) == ["R1", "R3", "R4"]
    for key in ("R1", "R4"):
        one = NEW.criterion(key)
        assert one
        assert "repository account" in one.words
    assert "stays as in 2023" in NEW.source


@pytest.mark.parametrize(
    ("today", "name"),
    [
        (date(2020, 7, 29), OLD.name),
        (OLD.in_force_on, OLD.name),
        (date(2026, 12, 31), OLD.name),
        (date(2027, 1, 1), NEW.name),
        (date(2030, 2, 28), NEW.name),
    ],
)
def test_the_newest_edition_that_is_in_force_counts(today: date, name: str) -> None:
    assert editions.current(today).name == name


def test_a_file_is_read_into_an_edition() -> None:
    head = 'announced_on = 2028-05-01\nin_force_on = 2029-01-01\nsource = "Made up"\n'

    assert editions.read("2029", head + A_CRITERION) == Edition(
        name="2029",
        announced_on=date(2028, 5, 1),
        in_force_on=date(2029, 1, 1),
        source="Made up",
        criteria=(
            Criterion(
                key="R1",
                title="Integrates the API",
                words="It integrates the API.",
                is_required=True,
                is_advice=False,
                finder=Finder.API,
            ),
        ),
    )


def test_all_that_is_wrong_with_a_file_is_named_at_once() -> None:
    text = 'announced_on = "May"\nin_force_on = 2029-01-01\nsource = "Made up"\n'
    wrong = A_CRITERION.replace('"api"', '"guess"').replace("changed = false\n", "")

    with pytest.raises(PolicyError) as caught:
        editions.read("2029", text + wrong)

    assert caught.value.faults == [
        "announced_on must be a date such as 2026-12-24.",
        f"Entry 1 of criteria.finder must be one of {', '.join(Finder)}.",
        "Entry 1 of criteria.changed is missing.",
    ]
