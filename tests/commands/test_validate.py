"""Files judged by themselves, through the terminal as a person meets it."""

import json
from pathlib import Path

import pytest

from bot.domain.people import TERMINAL, Person
from bot.messages.message import Outcome
from bot.terminal.answering import Terminal
from tests.bot.terminal.consoles import a_console, shown
from tests.commands.worlds import a_world

VALID = """<?xml version="1.0"?>
<resource xmlns="http://datacite.org/schema/kernel-4">
  <identifier identifierType="DOI">10.5555/example</identifier>
  <creators><creator><creatorName>Example, Ada</creatorName></creator></creators>
  <titles><title>An example</title></titles>
  <publisher>Example Repository</publisher>
  <publicationYear>2026</publicationYear>
  <resourceType resourceTypeGeneral="Dataset">Dataset</resourceType>
</resource>
"""
INVALID = VALID.replace("<publicationYear>2026</publicationYear>", "")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("valid.xml").write_text(VALID)
    Path("invalid.xml").write_text(INVALID)
    Path("large.xml").write_text(VALID.replace("An example", "x" * 200_000))


async def rsp(*words: str) -> tuple[Outcome, str, str]:
    terminal = Terminal(
        world=a_world(),
        person=Person("ada", TERMINAL),
        out=a_console(200),
        err=a_console(200),
        read=None,
    )
    outcome = await terminal.run(words)
    return outcome, shown(terminal.out), shown(terminal.err)


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        (("valid.xml",), Outcome.DONE),
        (("valid.xml", "invalid.xml"), Outcome.REFUSED),
        (("valid.xml", "missing.xml"), Outcome.UNANSWERED),
        (("missing.xml", "invalid.xml"), Outcome.REFUSED),
        ((), Outcome.USAGE),
    ],
)
async def test_the_status_tells_the_worst(files: tuple[str, ...], outcome: Outcome) -> None:
    assert (await rsp("validate", *files))[0] is outcome


async def test_each_file_is_told_with_what_is_wrong() -> None:
    _, out, _ = await rsp("validate", "valid.xml", "invalid.xml", "missing.xml")

    lines = out.splitlines()
    assert lines[0] == "✓ valid.xml: valid for schema 4.0 and newer"
    assert lines[1] == "✗ invalid.xml: not valid"
    assert "publicationYear" in lines[2]
    assert lines[-2:] == [
        "? missing.xml: could not be read",
        "  `missing.xml` cannot be read: No such file or directory.",
    ]


async def test_json_has_a_verdict_for_each_file() -> None:
    _, out, _ = await rsp("validate", "--json", "valid.xml", "missing.xml")

    assert json.loads(out) == {
        "files": [
            {
                "file": "valid.xml",
                "metadata": {
                    "verdict": "valid",
                    "namespace": "http://datacite.org/schema/kernel-4",
                    "lowest_minor": "4.0",
                    "faults": [],
                    "gaps": [],
                },
            },
            {
                "file": "missing.xml",
                "metadata": {
                    "verdict": "unknown",
                    "namespace": None,
                    "lowest_minor": None,
                    "faults": [
                        {
                            "path": "",
                            "message": "`missing.xml` cannot be read: No such file or directory.",
                        }
                    ],
                    "gaps": [],
                },
            },
        ]
    }


async def test_a_large_file_is_judged_too() -> None:
    assert (await rsp("validate", "large.xml"))[0] is Outcome.DONE


async def test_the_schema_is_told() -> None:
    outcome, out, _ = await rsp("schema", "--json")

    told = json.loads(out)
    assert outcome is Outcome.DONE
    assert [one["version"] for one in told["versions"]] == [f"4.{minor}" for minor in range(8)]
    assert told["versions"][3]["published"] == "2019-08-16"
    drawn = (await rsp("schema"))[1]
    assert drawn.startswith("DataCite metadata schema\nNamespace  http://")
    assert "4.3      2019-08-16  identifiers of affiliations, ROR for funders\n" in drawn
    assert (await rsp("schema", "4.4"))[0] is Outcome.USAGE
