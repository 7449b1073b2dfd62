import pytest

from bot.domain.repositories import Repository, re3data_doi


def a_repository(software: str | None) -> Repository:
    return Repository(id="example.repo", name="Example", software=software, re3data=None, url=None)


@pytest.mark.parametrize(
    ("software", "named", "is_it"),
    [
        ("Example", "Example", True),
        ("Example  Software ", "example software", True),
        ("Example", "Exam", False),
        ("Example 2", "Example", False),
        (None, "Example", False),
        (None, "", False),
    ],
)
def test_a_repository_is_run_on_what_its_settings_name(
    software: str | None, named: str, *, is_it: bool
) -> None:
    assert a_repository(software).is_run_on(named) is is_it


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.17616/R3EXAMPLE", "10.17616/r3example"),
        ("http://dx.doi.org/10.17616/R3EXAMPLE/", "10.17616/r3example"),
        ("doi:10.17616/r3example", "10.17616/r3example"),
        ("10.17616/R3EXAMPLE", "10.17616/r3example"),
        ("https://doi.org/10.5555/example", None),
        ("https://doi.org/10.17616/", None),
        ("110.17616/R3EXAMPLE", None),
        ("r3d100000001", None),
        ("", None),
    ],
)
def test_a_record_of_re3data_is_known_by_its_doi(text: str, doi: str | None) -> None:
    assert re3data_doi(text) == doi
