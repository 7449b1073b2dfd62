import shutil
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import pytest
from lxml import etree

from bot.errors import BotError
from bot.metadata.schemas import VERSIONS, Schemas
from tests.bot.metadata import mutants
from tests.bot.metadata.examples import (
    EVERYTHING_OF_4_0,
    PLACES_OF_4_1,
    RELATED_ITEM_OF_4_4,
    TYPES_OF_4_3,
    a_record,
)
from tests.conftest import Say

_LARGE = 20_000


def test_our_verdicts_equal_the_official_ones_on_the_corpus(
    corpus: Path, schemas: Schemas, official: Schemas, say: Say
) -> None:
    records = [*_well_formed(_files(corpus, "*"))]
    differing, verdicts = _compare(records, schemas, official)
    say(f"{len(records)} real records, {_counted(verdicts)}, {differing} disagreements")
    assert (len(records), differing) == (444, 0)


def test_our_verdicts_equal_the_official_ones_on_mutants(
    corpus: Path, schemas: Schemas, official: Schemas, say: Say
) -> None:
    real = [file for file in _files(corpus, "kernel-4") if len(file) < _LARGE]
    made = chain(
        mutants.systematic(EVERYTHING_OF_4_0),
        mutants.systematic(PLACES_OF_4_1),
        mutants.systematic(RELATED_ITEM_OF_4_4),
        mutants.systematic(TYPES_OF_4_3),
        mutants.typed(a_record()),
        mutants.at_random(real, 3_000, seed=2026),
    )
    differing, verdicts = _compare(made, schemas, official)
    number = verdicts.total() // len(VERSIONS)
    say(f"{number} mutants, {_counted(verdicts)}, {differing} disagreements")
    assert (number > 10_000, differing) == (True, 0)


def _compare(
    records: Iterable[etree._Element], ours: Schemas, official: Schemas
) -> tuple[int, Counter[bool]]:
    pairs = [(ours.schema(version), official.schema(version)) for version in VERSIONS]
    differing, verdicts = 0, Counter[bool]()
    for record in records:
        for mine, theirs in pairs:
            verdict = theirs.validate(record)
            verdicts[verdict] += 1
            differing += mine.validate(record) != verdict
    return differing, verdicts


def _counted(verdicts: Counter[bool]) -> str:
    return f"{verdicts[True]} times valid and {verdicts[False]} times invalid"


def _files(corpus: Path, folder: str) -> list[bytes]:
    return [file.read_bytes() for file in sorted(corpus.glob(f"metadata/*/{folder}/*.xml"))]


def _well_formed(files: list[bytes]) -> Iterable[etree._Element]:
    for file in files:
        try:
            yield etree.fromstring(file)
        except etree.XMLSyntaxError:
            continue


def test_the_global_types_have_the_official_names(schemas: Schemas, official: Schemas) -> None:
    """A record may name them in xsi:type."""
    names = [*mutants.TYPES, "nameId", "nothing"]
    for version in VERSIONS:
        ours, theirs = schemas.schema(version), official.schema(version)
        assert [_knows(ours, name) for name in names] == [_knows(theirs, name) for name in names]


def _knows(schema: etree.XMLSchema, name: str) -> bool:
    record = etree.fromstring(EVERYTHING_OF_4_0)
    given = record.find(".//{*}givenName")
    assert given is not None
    given.set("{http://www.w3.org/2001/XMLSchema-instance}type", name)
    schema.validate(record)
    return "does not resolve to a type definition" not in str(schema.error_log)


def test_a_folder_that_lacks_schemas_is_refused_with_their_names(tmp_path: Path) -> None:
    _put(tmp_path, *(f"kernel-{version}" for version in VERSIONS if version not in {"4.2", "4.7"}))
    with pytest.raises(BotError) as refused:
        Schemas.from_folder(tmp_path)
    missing = "kernel-4.2/metadata.xsd, kernel-4.7/metadata.xsd"
    assert str(refused.value) == f"{tmp_path} lacks DataCite's schemas: {missing}."


def test_the_folder_without_a_number_stands_for_the_newest(tmp_path: Path) -> None:
    _put(tmp_path, "kernel-4", *(f"kernel-{version}" for version in VERSIONS[:-1]))
    schemas = Schemas.from_folder(tmp_path)
    assert (schemas.versions, schemas.source) == (VERSIONS, str(tmp_path))
    assert schemas.newest.validate(etree.XML("<made-up/>"))


def test_a_version_newer_than_this_program_is_used(tmp_path: Path) -> None:
    _put(tmp_path, "kernel-4.10", *(f"kernel-{version}" for version in VERSIONS))
    assert Schemas.from_folder(tmp_path).versions == (*VERSIONS, "4.10")


def test_the_official_files_are_read_without_the_network(corpus: Path, tmp_path: Path) -> None:
    """The oldest two import an address of the W3C."""
    shutil.copytree(corpus / "xsd", tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "w3")
    assert Schemas.from_folder(tmp_path).schema("4.0").validate(etree.XML(EVERYTHING_OF_4_0))


_INCLUDING = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
    '<xs:include schemaLocation="http://127.0.0.1:1/x.xsd"/></xs:schema>'
)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<xs:schema", "cannot be read"),
        ('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><a/></xs:schema>', "compile"),
        (_INCLUDING, "http://127.0.0.1:1/x.xsd"),
    ],
)
def test_a_file_that_is_no_schema_is_named(tmp_path: Path, source: str, said: str) -> None:
    _put(tmp_path, *(f"kernel-{version}" for version in VERSIONS))
    (tmp_path / "kernel-4.7" / "metadata.xsd").write_text(source)
    with pytest.raises(BotError, match=said):
        _ = Schemas.from_folder(tmp_path).newest


def _put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).mkdir()
        (folder / name / "metadata.xsd").write_text(
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
            '<xs:element name="made-up"/></xs:schema>'
        )


def test_schemas_compile_while_other_threads_read_records() -> None:
    record = a_record()

    def read_and_compile(_: int) -> int:
        for _ in range(20):
            etree.fromstring(record)
        ours = Schemas.ours()
        return len([ours.schema(version) for version in VERSIONS])

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(read_and_compile, range(40))) == {len(VERSIONS)}
