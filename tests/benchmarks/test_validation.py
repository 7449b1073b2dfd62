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
from tests.benchmarks.figures import Show, ratio, spread
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


def in_turns(*judges: Callable[[bytes], object], over: Sequence[bytes]) -> list[list[float]]:
    """Return the CPU seconds that a record takes with each, round by round."""
    rounds = [[_cpu(one, over) for one in judges] for _ in range(ROUNDS)]
    return [list(taken) for taken in zip(*rounds, strict=True)]


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
        record = read(xml, schemas.newest)
        return not isinstance(record, Fault) and record.fits(schemas.newest)

    floor, verdicts, all_of_it = in_turns(
        bare, verdict, lambda xml: judge(xml, schemas), over=valid
    )
    show(
        f"{len(valid)} valid records: verdict {ratio(verdicts, floor)},"
        f" with lowest version and gaps {ratio(all_of_it, floor)}"
        f" lxml's parse and validate ({median(floor) * 1e6:.0f} µs; bar 1.5)"
    )
    assert all(verdict(xml) for xml in valid)
    assert min(verdicts) <= 1.5 * min(floor)


@pytest.mark.parametrize("creators", [400, 3_000, 20_000])
def test_a_record_of_very_many_elements_costs_little_more_too(
    schemas: Schemas, show: Show, creators: int
) -> None:
    creator = "<creator><creatorName>Example, Ada</creatorName></creator>"
    large = a_record(creators=f"<creators>{creators * creator}</creators>")
    floor, verdict = in_turns(
        lambda xml: schemas.newest.validate(etree.fromstring(xml)),
        lambda xml: _fits(xml, schemas),
        over=[large],
    )
    size = f"{creators} creators, {len(large) // 1_000} kB"
    show(f"{size}: verdict {ratio(verdict, floor)} (bar 1.5)")
    assert min(verdict) <= 2 * min(floor)


def _fits(xml: bytes, schemas: Schemas) -> bool:
    record = read(xml, schemas.newest)
    assert not isinstance(record, Fault)
    return record.fits(schemas.newest)


def test_why_a_record_is_invalid_is_told_quickly(schemas: Schemas, show: Show) -> None:
    invalid = records("invalid")
    [told] = in_turns(lambda xml: judge(xml, schemas), over=invalid)
    each = spread([taken * 1e3 for taken in told], " ms")
    show(f"{len(invalid)} invalid records: judged and explained in {each} each")


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
    in_all = spread([taken * 500 * 1e3 for taken in each], " ms", digits=0)
    show(f"500 records of both kinds: {in_all} CPU in all")
