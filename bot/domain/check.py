"""A check of DOIs: what is asked, and what it came to, in the words of `--json`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self


class Verdict(StrEnum):
    FINDABLE = "findable"
    REGISTERED = "registered"
    NOT_REGISTERED = "not_registered"
    OTHER_AGENCY = "other_agency"
    TEST_ONLY = "test_only"
    INVALID_DOI = "invalid_doi"
    UNKNOWN = "unknown"


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found out: which, how good, one sentence, and where to read what to do."""

    key: str
    level: Level
    text: str
    link: str


class MetadataVerdict(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    NOT_SCHEMA_4 = "not_schema_4"
    MISSING = "missing"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Fault:
    """A place in a record (`/resource/dates/date[2]`) and what is wrong there."""

    path: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    verdict: MetadataVerdict
    namespace: str | None = None
    lowest_minor: str | None = None
    """The first of 4.0 … 4.7 whose schema takes the record; None unless it is valid."""
    faults: tuple[Fault, ...] = ()
    """The first ten; they made the verdict."""
    gaps: tuple[Fault, ...] = ()
    """What the schema takes but its text forbids; never part of the verdict."""


class PageVerdict(StrEnum):
    OK = "ok"
    PROBLEMS = "problems"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    verdict: PageVerdict
    status: int | None = None
    final_url: str | None = None
    has_metrics_badge: bool | None = None
    """None where the page was not read, or draws itself in the browser."""


SKIPPED_METADATA = Metadata(verdict=MetadataVerdict.SKIPPED)
SKIPPED_PAGE = Page(verdict=PageVerdict.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one DOI came to; None where it is not known."""

    input: str
    """The entry as it was typed."""
    doi: str | None
    """In lower case; None where the entry holds no DOI."""
    verdict: Verdict
    agency: str | None = None
    handle: bool | None = None
    state: str | None = None
    indexed: bool | None = None
    source: str | None = None
    client: str | None = None
    url: str | None = None
    usage: int | None = None
    """Views and downloads together."""
    metadata: Metadata = SKIPPED_METADATA
    page: Page = SKIPPED_PAGE
    findings: tuple[Finding, ...] = ()

    def at(self, level: Level) -> list[Finding]:
        return [finding for finding in self.findings if finding.level is level]


# Up to so many DOIs are asked about one by one, which tells more than a batch does.
SMALL = 5
MOST = 5_000


class Environment(StrEnum):
    PRODUCTION = "production"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a check is made."""

    environment: Environment = Environment.PRODUCTION
    is_thorough: bool = False
    """Ask the handle system for each DOI too; it cannot be asked in batches."""
    has_pages: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check and what has come of it so far, as `--json` prints it."""

    id: str
    environment: Environment
    started: datetime
    finished: datetime | None
    totals: dict[Verdict, int]
    results: tuple[Result, ...]


def totals(results: Sequence[Result]) -> dict[Verdict, int]:
    """Count the verdicts; those that did not come up are there with 0."""
    found = Counter(result.verdict for result in results)
    return {verdict: found[verdict] for verdict in Verdict}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A check as it was asked for: by whom, when, how, and how far it is."""

    number: int
    how: How
    asked_by: str
    started: datetime
    finished: datetime | None
    count: int
    again: int | None
    """The check that this one runs again."""

    @property
    def id(self) -> str:
        return check_id(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One check in a list of them, as `checks --json` prints it."""

    id: str
    environment: Environment
    asked_by: str
    started: datetime
    finished: datetime | None
    entries: int
    again: str | None

    @classmethod
    def of(cls, asked: Asked) -> Self:
        return cls(
            id=asked.id,
            environment=asked.how.environment,
            asked_by=asked.asked_by,
            started=asked.started,
            finished=asked.finished,
            entries=asked.count,
            again=check_id(asked.again) if asked.again else None,
        )


@dataclass(frozen=True, slots=True)
class Recent:
    """The latest checks, newest first."""

    checks: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """How far a check is: entries answered, of how many, and how many of those have a failure."""

    done: int
    total: int
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One entry's result at its place in the check, and what each neighbour said for it."""

    position: int
    result: Result
    said: Mapping[str, str]


def check_id(number: int) -> str:
    return f"CHK-{number}"
