"""What tests of telling start from: a draft, and a way to write and look."""

from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.delivery import Audience, Delivery, Draft
from bot.domain.people import CLOCK, Act
from bot.use_cases.telling import LIVE, Telling
from storage.database import Database
from tests.factories import AN_ACT, MARCH_2

BY_CLOCK = Act(by=CLOCK, at=MARCH_2)
BERLIN = ZoneInfo("Europe/Berlin")
LETTER = {"subject": "[Please confirm by 12 May] Your address", "text": "Hello", "html": "<p>"}


def a_draft(**details: Any) -> Draft:  # noqa: ANN401 -- each field has its type in Draft
    plain: dict[str, Any] = {
        "key": "mail:test:1",
        "audience": Audience.EXTERNAL,
        "kind": "confirm-address",
        "about": "CON-1",
        "to": "ada@example.org",
        "due_at": MARCH_2,
        "payload": LETTER,
    }
    return Draft(**(plain | details))


def a_telling(**details: Any) -> Telling:  # noqa: ANN401 -- each field has its type in Telling
    plain: dict[str, Any] = {
        "staff_channel": "CSTAFF",
        "allowed": frozenset(),
        "zone": BERLIN,
        "leads": (),
        "unseen_a_day": 5,
    }
    return Telling(**(plain | details))


async def go_live(database: Database) -> None:
    async with database.begin() as store:
        await store.marks.set_first(LIVE, "ULEAD")


async def write(
    database: Database, *drafts: Draft, telling: Telling | None = None, act: Act = AN_ACT
) -> list[int | None]:
    """Write them in one transaction."""
    async with database.begin() as store:
        return [await (telling or a_telling()).write(one, act, store=store) for one in drafts]


async def kept(database: Database, key: str = "mail:test:1") -> Delivery:
    async with database.read() as store:
        found = await store.deliveries.by_key(key)
    assert found
    return found
