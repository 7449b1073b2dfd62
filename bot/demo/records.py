"""A row as DataCite records it: the XML, and the answer of the API around it."""

from base64 import b64encode
from html import escape
from typing import Any

from bot.demo.table import Row, State

_XML = """<?xml version="1.0" encoding="UTF-8"?>
<resource xmlns="{namespace}">
  <identifier identifierType="DOI">{identifier}</identifier>
  <creators><creator><creatorName>Example, Ada</creatorName></creator></creators>
  <titles><title>{title}</title></titles>
  <publisher>{publisher}</publisher>
  <publicationYear>2026</publicationYear>
  <resourceType resourceTypeGeneral="{resource_type}">Example</resourceType>
  <dates><date dateType="{date_type}">2026-01-15</date></dates>
</resource>
"""


def xml_of(row: Row) -> str | None:
    """Return a record that is what the row says of it; None where there is none."""
    if row.metadata == "missing":
        return None
    return row.xml or _XML.format(
        namespace=_namespace(row),
        identifier=escape(row.identifier or row.doi.upper()),
        title=escape(title_of(row)),
        publisher=escape(row.publisher),
        resource_type=escape(row.resource_type),
        date_type="Modified" if row.metadata == "invalid" else "Issued",
    )


def title_of(row: Row) -> str:
    return f"Example: {row.shows}"


def address_of(row: Row, pages: str) -> str:
    return row.url or f"{pages}/{row.doi}"


def record(row: Row, state: State, pages: str) -> dict[str, Any]:
    """Return all that the API shows of a DOI, as it does for one alone."""
    return {
        "id": row.doi.lower(),
        "type": "dois",
        "attributes": _plain(row, state, pages) | _detail(row),
        "relationships": {
            "client": {"data": {"id": row.client, "type": "clients"}},
            "provider": {"data": {"id": row.client.partition(".")[0], "type": "providers"}},
        },
    }


# A list leaves these out unless it is asked for them.
IN_DETAIL = frozenset(
    {"xml", "prefix", "suffix", "alternateIdentifiers", "viewsOverTime", "provider"}
)


def _plain(row: Row, state: State, pages: str) -> dict[str, Any]:
    foreign = {} if row.agency in (None, "DataCite") else {"agency": str(row.agency).lower()}
    return {
        "doi": row.doi.lower(),
        "identifiers": [],
        "creators": [{"name": "Example, Ada", "affiliation": [], "nameIdentifiers": []}],
        "titles": [{"title": title_of(row)}],
        "publisher": row.publisher,
        "publicationYear": 2026,
        "dates": [{"date": "2026-01-15", "dateType": "Issued"}],
        "types": {"resourceTypeGeneral": row.resource_type, "resourceType": "Example"},
        "url": address_of(row, pages),
        "contentUrl": None,
        "metadataVersion": 1,
        "schemaVersion": _namespace(row),
        "source": row.source,
        "viewCount": row.views,
        "downloadCount": row.downloads,
        "isActive": state == "findable",
        "state": state,
        "reason": None,
        "created": "2026-01-15T09:30:00.000Z",
        "registered": None if state == "draft" else "2026-01-15T09:31:00.000Z",
        "published": "2026",
        "updated": "2026-01-15T09:31:00.000Z",
        **foreign,
    }


def _detail(row: Row) -> dict[str, Any]:
    prefix, _, suffix = row.doi.lower().partition("/")
    xml = xml_of(row)
    return {
        "prefix": prefix,
        "suffix": suffix,
        "alternateIdentifiers": [],
        "viewsOverTime": [],
        "xml": None if xml is None else b64encode(xml.encode()).decode(),
    }


def _namespace(row: Row) -> str:
    major = 3 if row.metadata == "not_schema_4" else 4
    return f"http://datacite.org/schema/kernel-{major}"
