"""What people are told of each mistake."""

import pytest

from bot.domain.check import Fault, MetadataVerdict
from bot.metadata.judge import judge
from bot.metadata.schemas import Schemas
from tests.bot.metadata.examples import NAMESPACE, a_point, a_record

_NAME = "<creatorName>Example, Ada</creatorName>"


def _creator(parts: str) -> str:
    return f"<creators><creator>{parts}</creator></creators>"


def _dates(*dates: str) -> str:
    return f"<dates>{''.join(dates)}</dates>"


def _place(parts: str) -> str:
    return f"<geoLocations><geoLocation>{parts}</geoLocation></geoLocations>"


_DATE_TYPES = (
    "Accepted, Available, Collected, Copyrighted, Coverage, Created, Issued, Submitted,"
    " Updated, Valid, Withdrawn, Other"
)

_TITLE_TYPES = "AlternativeTitle, Subtitle, TranslatedTitle, Other"

_MISTAKES = {
    "a value that is not in the list": (
        a_record(_dates('<date dateType="Created">2026</date>', '<date dateType="Modified"/>')),
        [("/resource/dates/date[2]", f'dateType "Modified" is not one of {_DATE_TYPES}')],
    ),
    "a listed value in other letters": (
        a_record(titles='<titles><title titleType="sub-title">T</title></titles>'),
        [
            (
                "/resource/titles/title",
                f'titleType "sub-title" is not one of {_TITLE_TYPES}; did you mean Subtitle?',
            )
        ],
    ),
    "an empty value where one of a list is due": (
        a_record(_dates('<date dateType="">2026</date>')),
        [("/resource/dates/date", f"dateType is empty, not one of {_DATE_TYPES}")],
    ),
    "no creators": (a_record(creators=""), [("/resource", "creators is missing")]),
    "no title": (
        a_record(titles="<titles/>"),
        [("/resource/titles", "title is missing")],
    ),
    "several that are missing": (
        a_record(creators="", publisher="", year=""),
        [
            ("/resource", "creators is missing"),
            ("/resource", "publisher is missing"),
            ("/resource", "publicationYear is missing"),
        ],
    ),
    "a misspelt element is not missing as well": (
        a_record(creators=_creator("<creatorname>Ada</creatorname>")),
        [
            (
                "/resource/creators/creator/creatorname",
                "creatorname is not an element of creator; did you mean creatorName?",
            )
        ],
    ),
    "an unknown element": (
        a_record("<colour>blue</colour>"),
        [("/resource/colour", "colour is not an element of resource")],
    ),
    "a part without what holds the parts": (
        a_record(titles="<title>T</title>"),
        [("/resource/title", "title is not an element of resource; did you mean titles?")],
    ),
    "one too many": (
        a_record("<publisher>Example Press</publisher>"),
        [("/resource/publisher[2]", "publisher is there again; only one is allowed")],
    ),
    "one too many in an order": (
        a_record(creators=_creator(f"{_NAME}<givenName>A</givenName><givenName>B</givenName>")),
        [
            (
                "/resource/creators/creator/givenName[2]",
                "givenName is there again; only one is allowed",
            )
        ],
    ),
    "a wrong order": (
        a_record(creators=_creator(f"<givenName>Ada</givenName>{_NAME}")),
        [
            (
                "/resource/creators/creator/creatorName",
                "creatorName must come before givenName",
            )
        ],
    ),
    "an element of another namespace": (
        a_record(titles='<titles><title xmlns="urn:x">T</title></titles>'),
        [
            (
                "/resource/titles/title",
                f"title is in the namespace urn:x; it must be in {NAMESPACE}",
            )
        ],
    ),
    "an element of no namespace": (
        a_record(titles='<titles><title xmlns="">T</title></titles>'),
        [("/resource/titles/title", f"title is in no namespace; it must be in {NAMESPACE}")],
    ),
    "an attribute that is missing": (
        a_record(_dates("<date>2026</date>")),
        [("/resource/dates/date", "dateType is missing")],
    ),
    "a misspelt attribute is not missing as well": (
        a_record(_dates('<date datetype="Created">2026</date>')),
        [
            (
                "/resource/dates/date",
                "datetype is not an attribute of date; did you mean dateType?",
            )
        ],
    ),
    "an attribute without its prefix": (
        a_record(titles='<titles><title lang="en">T</title></titles>'),
        [
            (
                "/resource/titles/title",
                "lang is not an attribute of title; did you mean xml:lang?",
            )
        ],
    ),
    "an attribute of a namespace with odd signs": (
        a_record(titles="""<titles><title xmlns:x="it's" x:a="1">T</title></titles>"""),
        [("/resource/titles/title", "a is not an attribute of title")],
    ),
    "an attribute where none is": (
        a_record(year='<publicationYear calendar="x">2026</publicationYear>'),
        [
            (
                "/resource/publicationYear",
                "calendar is not an attribute of publicationYear",
            )
        ],
    ),
    "a year that is none": (
        a_record(year="<publicationYear>2026-01</publicationYear>"),
        [
            (
                "/resource/publicationYear",
                'publicationYear "2026-01" is not a year of four digits',
            )
        ],
    ),
    "an empty year": (
        a_record(year="<publicationYear/>"),
        [("/resource/publicationYear", "publicationYear is empty, not a year of four digits")],
    ),
    "an empty identifier": (
        a_record(identifier='<identifier identifierType="DOI"/>'),
        [("/resource/identifier", "identifier is empty")],
    ),
    "a latitude too far south": (
        a_record(_place(a_point("geoLocationPoint", latitude="-167.3"))),
        [
            (
                "/resource/geoLocations/geoLocation/geoLocationPoint/pointLatitude",
                'pointLatitude "-167.3" is less than -90',
            )
        ],
    ),
    "a longitude too far east": (
        a_record(_place(a_point("geoLocationPoint", longitude="181"))),
        [
            (
                "/resource/geoLocations/geoLocation/geoLocationPoint/pointLongitude",
                'pointLongitude "181" is greater than 180',
            )
        ],
    ),
    "a comma in a number": (
        a_record(_place(a_point("geoLocationPoint", latitude="46,2"))),
        [
            (
                "/resource/geoLocations/geoLocation/geoLocationPoint/pointLatitude",
                'pointLatitude "46,2" is not a number',
            )
        ],
    ),
    "no number": (
        a_record(_place(a_point("geoLocationPoint", latitude="NaN"))),
        [
            (
                "/resource/geoLocations/geoLocation/geoLocationPoint/pointLatitude",
                'pointLatitude "NaN" is not a number',
            )
        ],
    ),
    "coordinates as text": (
        a_record(_place("<geoLocationPoint>46.2 6.1</geoLocationPoint>")),
        [
            (
                "/resource/geoLocations/geoLocation/geoLocationPoint",
                (
                    "geoLocationPoint must contain only pointLongitude and pointLatitude,"
                    " no text of its own"
                ),
            )
        ],
    ),
    "a polygon of three points": (
        a_record(
            _place(f"<geoLocationPolygon>{3 * a_point('polygonPoint')}</geoLocationPolygon>")
        ),
        [
            (
                "/resource/geoLocations/geoLocation/geoLocationPolygon",
                "polygonPoint is needed at least 4 times (found: 3)",
            )
        ],
    ),
    "a language of an element": (
        a_record("<language>english us</language>"),
        [
            (
                "/resource/language",
                'language "english us" is not a language code such as en or pt-BR',
            )
        ],
    ),
    "a language in an attribute": (
        a_record(titles='<titles><title xml:lang="english_us">T</title></titles>'),
        [
            (
                "/resource/titles/title",
                'xml:lang "english_us" is not a language code such as en or pt-BR',
            )
        ],
    ),
    "an address that is none": (
        a_record('<subjects><subject schemeURI="http://[x">s</subject></subjects>'),
        [("/resource/subjects/subject", 'schemeURI "http://[x" is not a URI')],
    ),
    "elements where text is due": (
        a_record(titles="<titles><title>An <i>example</i></title></titles>"),
        [("/resource/titles/title", "title must contain only text, no element such as i")],
    ),
    "elements in a year": (
        a_record(year="<publicationYear><y>2026</y></publicationYear>"),
        [
            (
                "/resource/publicationYear",
                "publicationYear must contain only text, no element such as y",
            )
        ],
    ),
    "paragraphs in a description": (
        a_record(
            '<descriptions><description descriptionType="Abstract"><p>x</p></description>'
            "</descriptions>"
        ),
        [("/resource/descriptions/description/p", "p is not an element of description")],
    ),
    "text in a line break": (
        a_record(
            '<descriptions><description descriptionType="Abstract"><br>x</br></description>'
            "</descriptions>"
        ),
        [("/resource/descriptions/description/br", "br must be empty")],
    ),
    "no value at all": (
        a_record(publisher='<publisher xsi:nil="true"/>'),
        [
            ("/resource/publisher", "publisher must have a value: xsi:nil is not allowed"),
            ("/resource/publisher", "publisher is empty"),
        ],
    ),
    "a type of its own": (
        a_record(publisher='<publisher xsi:type="press">P</publisher>'),
        [("/resource/publisher", 'xsi:type "press" is not allowed for publisher')],
    ),
    "a prefix that is not declared in a type": (
        a_record(publisher='<publisher xsi:type="x:press">P</publisher>'),
        [("/resource/publisher", 'xsi:type "x:press" is not allowed for publisher')],
    ),
    "another outermost element": (
        f'<record xmlns="{NAMESPACE}"/>'.encode(),
        [("/record", "the outermost element is record; it must be resource")],
    ),
    "a record inside a record": (
        a_record(creators=_creator(f"{_NAME}<affiliation><resource/></affiliation>")),
        [
            ("/resource/creators/creator/affiliation/resource", f"{name} is missing")
            for name in (
                *("identifier", "creators", "titles", "publisher"),
                *("publicationYear", "resourceType"),
            )
        ],
    ),
    "a long value is cut": (
        a_record(year=f"<publicationYear>{'9 ' * 500}</publicationYear>"),
        [
            (
                "/resource/publicationYear",
                f'publicationYear "{"9 " * 30}…" is not a year of four digits',
            )
        ],
    ),
}


