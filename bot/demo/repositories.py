"""DataCite's repositories, as its API lists them."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from bot.demo.table import Repository


def listed(
    known: Iterable[Repository], *, ids: Sequence[str], software: str
) -> list[dict[str, Any]]:
    """Return what is asked for: by id in any case, by software in lower case; else all."""
    wanted = {one.lower() for one in ids}
    # The index has the names in lower case, and takes what is asked for as it comes.
    names = software.split(",") if software else []
    found = [
        one
        for one in known
        if (not wanted or one.id in wanted)
        and (not names or (one.software or "").lower() in names)
    ]
    return [_item(one) for one in sorted(found, key=attrgetter("name"))]


def _item(one: Repository) -> dict[str, Any]:
    return {
        "id": one.id,
        "type": "repositories",
        "attributes": {
            "name": one.name,
            "symbol": one.id.upper(),
            "re3data": one.re3data,
            "opendoar": None,
            "clientType": "repository",
            "domains": "*",
            "url": one.url,
            "software": one.software,
            "isActive": True,
        },
        "relationships": {
            "provider": {"data": {"id": one.id.partition(".")[0], "type": "providers"}},
        },
    }
