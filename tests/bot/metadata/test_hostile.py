"""Records made to do harm: each refused or judged, at little cost, without any connection."""

import socket
import time
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.check import Fault, MetadataVerdict
from bot.metadata.judge import judge
from bot.metadata.schemas import Schemas
from tests.bot.metadata.examples import EVERYTHING_OF_4_0, a_record

_MOST_SECONDS = 0.6
_DOCTYPE = (Fault("", "refused: it has a DOCTYPE, which no metadata record needs"),)
_DEEP = (Fault("", "refused: elements are nested deeper than 100"),)
_LARGE = (Fault("", "refused: larger than 5 MB"),)
_NO_XML = "not well-formed XML, line 1: it is no XML, since it does not begin with a tag"


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        yield listening


@pytest.fixture
def address(listener: socket.socket) -> Iterator[str]:
    """Give an address that must not be asked."""
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.fixture(scope="module", autouse=True)
def warm(schemas: Schemas) -> None:
    for version in schemas.versions:
        schemas.schema(version)
    judge(a_record(year=""), schemas)


def _with_doctype(doctype: str, more: str = "", encoding: str = "utf-8") -> bytes:
    record = a_record(more).decode().replace("UTF-8", encoding)
    return record.replace("\n", f"\n{doctype}", 1).encode(encoding)


_LAUGHS = "<!ENTITY l0 'haha'>" + "".join(
    f"<!ENTITY l{number} '{10 * f'&l{number - 1};'}'>" for number in range(1, 10)
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    ("doctype", "more"),
    [
        ("<!DOCTYPE resource>", ""),
        (f"<!DOCTYPE resource [{_LAUGHS}]>", "<language>&l9;</language>"),
        (f"<!DOCTYPE resource [{_LAUGHS}]>", '<sizes lang="&l9;"/>'),
        (
            f"<!DOCTYPE resource [<!ENTITY a '{50_000 * 'a'}'>]>",
            f"<version>{9_000 * '&a;'}</version>",
        ),
        ('<!DOCTYPE resource [<!ENTITY x SYSTEM "{}">]>', "<language>&x;</language>"),
        ('<!DOCTYPE resource [<!ENTITY % x SYSTEM "{}"> %x;]>', ""),
        ('<!DOCTYPE resource SYSTEM "{}">', ""),
        (
            '<!DOCTYPE resource [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
            "<version>&x;</version>",
        ),
        ("<!DOCTYPE resource [<!ATTLIST title lang CDATA 'en'>]>", 3_000 * "<!-- large -->"),
    ],
)
def test_a_doctype_is_refused(
    schemas: Schemas, address: str, doctype: str, more: str, encoding: str
) -> None:
    xml = _with_doctype(doctype.replace("{}", address), more, encoding)
    assert _judge_in_time(xml, schemas) == (MetadataVerdict.INVALID, _DOCTYPE)


def test_a_doctype_that_is_only_spoken_of_is_fine(schemas: Schemas) -> None:
    more = (
        '<descriptions><description descriptionType="Abstract"><![CDATA[<!DOCTYPE html>]]>'
        "</description></descriptions>"
    )
    for padding in ("", 5_000 * "<!-- example -->"):
        assert _judge_in_time(a_record(more + padding), schemas)[0] is MetadataVerdict.VALID


def _nested(depth: int) -> bytes:
    creator = f"<creatorName>A</creatorName><givenName>{depth * '<a>'}{depth * '</a>'}</givenName>"
    return a_record(creators=f"<creators><creator>{creator}</creator></creators>")


@pytest.mark.parametrize("depth", [97, 200, 300, 100_000])
def test_what_is_nested_too_deeply_is_refused(schemas: Schemas, depth: int) -> None:
    assert _judge_in_time(_nested(depth), schemas) == (MetadataVerdict.INVALID, _DEEP)


def test_what_is_nested_up_to_the_limit_is_judged(schemas: Schemas) -> None:
    assert _judge_in_time(_nested(96), schemas) == (MetadataVerdict.VALID, ())


@pytest.mark.parametrize("size", [5_000_001, 20_000_000])
def test_what_is_too_large_is_refused(schemas: Schemas, size: int) -> None:
    xml = a_record("<version></version>")
    xml = xml.replace(b"</version>", b"x" * (size - len(xml)) + b"</version>")
    assert _judge_in_time(xml, schemas) == (MetadataVerdict.INVALID, _LARGE)


def test_what_is_just_not_too_large_is_judged(schemas: Schemas) -> None:
    xml = a_record("<version></version>")
    xml = xml.replace(b"</version>", b"x" * (5_000_000 - len(xml)) + b"</version>")
    assert _judge_in_time(xml, schemas) == (MetadataVerdict.VALID, ())


def _attributes(number: int) -> str:
    return " ".join(f'a{n}="1"' for n in range(number))


