from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lxml import etree

from bot.domain.check import Fault, Metadata, MetadataVerdict
from bot.metadata.judge import Judged, judge
from bot.metadata.schemas import VERSIONS, Schemas
from tests.bot.metadata.examples import (
    EVERYTHING_OF_4_0,
    NAMESPACE,
    RELATED_ITEM_OF_4_4,
    TYPES_OF_4_3,
    a_point,
    a_record,
)


def test_a_valid_record_is_told_with_its_lowest_version_and_identifier(schemas: Schemas) -> None:
    valid = Metadata(verdict=MetadataVerdict.VALID, namespace=NAMESPACE, lowest_minor="4.0")
    assert judge(a_record(), schemas) == Judged(metadata=valid, identifier="10.5555/example")


@pytest.mark.parametrize("nothing", [b"", b" \r\n\t"])
def test_no_record_is_missing(schemas: Schemas, nothing: bytes) -> None:
    assert judge(nothing, schemas) == Judged(metadata=Metadata(verdict=MetadataVerdict.MISSING))


@pytest.mark.parametrize(
    ("namespace", "found"),
    [
        ("http://datacite.org/schema/kernel-3", None),
        ("http://datacite.org/schema/kernel-4.4", None),
        ("http://datacite.org/schema/kernel-4/", None),
        ("https://datacite.org/schema/kernel-4", None),
        ("", "it has no namespace"),
    ],
)
def test_any_other_namespace_is_not_schema_4(
    schemas: Schemas, namespace: str, found: str | None
) -> None:
    said = f"{found or f'its namespace is {namespace}'}; schema 4 needs exactly {NAMESPACE}"
    assert judge(a_record(namespace=namespace), schemas) == Judged(
        metadata=Metadata(
            verdict=MetadataVerdict.NOT_SCHEMA_4,
            namespace=namespace or None,
            faults=(Fault("", said),),
        ),
        identifier="10.5555/example",
    )


def _creator(parts: str) -> str:
    return f"<creators><creator><creatorName>Ada</creatorName>{parts}</creator></creators>"


def _of_type(kind: str) -> str:
    return f'<resourceType resourceTypeGeneral="{kind}">x</resourceType>'


def _related(attributes: str) -> str:
    return (
        '<relatedIdentifiers><relatedIdentifier relatedIdentifierType="DOI"'
        f' relationType="Cites" {attributes}>10.5555/x</relatedIdentifier></relatedIdentifiers>'
    )


def _place(parts: str) -> str:
    return f"<geoLocations><geoLocation>{parts}</geoLocation></geoLocations>"


_POLYGON = 4 * a_point("polygonPoint")
_STEPS = [
    ("4.0", EVERYTHING_OF_4_0),
    ("4.0", a_record("<geoLocations><geoLocation/></geoLocations>")),
    ("4.1", a_record(creators='<creators><creator><creatorName nameType="Personal">A'
                     "</creatorName></creator></creators>")),
    ("4.1", a_record(kind=_of_type("DataPaper"))),
    ("4.1", a_record('<dates><date dateType="Other" dateInformation="x">2026</date></dates>')),
    ("4.1", a_record(_related('resourceTypeGeneral="Text"'))),
    ("4.1", a_record('<rightsList><rights xml:lang="en">x</rights></rightsList>')),
    ("4.1", a_record(_place("<geoLocationPlace/><geoLocationPlace/>"))),
    ("4.1", a_record(_place(f"<geoLocationPolygon>{_POLYGON}{a_point('inPolygonPoint')}"
                            "</geoLocationPolygon>"))),
    ("4.2", a_record(identifier='<identifier identifierType="URL">x</identifier>')),
    ("4.2", a_record(titles="<titles><title/></titles>")),
    ("4.2", a_record(publisher='<publisher xml:lang="en">x</publisher>')),
    ("4.2", a_record('<dates><date dateType="Withdrawn">2026</date></dates>')),
    ("4.2", a_record('<rightsList><rights rightsIdentifier="x">x</rights></rightsList>')),
    ("4.3", TYPES_OF_4_3),
    ("4.3", a_record(creators=_creator("<nameIdentifier>1</nameIdentifier>"))),
    ("4.3", a_record("<fundingReferences><fundingReference><funderName>x</funderName>"
                     '<funderIdentifier funderIdentifierType="ROR">1</funderIdentifier>'
                     "</fundingReference></fundingReferences>")),
    ("4.4", RELATED_ITEM_OF_4_4),
    ("4.4", a_record(kind=_of_type("Book"))),
    ("4.4", a_record('<subjects><subject classificationCode="x">x</subject></subjects>')),
    ("4.5", a_record(kind=_of_type("Instrument"))),
    ("4.5", a_record(publisher='<publisher publisherIdentifier="x"'
                     ' publisherIdentifierScheme="x">x</publisher>')),
    ("4.6", a_record(kind=_of_type("Award"))),
    ("4.6", a_record('<contributors><contributor contributorType="Translator">'
                     "<contributorName>x</contributorName></contributor></contributors>")),
    ("4.7", a_record(kind=_of_type("Poster"))),
    ("4.7", a_record(_related('relationTypeInformation="x"'))),
]  # fmt: skip


