from bot.domain.check import Check, Environment, Finding, Level, Result, Verdict, totals
from bot.messages.message import Text
from bot.messages.replies import reply
from tests.factories import MARCH_2, a_result

LINK = "https://example.org/what-to-do"


def reply_to(*results: Result) -> str:
    check = Check(
        id="CHK-1",
        environment=Environment.PRODUCTION,
        started=MARCH_2,
        finished=MARCH_2,
        totals=totals(results),
        results=results,
    )
    (text,) = reply(check).parts
    assert isinstance(text, Text)
    return text.text


def about(result: Result) -> str:
    """Return what a reply says of its only DOI."""
    return reply_to(result).split("\n\n")[2]


def found(key: str, level: Level, text: str) -> Finding:
    return Finding(key, level, text, LINK)


def test_a_reply_is_a_whole_mail() -> None:
    assert reply_to(a_result()) == (
        "Hello,\n\n"
        "on 2 March 2026 we checked the DOI that you sent us (CHK-1). This is what we found:\n\n"
        "https://doi.org/10.5555/x is findable; you need not do anything.\n\n"
        "If you have questions, please write to support@datacite.org."
    )


def test_what_failed_comes_first_and_is_said_once() -> None:
    missing = found("handle", Level.WARNING, "Not in the handle system.")
    failed = found("state", Level.FAILURE, "Not registered.")
    result = a_result(verdict=Verdict.NOT_REGISTERED, findings=(missing, failed))

    assert about(result) == (
        "https://doi.org/10.5555/x has a problem:\n"
        f"- Not registered.\n  {LINK}\n"
        f"- Not in the handle system.\n  {LINK}"
    )


def test_how_it_was_registered_is_a_question_to_whoever_did() -> None:
    finding = found("source", Level.WARNING, "Typed in, so it does not show the integration.")

    assert about(a_result(source="fabricaForm", findings=(finding,))) == (
        "https://doi.org/10.5555/x is findable.\n"
        "- It was typed into Fabrica by hand."
        f" Do you have a DOI that was made through your integration?\n  {LINK}"
    )


def test_a_page_that_refuses_robots_is_for_staff_to_look_at() -> None:
    finding = found("robots", Level.WARNING, "The page refuses robots, check by hand.")

    assert "you need not do anything" in about(a_result(findings=(finding,)))


def test_what_is_no_doi_is_quoted() -> None:
    finding = found("syntax", Level.FAILURE, "This is a short DOI.")
    result = a_result(input="10/bcc7", doi=None, verdict=Verdict.INVALID_DOI, findings=(finding,))

    assert about(result) == f"“10/bcc7” has a problem:\n- This is a short DOI.\n  {LINK}"


def test_of_many_dois_only_those_with_something_to_do_are_named() -> None:
    wrong = a_result(doi="10.5555/y", findings=(found("page", Level.FAILURE, "It is gone."),))
    well = [a_result(doi=f"10.5555/{number}") for number in range(40)]

    said = reply_to(*well[:20], wrong, *well[20:])

    assert said.count("https://doi.org/") == 1
    assert "The other 40 are findable; you need not do anything about them." in said
    assert "All 40 are findable" in reply_to(*well)
