"""DataCite's REST API: what its members' repositories are, and what software they run on."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from bot.clients.addresses import batches
from bot.clients.http import Neighbour
from bot.clients.texts import plain
from bot.domain.repositories import Repository, re3data_doi
from bot.errors import OutsideError

_MOST_LISTED = 100


class Repositories:
    def __init__(self, neighbour: Neighbour) -> None:
        self._neighbour = neighbour

    async def count_with_software(self, software: str) -> int:
        """Count the repositories whose settings name this software, by its whole name."""
        name = software.strip().lower()
        if not name:
            # Then DataCite would count all that there are.
            return 0
        if "," in name:
            raise OutsideError("DataCite cannot be asked for software with a comma in its name.")
        target = f"/repositories?software={quote(name, safe='')}&page%5Bsize%5D=0"
        _, body = await self._neighbour.get_json(target)
        match body:
            case {"meta": {"total": int(total)}} if not isinstance(total, bool) and total >= 0:
                return total
        raise self._neighbour.not_understood()

    async def of(self, ids: Sequence[str]) -> dict[str, Repository]:
        """Return those that DataCite knows, by id in lower case."""
        found: dict[str, Repository] = {}
        # A comma would make two of one; no id has any.
        asked = dict.fromkeys(one.lower() for one in ids if one and "," not in one)
        for batch in batches(asked, most=_MOST_LISTED, most_bytes=7_500):
            listed = {one.id: one for one in await self._listed(batch)}
            found |= {one: listed[one] for one in batch if one in listed}
        return found

    async def _listed(self, ids: Sequence[str]) -> Iterator[Repository]:
        listed = ",".join(quote(one, safe="") for one in ids)
        _, body = await self._neighbour.get_json(
            f"/repositories?ids={listed}&page%5Bsize%5D={len(ids)}"
        )
        match body:
            case {"data": list(items)}:
                return (found for item in items if (found := _repository(item)))
        raise self._neighbour.not_understood()


def _repository(item: object) -> Repository | None:
    match item:
        case {"id": str(name), "attributes": dict(said)}:
            return Repository(
                id=plain(name).lower(),
                name=_text(said.get("name")) or plain(name),
                software=_text(said.get("software")),
                re3data=re3data_doi(_text(said.get("re3data")) or ""),
                url=_text(said.get("url")),
            )
    return None


def _text(value: object) -> str | None:
    return plain(value.strip()) or None if isinstance(value, str) else None
