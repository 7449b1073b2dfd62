"""The minor versions of schema 4: when each came and what it brought."""

from datetime import date

from bot.domain.records import KnownSchema, Version
from bot.metadata.schemas import NAMESPACE, Schemas


def known(schemas: Schemas) -> KnownSchema:
    versions = tuple(_RELEASES.get(version, _unknown(version)) for version in schemas.versions)
    return KnownSchema(namespace=NAMESPACE, source=schemas.source, versions=versions)


def _release(version: str, published: str, added: str) -> Version:
    return Version(version=version, published=date.fromisoformat(published), added=added)


def _unknown(version: str) -> Version:
    return Version(version=version, published=None, added="newer than this program")


_RELEASES = {
    release.version: release
    for release in (
        _release(
            "4.0",
            "2016-09-19",
            "resourceTypeGeneral is mandatory; funding references, given and family names,"
            " polygons, IGSN",
        ),
        _release(
            "4.1",
            "2017-10-23",
            "kinds of names (nameType), dateInformation, data papers, versions and requirements"
            " as relations, several polygons",
        ),
        _release(
            "4.2",
            "2019-03-20",
            "rightsIdentifier, the date Withdrawn, Obsoletes, w3id, languages of names;"
            " the form of a DOI is no longer checked",
        ),
        _release("4.3", "2019-08-16", "identifiers of affiliations, ROR for funders"),
        _release(
            "4.4",
            "2021-03-30",
            "related items, 13 types of resources from Book to Standard, IsPublishedIn,"
            " classificationCode",
        ),
        _release(
            "4.5",
            "2024-01-22",
            "instruments, study registrations, Collects, identifiers of publishers",
        ),
        _release(
            "4.6",
            "2024-12-05",
            "awards, projects, translations and translators, the date Coverage, CSTR, RRID",
        ),
        _release(
            "4.7",
            "2026-03-03",
            "posters, presentations, RAiD, SWHID, the relation Other, relationTypeInformation",
        ),
    )
}
