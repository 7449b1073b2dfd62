"""re3data, the registry of research data repositories: which records it has."""

import asyncio
import re
from collections.abc import Mapping
from http import HTTPStatus
from time import monotonic
from types import MappingProxyType
from xml.parsers import expat

from bot.clients.http import Bounds, Neighbour
from bot.domain.repositories import re3data_doi

# Some thousand records; nobody needs today's.
_WHOLE_LIST = Bounds(seconds=20, seconds_in_all=45, most_bytes=10_000_000)
_KEPT_SECONDS = 86_400
_ID = re.compile("r3d[0-9]+")
# A record is three or four elements; the list has one level more.
_DEEPEST = 20


class Re3data:
    def __init__(self, neighbour: Neighbour, *, kept_seconds: float = _KEPT_SECONDS) -> None:
        self._neighbour = neighbour
        self._kept_seconds = kept_seconds
        self._asking = asyncio.Lock()
        self._records: Mapping[str, str] = {}
        self._until = 0.0

    async def records(self) -> Mapping[str, str]:
        """Return the id of each record (`r3d100000001`) by its DOI, bare and in lower case.

        Asked once a day, by whoever comes first. Raises OutsideError.
        """
        async with self._asking:
            if monotonic() >= self._until:
                self._records = MappingProxyType(await self._ask())
                self._until = monotonic() + self._kept_seconds
            return self._records

    async def _ask(self) -> dict[str, str]:
        status, body = await self._neighbour.get_bytes("/repositories", _WHOLE_LIST)
        try:
            records = await asyncio.to_thread(_read, body)
        # An encoding that nobody knows is a LookupError.
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise self._neighbour.not_understood() from error
        # None at all would say of everybody that it is not there.
        if status != HTTPStatus.OK or not records:
            raise self._neighbour.not_understood()
        return records


class _Reader:
    """Takes the list as it is parsed; no tree is built."""

    def __init__(self) -> None:
        self.records: dict[str, str] = {}
        self._depth = 0
        self._text: list[str] = []
        self._of_record: dict[str, str] = {}

    def start(self, _name: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("deeper than any list of records")
        self._text.clear()

    def text(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        self._depth -= 1
        if name == "repository":
            self._keep()
        else:
            self._of_record[name] = "".join(self._text).strip()
        self._text.clear()

    def _keep(self) -> None:
        known = self._of_record.get("id", "")
        doi = re3data_doi(self._of_record.get("doi", ""))
        if doi and _ID.fullmatch(known):
            self.records[doi] = known
        self._of_record = {}


def _read(xml: bytes) -> dict[str, str]:
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    # Entities can only be declared in one; there is none in the list.
    parser.StartDoctypeDeclHandler = _refuse
    parser.Parse(xml, True)  # noqa: FBT003 -- expat's way to say that this is all
    return reader.records


def _refuse(*_declared: object) -> None:
    raise ValueError("a document type, which no list of records has")
