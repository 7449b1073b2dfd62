"""E1 and E4: what DataCite and re3data say of the repositories that run a software."""

import pytest

from bot.domain import links
from bot.domain.application import ServiceKind
from bot.domain.criteria import Status
from bot.domain.found_settings import re3data, software
from bot.domain.known import Clue
from bot.domain.repositories import Repository
from tests.bot.domain.knowing import known


def a_repository(name: str, of: str | None = None) -> dict[str, Repository]:
    found = Repository(id=name, name=name.title(), software=of, re3data=None, url=None)
    return {name: found}


def test_repositories_that_name_the_software_are_counted() -> None:
    assert software(known(software={"Example Repository": 12})) == Clue(
        status=Status.MET,
        note="Named in the settings of repositories: Example Repository (12).",
        by="DataCite",
        link=links.SOFTWARE,
    )


def test_nobody_who_names_it_is_a_hint() -> None:
    clue = software(known(software={"Example Repository": 0}))

    assert clue.status is Status.UNCLEAR
    assert "Customers can name it there" in clue.note


def test_a_figure_that_nobody_told_is_not_known() -> None:
    clue = software(known())

    assert (clue.status, clue.note) == (
        Status.UNCLEAR,
        "How many repositories name the software is not known.",
    )


def test_without_a_service_nobody_can_be_asked() -> None:
    assert "No service is named" in software(known(services=())).note


def test_examples_whose_repository_names_other_software_are_told() -> None:
    there = {
        **a_repository("example.other", "Other"),
        **a_repository("example.repo", "example  repository"),
        **a_repository("example.silent"),
    }

    clue = software(known(software={"Example Repository": 1}, repositories=there))

    assert clue.note.endswith(
        "Repositories of the examples that name other software: example.other (Other)."
    )


def test_who_helps_with_integrations_has_no_software_to_name() -> None:
    clue = software(known(kind=ServiceKind.HELP, software={"Example Repository": 3}))

    assert clue.status is Status.NOT_APPLICABLE


@pytest.mark.parametrize("kind", [None, ServiceKind.REPOSITORY, ServiceKind.CRIS])
def test_all_others_have_one(kind: ServiceKind | None) -> None:
    assert software(known(kind=kind)).status is Status.UNCLEAR


def test_repositories_in_re3data_are_counted() -> None:
    there = {"example.repo": True, "example.archive": False}

    assert re3data(known(in_re3data=there)) == Clue(
        status=Status.MET,
        note="Repositories of the examples in re3data: 1 of 2. "
        "To be suggested there: example.archive.",
        by="re3data",
        link=links.RE3DATA,
    )


def test_a_repository_that_re3data_does_not_have_is_a_hint() -> None:
    clue = re3data(known(in_re3data={"example.archive": False}))

    assert clue.status is Status.UNCLEAR
    assert "0 of 1" in clue.note


def test_a_repository_whose_settings_name_no_record_is_to_be_looked_up() -> None:
    clue = re3data(known(repositories=a_repository("example.library")))

    assert (clue.status, clue.note) == (
        Status.UNCLEAR,
        "Not known, to be looked up there: example.library.",
    )


def test_without_any_repository_it_is_not_known() -> None:
    assert "is not known" in re3data(known()).note