@pytest.mark.parametrize(("minor", "xml"), _STEPS)
def test_the_lowest_version_is_the_first_that_accepts(
    schemas: Schemas, minor: str, xml: bytes
) -> None:
    metadata = judge(xml, schemas).metadata
    assert (metadata.verdict, metadata.lowest_minor) == (MetadataVerdict.VALID, minor)


def test_a_record_of_many_elements_is_judged_as_one_of_few(schemas: Schemas) -> None:
    many = f"<formats>{6_000 * '<format>text/csv</format>'}</formats>"
    poster = judge(a_record(many, kind=_of_type("Poster")), schemas).metadata
    assert (poster.verdict, poster.lowest_minor) == (MetadataVerdict.VALID, "4.7")
    invalid = judge(a_record(f"{many}<colour/>", year=""), schemas).metadata
    assert invalid.faults == (
        Fault("/resource/colour", "colour is not an element of resource"),
        Fault("/resource", "publicationYear is missing"),
    )


def test_verdicts_and_lowest_versions_equal_the_official_ones(
    corpus: Path, schemas: Schemas, official: Schemas
) -> None:
    files = sorted(corpus.glob("metadata/*/*/*.xml"))
    for file in files:
        xml = file.read_bytes()
        metadata = judge(xml, schemas).metadata
        assert (metadata.verdict, metadata.lowest_minor) == _judge_slowly(xml, official), file
        assert judge(xml, official).metadata.verdict is metadata.verdict
    assert len(files) == 451


def _judge_slowly(xml: bytes, official: Schemas) -> tuple[MetadataVerdict, str | None]:
    try:
        root = etree.fromstring(xml, etree.XMLParser(huge_tree=True))
    except etree.XMLSyntaxError:
        return MetadataVerdict.INVALID, None
    if etree.QName(root).namespace != NAMESPACE:
        return MetadataVerdict.NOT_SCHEMA_4, None
    accepting = [version for version in VERSIONS if official.schema(version).validate(root)]
    if VERSIONS[-1] not in accepting:
        return MetadataVerdict.INVALID, None
    return MetadataVerdict.VALID, accepting[0]


@pytest.mark.parametrize(
    ("xml", "identifier"),
    [
        (a_record(identifier="<identifier>\n 10.5555/X \n</identifier>"), "10.5555/X"),
        (a_record(identifier="<identifier> </identifier>"), None),
        (a_record(identifier=""), None),
        (b"<resource><identifier>10.5555/x</identifier></resource>", "10.5555/x"),
        (b"<resource><identifier>10.5555/x</identifier>", None),
    ],
)
def test_the_identifier_is_read_from_valid_and_invalid_records(
    schemas: Schemas, xml: bytes, identifier: str | None
) -> None:
    assert judge(xml, schemas).identifier == identifier


def test_records_judged_in_many_threads_come_out_as_in_one() -> None:
    """One half has faults, so that their logs would get mixed up if they were shared."""
    large = "<dates>" + 2_000 * '<date dateType="Created">2026</date>' + "</dates>"
    faulty = [f"<language>{'x' * number} y</language>" for number in range(1, 40)]
    records = [a_record(more) for more in ["", large, *faulty, *(large + one for one in faulty)]]
    alone, shared = Schemas.ours(), Schemas.ours()
    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(lambda xml: judge(xml, shared), records)] == [
            judge(xml, alone) for xml in records
        ]
