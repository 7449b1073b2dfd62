"""What somebody reads who tries DOIs before an application."""

import pytest

from bot.domain.check import Finding, Level
from bot.domain.readiness import Fit, Readiness, Tried
from bot.messages import readiness as messages
from bot.messages.json import encode
from bot.messages.message import Button, External, Internal, Outcome, Row, Table, Text
from bot.messages.page import Page
from tests.bot.messages.readiness_builders import a_readiness
from tests.factories import a_result

DRAFT = Finding("state", Level.FAILURE, "Not registered.", "https://example.org/publish")
NOT_YET = Readiness(
    check="CHK-812",
    edition="2023",
    fit=Fit.NOT_YET,
    criteria=(
        Tried(
            key="R2",
            title="Findable DOIs",
            fit=Fit.NOT_YET,
            is_advice=False,
            says="10.5555/x is a draft.",
            fix="Publish it.",
            link="https://example.org/publish",
        ),
    ),
    results=(a_result(findings=(DRAFT,)), a_result(doi="10.5555/y")),
)


def a_row(fit: Fit, *, is_advice: bool = False) -> Row:
    one = Tried(
        key="R5",
        title="Best practices",
        fit=fit,
        is_advice=is_advice,
        says="Look.",
        fix="",
        link="https://example.org/",
    )
    tried = Readiness(check="CHK-812", edition="2023", fit=Fit.READY, criteria=(one,), results=())
    return table(messages.page(tried)).rows[0]


def table(page: Page) -> Table:
    (found,) = [part for part in page.message.parts if isinstance(part, Table)]
    return found


def test_a_page_says_what_to_put_right_and_where_it_is_written() -> None:
    page = messages.page(NOT_YET)

    assert page.title == "Not yet: CHK-812"
    assert type(page.message) is External
    assert table(page).rows == (
        Row(
            ("R2 Findable DOIs: not yet. 10.5555/x is a draft. Publish it.",),
            Level.FAILURE,
            link="https://example.org/publish",
        ),
    )
    assert [part for part in page.message.parts if isinstance(part, Text) and part.mark] == [
        Text("10.5555/x: Not registered.", Level.FAILURE),
        Text("10.5555/y: all is well.", Level.OK),
    ]
    assert "Name CHK-812 in your application" in str(page.message.parts)


@pytest.mark.parametrize(
    ("fit", "is_advice", "mark", "says"),
    [
        (Fit.READY, False, Level.OK, "ready. Look."),
        (Fit.NOT_YET, False, Level.FAILURE, "not yet. Look."),
        (Fit.UNKNOWN, False, Level.UNKNOWN, "could not be found out. Look."),
        (Fit.READY, True, Level.OK, "ready. Look."),
        (Fit.NOT_YET, True, Level.WARNING, "could be better. Look."),
        (Fit.UNKNOWN, True, Level.UNKNOWN, "could not be found out. Look."),
    ],
)
def test_only_what_must_be_put_right_is_a_failure(
    fit: Fit,
    is_advice: bool,  # noqa: FBT001 -- from the table above
    mark: Level,
    says: str,
) -> None:
    row = a_row(fit, is_advice=is_advice)

    assert (row.mark, row.cells) == (mark, (f"R5 Best practices: {says}",))
    assert bool(row.link) is (fit is not Fit.READY)


@pytest.mark.parametrize(
    ("count", "outcome"),
    [(0, Outcome.DONE), (1, Outcome.REFUSED), (2, Outcome.UNANSWERED)],
)
def test_staff_see_the_same_with_a_way_to_the_check(count: int, outcome: Outcome) -> None:
    message = messages.message(a_readiness(count, "x"))

    assert type(message) is Internal
    assert message.outcome is outcome
    assert message.parts[-1] == Button("Show CHK-812", "show CHK-812")


def test_json_has_it_all() -> None:
    said = encode(messages.message(NOT_YET).data)

    head, _, results = said.partition('  "results": ')
    assert (
        head
        == """\
{
  "check": "CHK-812",
  "edition": "2023",
  "fit": "not yet",
  "criteria": [
    {"key": "R2", "title": "Findable DOIs", "fit": "not yet", "is_advice": false, \
"says": "10.5555/x is a draft.", "fix": "Publish it.", \
"link": "https://example.org/publish"}
  ],
"""
    )
    assert results.count('"input"') == 2


def test_what_is_not_checked_is_never_called_a_failure() -> None:
    pages = (
        messages.still_checking("CHK-812"),
        messages.takes_long("CHK-812"),
        messages.too_often(),
        messages.too_long(),
        messages.not_understood(),
    )

    for page in pages:
        words = [part.text for part in page.message.parts if isinstance(part, Text)]
        assert len(words) == 2
        assert not any("fail" in one.lower() for one in words)
