"""The schemas of DataCite's kernel 4: our own source, or a folder of the official files."""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Self

from lxml import etree

from bot.errors import BotError

NAMESPACE = "http://datacite.org/schema/kernel-4"
VERSIONS = tuple(f"4.{minor}" for minor in range(8))

_OURS = files("bot.metadata")
_XS = "{http://www.w3.org/2001/XMLSchema}"
_MINOR = "{urn:rsp:kernel-4:minor}"
_XML_XSD = ("http://www.w3.org/2009/01/xml.xsd", "xml.xsd")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What libxml2 says of a record."""

    kind: str
    path: str | None
    """As libxml2 writes it: `/*/*[7]/d:date[2]`."""
    message: str


class Schemas:
    """The schema of each minor version, compiled when it is first asked for."""

    def __init__(
        self, versions: tuple[str, ...], source: str, read: Callable[[str], etree._Element]
    ) -> None:
        self.versions = versions
        """Oldest first; what one accepts, all later ones accept."""
        self.source = source
        """Where they come from, in words."""
        self._read = read
        self._compiled: dict[str, etree.XMLSchema] = {}
        self._lock = Lock()
        self._logging: etree.XMLSchema | None = None
        self._log_lock = Lock()

    @classmethod
    def ours(cls) -> Self:
        return cls(VERSIONS, "this program's own source", _read_ours)

    @classmethod
    def from_folder(cls, folder: Path) -> Self:
        """Use DataCite's own files: `kernel-4.0/metadata.xsd` and so on, as published.

        The unversioned `kernel-4` may stand for the newest. Raises BotError where one is
        missing.
        """
        official = _Official(folder)
        return cls(official.versions, str(folder), official.read)

    @property
    def newest(self) -> etree.XMLSchema:
        return self.schema(self.versions[-1])

    def complaints(self, root: etree._Element) -> list[Complaint]:
        """Return what the newest schema finds at fault."""
        # lxml keeps the log on the schema: this one serves nothing else, and one thread at a time.
        with self._log_lock:
            if self._logging is None:
                self._logging = _compile(self.versions[-1], self._read(self.versions[-1]))
            self._logging.validate(root)
            log: Iterable[etree._LogEntry] = self._logging.error_log  # type: ignore[assignment]  # the stubs leave out that it can be gone through
            return [Complaint(entry.type_name, entry.path, entry.message) for entry in log]

    def schema(self, version: str) -> etree.XMLSchema:
        with self._lock:
            if version not in self._compiled:
                self._compiled[version] = _compile(version, self._read(version))
            return self._compiled[version]


@cache
def our_newest() -> etree._Element:
    """Return our source as it is for the newest version, to be read only."""
    return _read_ours(VERSIONS[-1])


class _Official:
    """A folder of files as DataCite publishes them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        lacking = [version for version in VERSIONS if not self._file(version).is_file()]
        missing = [f"kernel-{version}/metadata.xsd" for version in lacking]
        if missing:
            raise BotError(f"{folder} lacks DataCite's schemas: {', '.join(missing)}.")

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """Those we know, and any newer one that lies there."""
        minors = {int(version.removeprefix("4.")) for version in VERSIONS}
        for file in self._folder.glob("kernel-4.*/metadata.xsd"):
            minor = file.parent.name.removeprefix("kernel-4.")
            if minor.isdecimal():
                minors.add(int(minor))
        return tuple(f"4.{minor}" for minor in sorted(minors))

    def read(self, version: str) -> etree._Element:
        file = self._file(version)
        try:
            return _with_xml_at_hand(etree.parse(file, _schema_parser()).getroot())
        except (OSError, etree.XMLSyntaxError) as error:
            raise BotError(f"{file} cannot be read: {error}") from error

    def _file(self, version: str) -> Path:
        named = self._folder / f"kernel-{version}" / "metadata.xsd"
        if version == VERSIONS[-1] and not named.is_file():
            return self._folder / "kernel-4" / "metadata.xsd"
        return named


def _schema_parser() -> etree.XMLParser:
    return etree.XMLParser(no_network=True, resolve_entities=False, remove_comments=True)


def _with_xml_at_hand(root: etree._Element) -> etree._Element:
    """Point what is imported for the xml: namespace to our own file.

    Not by a resolver: libxml2 has one for the whole process, so that a record which another
    thread reads meanwhile would take it away.
    """
    for place in root.iter(f"{_XS}import", f"{_XS}include"):
        location = place.get("schemaLocation", "")
        if location in _XML_XSD:
            place.set("schemaLocation", str(_OURS / "xml.xsd"))
        elif "://" in location:
            raise BotError(f"A schema asks for {location}; nothing is fetched.")
    return root


def _compile(version: str, root: etree._Element) -> etree.XMLSchema:
    try:
        return etree.XMLSchema(root)
    except etree.XMLSchemaParseError as error:
        raise BotError(f"The schema of version {version} does not compile: {error}") from error


@cache
def _our_source() -> etree._Element:
    source = (_OURS / "kernel-4.xsd").read_bytes()
    return _with_xml_at_hand(etree.fromstring(source, _schema_parser()))


def _read_ours(version: str) -> etree._Element:
    """Return our source without what is not in this minor version."""
    root = copy.deepcopy(_our_source())
    for node in [*root.iter("{*}*")]:
        since, until = node.get(f"{_MINOR}since", version), node.get(f"{_MINOR}until", version)
        if not since <= version <= until:
            _parent(node).remove(node)
    return root


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    assert parent is not None  # noqa: S101 -- the root is in every version
    return parent
