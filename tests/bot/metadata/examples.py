"""Made-up records: a plain one, and ones that hold all there is."""

NAMESPACE = "http://datacite.org/schema/kernel-4"

_IDENTIFIER = '<identifier identifierType="DOI">10.5555/example</identifier>'
_CREATORS = "<creators><creator><creatorName>Example, Ada</creatorName></creator></creators>"
_TITLES = "<titles><title>An example</title></titles>"
_PUBLISHER = "<publisher>Example Repository</publisher>"
_YEAR = "<publicationYear>2026</publicationYear>"
_TYPE = '<resourceType resourceTypeGeneral="Dataset">Readings</resourceType>'


def a_record(  # noqa: PLR0913 -- a test names the one it is about
    more: str = "",
    *,
    identifier: str = _IDENTIFIER,
    creators: str = _CREATORS,
    titles: str = _TITLES,
    publisher: str = _PUBLISHER,
    year: str = _YEAR,
    kind: str = _TYPE,
    namespace: str = NAMESPACE,
) -> bytes:
    """Make a record of the mandatory properties and whatever more."""
    properties = f"{identifier}{creators}{titles}{publisher}{year}{kind}{more}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<resource xmlns="{namespace}"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{properties}</resource>'
    ).encode()


def a_point(name: str, longitude: str = "6.1", latitude: str = "46.2") -> str:
    return (
        f"<{name}><pointLongitude>{longitude}</pointLongitude>"
        f"<pointLatitude>{latitude}</pointLatitude></{name}>"
    )


_PERSON = (
    "<{0}Name>Example, Ada</{0}Name><givenName>Ada</givenName><familyName>Example</familyName>"
)
_BELONGING = (
    '<nameIdentifier nameIdentifierScheme="ISNI" schemeURI="https://isni.example/">1</nameIdentifier>'
    "<affiliation>Example University</affiliation>"
)
_OF_4_0 = (
    '<subjects><subject subjectScheme="Made up" schemeURI="https://example.org/s"'
    ' valueURI="https://example.org/s/1" xml:lang="en">examples</subject></subjects>'
    f'<contributors><contributor contributorType="Editor">{_PERSON.format("contributor")}'
    f"{_BELONGING}</contributor></contributors>"
    '<dates><date dateType="Created">2026-01-02</date></dates>'
    "<language>en</language>"
    '<alternateIdentifiers><alternateIdentifier alternateIdentifierType="Local">1'
    "</alternateIdentifier></alternateIdentifiers>"
    '<relatedIdentifiers><relatedIdentifier relatedIdentifierType="DOI"'
    ' relationType="HasMetadata" relatedMetadataScheme="Made up" schemeURI="https://example.org/m"'
    ' schemeType="XSD">10.5555/other</relatedIdentifier></relatedIdentifiers>'
    "<sizes><size>1 MB</size></sizes><formats><format>text/csv</format></formats>"
    "<version>1</version>"
    '<rightsList><rights rightsURI="https://example.org/r">Free</rights></rightsList>'
    '<descriptions><description descriptionType="Abstract" xml:lang="en">Made<br/>up'
    "</description></descriptions>"
    "<geoLocations><geoLocation><geoLocationPlace>Example</geoLocationPlace>"
    f"{a_point('geoLocationPoint')}"
    "<geoLocationBox><westBoundLongitude>1</westBoundLongitude>"
    "<eastBoundLongitude>2</eastBoundLongitude><southBoundLatitude>3</southBoundLatitude>"
    "<northBoundLatitude>4</northBoundLatitude></geoLocationBox>"
    f"<geoLocationPolygon>{4 * a_point('polygonPoint')}</geoLocationPolygon>"
    "</geoLocation></geoLocations>"
    "<fundingReferences><fundingReference><funderName>Example Fund</funderName>"
    '<funderIdentifier funderIdentifierType="ISNI">1</funderIdentifier>'
    '<awardNumber awardURI="https://example.org/a">1</awardNumber>'
    "<awardTitle>Examples</awardTitle></fundingReference></fundingReferences>"
)
_OF_4_4 = (
    '<relatedItems><relatedItem relatedItemType="Book" relationType="IsPublishedIn">'
    '<relatedItemIdentifier relatedItemIdentifierType="ISBN" relatedMetadataScheme="Made up"'
    ' schemeURI="https://example.org/m" schemeType="XSD">1</relatedItemIdentifier>'
    f"<creators><creator>{_PERSON.format('creator')}</creator></creators>"
    '<titles><title titleType="Other" xml:lang="en">Examples</title></titles>'
    "<publicationYear>2025</publicationYear><volume>1</volume><issue>2</issue>"
    '<number numberType="Chapter">3</number><firstPage>4</firstPage><lastPage>5</lastPage>'
    "<publisher>Example Press</publisher><edition>6</edition>"
    f'<contributors><contributor contributorType="Editor">{_PERSON.format("contributor")}'
    "</contributor></contributors></relatedItem></relatedItems>"
)

EVERYTHING_OF_4_0 = a_record(
    _OF_4_0,
    creators=f"<creators><creator>{_PERSON.format('creator')}{_BELONGING}</creator></creators>",
    titles='<titles><title titleType="Subtitle" xml:lang="en">An example</title></titles>',
)
PLACES_OF_4_1 = a_record(
    "<geoLocations><geoLocation><geoLocationPlace>Here</geoLocationPlace>"
    "<geoLocationPlace>There</geoLocationPlace><geoLocationPolygon>"
    f"{4 * a_point('polygonPoint')}{a_point('inPolygonPoint')}</geoLocationPolygon>"
    "</geoLocation></geoLocations>"
)
RELATED_ITEM_OF_4_4 = a_record(_OF_4_4)
TYPES_OF_4_3 = a_record(
    creators="<creators><creator><creatorName>Example, Ada</creatorName>"
    '<nameIdentifier xsi:type="nameIdentifier" nameIdentifierScheme="ISNI"'
    ' schemeURI="https://isni.example/">1</nameIdentifier>'
    '<affiliation xsi:type="affiliation" affiliationIdentifier="1"'
    ' affiliationIdentifierScheme="ROR" schemeURI="https://ror.example/">Example University'
    "</affiliation></creator></creators>"
)
