"""A record of many elements is fed to the schema in pieces: with the same outcome, no crash."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bot.domain.check import Fault
from bot.metadata.reading import Record, read, up_to_faults
from bot.metadata.schemas import Schemas
from tests.bot.metadata import mutants
from tests.bot.metadata.examples import EVERYTHING_OF_4_0, a_record


def test_pieces_come_to_the_same_verdicts_as_the_whole(corpus: Path, schemas: Schemas) -> None:
    files = sorted(corpus.glob("metadata/*/kernel-4/*.xml"))
    real = [xml for xml in (file.read_bytes() for file in files) if len(xml) < 20_000]
    for mutant in mutants.at_random(real, 1_000, seed=5):
        record = read(etree.tostring(mutant, encoding="utf-8"), schemas.newest)
        assert isinstance(record, Fault) or _verdicts(record, schemas, is_whole=True) == (
            _verdicts(record, schemas, is_whole=False)
        )


@given(st.data())
@settings(max_examples=300)
def test_pieces_of_a_damaged_record_do_too(schemas: Schemas, data: st.DataObject) -> None:
    start = data.draw(st.integers(150, len(EVERYTHING_OF_4_0)))
    put = data.draw(st.sampled_from([b"", b"x", b"<br/>", b"&lt;", b"<![CDATA[x]]>", b"<!--x-->"]))
    end = start + data.draw(st.integers(0, 2))
    record = read(EVERYTHING_OF_4_0[:start] + put + EVERYTHING_OF_4_0[end:], schemas.newest)
    assert isinstance(record, Fault) or _verdicts(record, schemas, is_whole=True) == (
        _verdicts(record, schemas, is_whole=False)
    )


def _verdicts(record: Record, schemas: Schemas, *, is_whole: bool) -> list[bool]:
    read_so = replace(record, has_few_nodes=is_whole)
    return [read_so.fits(schemas.schema(version)) for version in schemas.versions]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "iso-8859-1", "utf-7"])
def test_a_record_of_many_nodes_is_read_in_any_encoding(schemas: Schemas, encoding: str) -> None:
    words = f"<version>größer</version>{5_000 * '<!---->'}"
    for record, is_valid in ((a_record(words), True), (a_record(f"{words}<a/>"), False)):
        large = read(record.decode().replace("UTF-8", encoding).encode(encoding), schemas.newest)
        assert isinstance(large, Record)
        assert large.known == {schemas.newest: is_valid}
        assert large.root.findtext("{*}version") == "größer"


def test_reading_stops_soon_after_the_faults_asked_for(schemas: Schemas) -> None:
    many = a_record(f"<dates>{10_000 * '<date>2026</date>'}</dates>")
    record = read(many, schemas.newest)
    assert isinstance(record, Record)
    part, faults = up_to_faults(record, schemas.newest, 10)
    assert len(part) == 4_096
    assert 10 <= len(faults) < 300
