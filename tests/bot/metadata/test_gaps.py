"""What the official files take although the schema's text forbids it."""

import pytest

from bot.domain.check import Fault, MetadataVerdict
from bot.metadata.judge import judge
from bot.metadata.schemas import Schemas
from tests.bot.metadata.examples import EVERYTHING_OF_4_0, RELATED_ITEM_OF_4_4, a_record


def _creators(*parts: str) -> str:
    return f"<creators>{''.join(f'<creator>{part}</creator>' for part in parts)}</creators>"


_ADA = "<creatorName>Example, Ada</creatorName>"
_AFFILIATION = "<affiliation>Example University</affiliation>"
_IDENTIFIED = '<affiliation affiliationIdentifier="1">Example University</affiliation>'

_GAPS = {
    "an empty title": (
        a_record(titles="<titles><title>T</title><title> \n</title></titles>"),
        ("/resource/titles/title[2]", "title is empty"),
    ),
    "an empty creator's name": (
        a_record(creators=_creators("<creatorName/>")),
        ("/resource/creators/creator/creatorName", "creatorName is empty"),
    ),
    "a blank publisher": (
        a_record(publisher="<publisher> </publisher>"),
        ("/resource/publisher", "publisher is empty"),
    ),
    "a placeholder for a creator": (
        a_record(creators=_creators(_ADA, "<creatorName>:unkn</creatorName>")),
        ("/resource/creators/creator[2]/creatorName", 'creatorName is the placeholder ":unkn"'),
    ),
    "a placeholder in brackets for a title": (
        a_record(titles="<titles><title>(:TBA) in May</title></titles>"),
        ("/resource/titles/title", 'title is the placeholder "(:TBA) in May"'),
    ),
    "a placeholder for a publisher": (
        a_record(publisher="<publisher> :null\n</publisher>"),
        ("/resource/publisher", 'publisher is the placeholder ":null"'),
    ),
    "a placeholder for a type": (
        a_record(kind='<resourceType resourceTypeGeneral="Text">:unav</resourceType>'),
        ("/resource/resourceType", 'resourceType is the placeholder ":unav"'),
    ),
    "another type, but which": (
        a_record(kind='<resourceType resourceTypeGeneral="Other"/>'),
        (
            "/resource/resourceType",
            "resourceTypeGeneral is Other, so resourceType must say what it is",
        ),
    ),
    "a name identifier without its scheme": (
        a_record(creators=_creators(f"{_ADA}<nameIdentifier>1</nameIdentifier>")),
        ("/resource/creators/creator/nameIdentifier", "nameIdentifierScheme is missing"),
    ),
    "an affiliation's identifier without its scheme": (
        a_record(creators=_creators(f"{_ADA}{_IDENTIFIED}")),
        ("/resource/creators/creator/affiliation", "affiliationIdentifierScheme is missing"),
    ),
    "a publisher's identifier without its scheme": (
        a_record(publisher='<publisher publisherIdentifier="1">P</publisher>'),
        ("/resource/publisher", "publisherIdentifierScheme is missing"),
    ),
    "a blank contributor's name": (
        a_record(
            '<contributors><contributor contributorType="Editor">'
            "<contributorName> </contributorName></contributor></contributors>"
        ),
        (
            "/resource/contributors/contributor/contributorName",
            "contributorName is empty",
        ),
    ),
    "a blank funder's name": (
        a_record(
            "<fundingReferences><fundingReference><funderName> </funderName>"
            "</fundingReference></fundingReferences>"
        ),
        ("/resource/fundingReferences/fundingReference/funderName", "funderName is empty"),
    ),
    "an identifier of another type": (
        a_record(identifier='<identifier identifierType="Handle">10.5555/x</identifier>'),
        ("/resource/identifier", 'identifierType "Handle" must be DOI'),
    ),
    "an identifier that is no DOI": (
        a_record(identifier='<identifier identifierType="DOI">example</identifier>'),
        ("/resource/identifier", 'identifier "example" is not a DOI such as 10.5555/example'),
    ),
    "a blank identifier": (
        a_record(identifier='<identifier identifierType="DOI"> </identifier>'),
        ("/resource/identifier", "identifier is empty"),
    ),
    "a related item without title": (
        a_record(
            '<relatedItems><relatedItem relatedItemType="Book" relationType="Cites">'
            "<volume>1</volume></relatedItem></relatedItems>"
        ),
        ("/resource/relatedItems/relatedItem", "title is missing"),
    ),
}


@pytest.mark.parametrize(("xml", "gap"), _GAPS.values(), ids=[*_GAPS])
def test_a_gap_is_told_and_the_record_is_valid(
    schemas: Schemas, xml: bytes, gap: tuple[str, str]
) -> None:
    metadata = judge(xml, schemas).metadata
    assert (metadata.verdict, metadata.faults) == (MetadataVerdict.VALID, ())
    assert metadata.gaps == (Fault(*gap),)


@pytest.mark.parametrize(
    "xml",
    [
        a_record(),
        EVERYTHING_OF_4_0,
        RELATED_ITEM_OF_4_4,
        a_record(kind='<resourceType resourceTypeGeneral="Text"/>'),
        a_record(titles="<titles><title>:none of the above</title></titles>"),
        a_record(titles="<titles><title>What to say when a value is :tba</title></titles>"),
        a_record(titles="<titles><title>(:-) an example</title></titles>"),
        a_record(creators=_creators(f"{_ADA}{_AFFILIATION}")),
        a_record("<subjects><subject>:unkn</subject></subjects>"),
    ],
)
def test_what_the_text_allows_is_no_gap(schemas: Schemas, xml: bytes) -> None:
    metadata = judge(xml, schemas).metadata
    assert (metadata.verdict, metadata.gaps) == (MetadataVerdict.VALID, ())


def test_an_invalid_record_has_faults_and_no_gaps(schemas: Schemas) -> None:
    metadata = judge(a_record(year="", titles="<titles><title/></titles>"), schemas).metadata
    assert (metadata.verdict, metadata.gaps) == (MetadataVerdict.INVALID, ())


def test_the_first_ten_gaps_are_told(schemas: Schemas) -> None:
    metadata = judge(a_record(creators=_creators(*(50 * ["<creatorName/>"]))), schemas).metadata
    assert metadata.gaps == tuple(
        Fault(f"/resource/creators/creator[{number}]/creatorName", "creatorName is empty")
        for number in range(1, 11)
    )