@pytest.mark.parametrize(("xml", "faults"), _MISTAKES.values(), ids=[*_MISTAKES])
def test_a_mistake_is_told_in_words(
    schemas: Schemas, xml: bytes, faults: list[tuple[str, str]]
) -> None:
    metadata = judge(xml, schemas).metadata
    assert metadata.verdict is MetadataVerdict.INVALID
    assert [(fault.path, fault.message) for fault in metadata.faults] == faults


def test_the_first_ten_faults_are_told(schemas: Schemas) -> None:
    xml = a_record(_dates(*('<date dateType="Created">1</date><date>2</date>' for _ in range(12))))
    assert judge(xml, schemas).metadata.faults == tuple(
        Fault(f"/resource/dates/date[{number}]", "dateType is missing")
        for number in range(2, 22, 2)
    )


def test_faults_far_down_in_a_large_record_are_told_with_their_paths(schemas: Schemas) -> None:
    xml = a_record(_dates(5_000 * '<date dateType="Created">1</date>', 20 * "<date>2</date>"))
    assert judge(xml, schemas).metadata.faults == tuple(
        Fault(f"/resource/dates/date[{5_000 + number}]", "dateType is missing")
        for number in range(1, 11)
    )


def test_a_record_with_prefixes_has_paths_without(schemas: Schemas) -> None:
    xml = a_record(_dates("<date/>", "<date/>")).decode()
    xml = xml.replace("<", "<d:").replace("<d:/", "</d:").replace("<d:?", "<?")
    xml = xml.replace("xmlns=", "xmlns:d=")
    assert [fault.path for fault in judge(xml.encode(), schemas).metadata.faults] == [
        "/resource/dates/date[1]",
        "/resource/dates/date[2]",
    ]


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (
            "\n<?xml version='1.0'?><a/>",
            "2: the XML declaration must be the very first thing in it",
        ),
        ("<a>A & B</a>", "1: an & that is part of the text must be written &amp;"),
        ("<a>A &B c</a>", "1: an & that is part of the text must be written &amp;"),
        ("<a>\n2 < 3</a>", "2: a < that is part of the text must be written &lt;"),
        ("<a>&nbsp;</a>", "1: &nbsp; is not known in XML; write the letter itself"),
        ("<a>\n<b>\n</a>", "3: <b> of line 2 is closed by </a>"),
        ("<a>\n<b>", "2: <b> of line 2 is never closed"),
        ("<a x:b='1'/>", "1: the prefix x: is not declared (xmlns:x)"),
        ('{"not": "XML"}', "1: it is no XML, since it does not begin with a tag"),
        ("<a b='1' b='2'/>", "1: Attribute b redefined"),
    ],
)
def test_what_is_not_well_formed_is_told_with_its_line(
    schemas: Schemas, xml: str, message: str
) -> None:
    metadata = judge(xml.encode(), schemas).metadata
    assert (metadata.verdict, metadata.faults) == (
        MetadataVerdict.INVALID,
        (Fault("", f"not well-formed XML, line {message}"),),
    )