_ONE = "<creator><creatorName>E</creatorName></creator>"
_NAME_IDENTIFIERS = f"<creatorName>E</creatorName>{50_000 * '<nameIdentifier/>'}"
_FAULTY = {
    "50 000 faults": a_record(
        "<subjects>" + 50_000 * '<subject xml:lang="!">s</subject>' + "</subjects>"
    ),
    "200 000 wrong children": a_record(200_000 * "<a/>"),
    "200 000 wrong children below": a_record(f"<dates>{200_000 * '<a/>'}</dates>"),
    "100 000 of one that may be there once": a_record(100_000 * "<language>en</language>"),
    "60 000 attributes": a_record(f"<dates><date {_attributes(60_000)}>2026</date></dates>"),
    "200 attributes on each of 1 500": a_record(
        creators="<creators>"
        + 1_500 * f"<creator {_attributes(200)}><creatorName>E</creatorName></creator>"
        + "</creators>"
    ),
    "50 000 creators, the last bad": a_record(
        creators=f"<creators>{50_000 * _ONE}<creator/></creators>"
    ),
    "many faults in 30 kB": a_record("<sizes>" + 2_000 * '<size a=""/>' + "</sizes>"),
    "a very long value": a_record(year=f"<publicationYear>{4_000_000 * '9'}</publicationYear>"),
    "a very long name": a_record(f"<{400_000 * 'a'}/>"),
    "a very long attribute": a_record(f'<sizes><size {40_000 * "b"}="1"/></sizes>'),
    "a very long list value": a_record(
        kind=f'<resourceType resourceTypeGeneral="{4_000_000 * "a"}"/>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("xml", _FAULTY.values(), ids=[*_FAULTY])
def test_many_faults_are_told_at_little_cost(schemas: Schemas, xml: bytes) -> None:
    verdict, faults = _judge_in_time(xml, schemas)
    assert verdict is MetadataVerdict.INVALID
    assert 0 < len(faults) <= 10
    assert all(len(fault.path) + len(fault.message) < 1_000 for fault in faults)


_VALID = {
    "faults of the older versions only": a_record(
        creators=f"<creators><creator>{_NAME_IDENTIFIERS}</creator></creators>"
    ),
    "40 000 gaps": a_record(
        creators=f"<creators>{40_000 * '<creator><creatorName/></creator>'}</creators>"
    ),
    "60 000 attributes on what may have any": a_record(
        creators=f"<creators><creator><creatorName>E</creatorName><affiliation"
        f" {_attributes(60_000)}/></creator></creators>"
    ),
    "an address where it should be": a_record().replace(
        b"xmlns:xsi=",
        b'xsi:schemaLocation="http://datacite.org/schema/kernel-4 http://[::1]/x" xmlns:xsi=',
    ),
}


@pytest.mark.parametrize("xml", _VALID.values(), ids=[*_VALID])
def test_what_is_odd_but_valid_is_judged_at_little_cost(schemas: Schemas, xml: bytes) -> None:
    assert _judge_in_time(xml, schemas) == (MetadataVerdict.VALID, ())


def test_hints_at_schemas_are_not_followed(schemas: Schemas, address: str) -> None:
    hint = f'xsi:noNamespaceSchemaLocation="{address}" xsi:schemaLocation="urn:x {address}'
    hint = f'{hint} http://datacite.org/schema/kernel-4 {address}" xmlns:xsi='
    for record in (a_record(), a_record(year=""), a_record("<x xmlns='urn:x'/>")):
        assert judge(record.replace(b"xmlns:xsi=", hint.encode()), schemas).metadata == (
            judge(record, schemas).metadata
        )


def test_what_is_no_record_is_neither_fetched_nor_opened(schemas: Schemas, address: str) -> None:
    for text in (address, "/etc/hostname", "file:///etc/hostname", "\0" * 1_000, "<"):
        verdict, faults = _judge_in_time(text.encode(), schemas)
        assert (verdict, len(faults)) == (MetadataVerdict.INVALID, 1)
    assert judge(address.encode(), schemas).metadata.faults == (Fault("", _NO_XML),)


def test_it_takes_little_memory(schemas: Schemas) -> None:
    tracemalloc.start()
    for xml in _FAULTY.values():
        judge(xml, schemas)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000


@given(st.binary(max_size=500))
def test_no_bytes_break_it(schemas: Schemas, xml: bytes) -> None:
    assert judge(xml, schemas).metadata.verdict is not MetadataVerdict.VALID


@given(st.data())
@settings(max_examples=300)
def test_no_damage_to_a_record_breaks_it(schemas: Schemas, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(EVERYTHING_OF_4_0)))
    end = start + data.draw(st.integers(0, 30))
    put = data.draw(st.binary(max_size=10) | st.sampled_from([b"<", b"</", b"&x;", b'"', b" x='"]))
    damaged = EVERYTHING_OF_4_0[:start] + put + EVERYTHING_OF_4_0[end:]
    metadata = judge(damaged, schemas).metadata
    assert bool(metadata.faults) is (metadata.verdict is not MetadataVerdict.VALID)


def _judge_in_time(xml: bytes, schemas: Schemas) -> tuple[MetadataVerdict, tuple[Fault, ...]]:
    start = time.process_time()
    metadata = judge(xml, schemas).metadata
    spent = time.process_time() - start
    assert spent < _MOST_SECONDS
    return metadata.verdict, metadata.faults
