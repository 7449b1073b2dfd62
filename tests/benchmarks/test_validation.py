"""What judging a record costs, against lxml's own parse and validate, measured in turns.

Real records are used where the corpus is; else made-up ones. Ratios are what to rely on.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pytest
from lxml import etree

from bot.domain.check import Fault
from bot.metadata.judge import judge
from bot.metadata.reading import read
from bot.metadata.schemas import Schemas
from tests.benchmarks.figures import Show
from tests.bot.metadata.examples import EVERYTHING_OF_4_0, RELATED_ITEM_OF_4_4, a_record

pytestmark = pytest.mark.benchmark

ROUNDS = 15
RECORDS = Path(__file__).parents[3] / "shared/corpus/metadata"
_LARGE = 1_000_000
_MADE_UP = {
    "valid": [a_record(), EVERYTHING_OF_4_0, RELATED_ITEM_OF_4_4],
    "invalid": [a_record(year=""), a_record("<colour/>"), a_record(creators="<creators/>")],
}


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    schemas = Schemas.ours()
    for version in schemas.versions:
        schemas.schema(version)
    judge(a_record(year=""), schemas)
    return schemas


def records(verdict: str) -> list[bytes]:
    files = sorted(RECORDS.glob(f"{verdict}/kernel-4/*.xml"))
    read = [xml for xml in (file.read_bytes() for file in files) if len(xml) < _LARGE]
    return read or _MADE_UP[verdict]


def in_turns(*judges: Callable[[bytes], object], over: Sequence[bytes]) -> list[float]:
    """Return the CPU seconds a record takes with each, in the median of the rounds."""
    rounds = [[_cpu(one, over) for one in judges] for _ in range(ROUNDS)]
    return [median(taken) for taken in zip(*rounds, strict=True)]


def _cpu(one: Callable[[bytes], object], over: Sequence[bytes]) -> float:
    start = time.process_time()
    for xml in over:
        one(xml)
    return (time.process_time() - start) / len(over)


def test_a_verdict_costs_little_more_than_parsing_and_validating(
    schemas: Schemas, show: Show
) -> None:
    valid = records("valid")

    def bare(xml: bytes) -> bool:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return schemas.newest.validate(etree.fromstring(xml, parser))

    def verdict(xml: bytes) -> bool:
        record = read(xml)
        return not isinstance(record, Fault) and record.fits(schemas.newest)

    floor, verdicts, all_of_it = in_turns(
        bare, verdict, lambda xml: judge(xml, schemas), over=valid
    )
    show(
        f"{len(valid)} valid records: verdict {verdicts / floor:.2f} x,"
        f" with lowest version and gaps {all_of_it / floor:.2f} x"
        f" lxml's parse and validate ({floor * 1e6:.0f} µs)"
    )
    assert all(verdict(xml) for xml in valid)
    assert verdicts <= 1.5 * floor


def test_a_record_of_very_many_elements_stays_within_twice_that(
    schemas: Schemas, show: Show
) -> None:
    creator = "<creator><creatorName>Example, Ada</creatorName></creator>"
    large = a_record(creators=f"<creators>{20_000 * creator}</creators>")
    floor, verdict = in_turns(
        lambda xml: schemas.newest.validate(etree.fromstring(xml)),
        lambda xml: _fits(xml, schemas),
        over=[large],
    )
    show(f"{len(large) / 1e6:.1f} MB, fed in pieces: verdict {verdict / floor:.2f} x")
    assert verdict <= 2.5 * floor


def _fits(xml: bytes, schemas: Schemas) -> bool:
    record = read(xml)
    assert not isinstance(record, Fault)
    return record.fits(schemas.newest)


def test_why_a_record_is_invalid_is_told_quickly(schemas: Schemas, show: Show) -> None:
    invalid = records("invalid")
    [told] = in_turns(lambda xml: judge(xml, schemas), over=invalid)
    show(f"{len(invalid)} invalid records: judged and explained in {told * 1e3:.2f} ms each")


def test_schemas_load_quickly(show: Show) -> None:
    def load(version: str) -> float:
        fresh = Schemas.ours()
        start = time.process_time()
        fresh.schema(version)
        return time.process_time() - start

    oldest, newest = (median(load(version) for _ in range(ROUNDS)) for version in ("4.0", "4.7"))
    show(f"schema 4.7 loads in {newest * 1e3:.1f} ms, 4.0 in {oldest * 1e3:.1f} ms")


def test_five_hundred_records_take_little(schemas: Schemas, show: Show) -> None:
    mixed = [*records("valid"), *records("invalid")]
    many = (mixed * (500 // len(mixed) + 1))[:500]
    [each] = in_turns(lambda xml: judge(xml, schemas), over=many)
    show(f"500 records of both kinds: {each * 500 * 1e3:.0f} ms CPU in all")
