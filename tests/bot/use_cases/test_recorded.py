"""DataCite's recorded answers through a whole check: each has the verdict of its state."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from bot.demo.table import Row
from bot.domain.check import How, Level, Verdict
from bot.domain.doi import read_entries
from bot.use_cases import checks
from bot.world import World
from tests.factories import AN_ACT
from tests.fakes.neighbours import FakeNeighbours

CORPUS = Path(__file__).parents[4] / "shared/corpus"
INDEX = CORPUS / "api/index.jsonl"


@dataclass(frozen=True)
class Recorded:
    doi: str
    status: int
    file: Path

    def __str__(self) -> str:
        return self.file.name

    @property
    def verdict(self) -> Verdict:
        """What follows for a DOI that doi.org says is DataCite's."""
        if self.status == 404:
            return Verdict.REGISTERED
        record = json.loads(self.file.read_bytes())["data"] if self.status == 200 else {}
        state = record.get("attributes", {}).get("state")
        if _client(record) == "crossref.citations":
            return Verdict.OTHER_AGENCY
        known = {"findable": Verdict.FINDABLE, "registered": Verdict.REGISTERED}
        # A draft that has a handle was registered all the same.
        return known.get(state, Verdict.REGISTERED if state == "draft" else Verdict.UNKNOWN)


def _client(record: dict[str, Any]) -> str | None:
    found: str | None = record["relationships"]["client"]["data"]["id"] if record else None
    return found


def recorded() -> Iterator[Recorded]:
    for line in INDEX.read_text().splitlines() if INDEX.exists() else ():
        row = json.loads(line)
        path = unquote(urlsplit(row["url"] or "").path)
        is_single = path.startswith("/dois/10.") and row["method"] == "GET" and row["file"]
        if is_single and row["kind"] in {"doi", "error"} and row["env"] == "production":
            doi = path.removeprefix("/dois/").lower().strip()
            yield Recorded(doi, row["status"], CORPUS / row["file"])


@pytest.mark.skipif(not INDEX.exists(), reason="needs the recorded answers")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_recorded_answer_has_its_verdict(
    world: World, neighbours: FakeNeighbours
) -> None:
    answers = list(recorded())
    for number, answer in enumerate(answers):
        neighbours.forget()
        neighbours.add(Row(doi=answer.doi, shows="recorded", production=None))
        body = answer.file.read_bytes()
        neighbours.fail(
            "answer", role="api", path="^/dois/", status=answer.status, body=body.decode()
        )
        entries = read_entries([answer.doi])
        how = How(has_pages=False)
        (result,) = (await checks.check(entries, how, AN_ACT, checking=world.checking)).results

        assert result.verdict is answer.verdict, (number, answer, result)
        assert (Level.FAILURE in levels(result)) or result.verdict in {
            Verdict.FINDABLE,
            Verdict.UNKNOWN,
        }
    assert len(answers) > 30


def levels(result: Any) -> set[Level]:  # noqa: ANN401
    return {finding.level for finding in result.findings}
