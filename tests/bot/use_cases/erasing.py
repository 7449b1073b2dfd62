"""What tests of erasing start from: what is said of a person, and ways to look for it."""

import re
from pathlib import Path

from bot.domain.delivery import Audience, Delivery, Draft
from bot.domain.work import WorkState
from bot.use_cases.whole import export
from storage.database import Database, Store
from storage.deliveries import work_of
from tests.factories import AN_ACT, MARCH_2

NAME, ADDRESS = "Zoë O'Hara-Lund", "zoe+rsp@example.org"
BOB = "bob@example.com"
LETTER = {
    "subject": f"[Please confirm] {NAME}",
    "text": f"Dear Zoë, {ADDRESS}",
    "html": "<p>Zoë</p>",
}


def a_draft(key: str, to: str = ADDRESS, **payload: object) -> Draft:
    return Draft(
        key=key,
        audience=Audience.EXTERNAL,
        kind="confirm-address",
        about="CON-9",
        to=to,
        due_at=MARCH_2,
        payload=payload or LETTER,
    )


async def say(draft: Draft, store: Store, state: WorkState = WorkState.DUE) -> int:
    await store.work.add(work_of(draft), state=state)
    return await store.deliveries.add(draft, AN_ACT, nonce="n")


async def kept(database: Database, number: int) -> Delivery:
    async with database.read() as store:
        found = await store.deliveries.get(number)
    assert found
    return found


async def everything(database: Database, folder: Path) -> str:
    """Return all that is kept, as somebody would search it: no case, and no escapes of JSON."""
    await export(folder, database=database)
    return searchable(folder)


def searchable(folder: Path) -> str:
    files = sorted(file for file in folder.iterdir() if file.name != "export.json")
    texts = "\n".join(file.read_text(encoding="utf-8") for file in files)
    escape = re.compile(r"\\+u([0-9a-f]{4})", re.IGNORECASE)
    return escape.sub(lambda found: chr(int(found[1], 16)), texts).casefold()


def on_disk(sqlite_url: str) -> bytes:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
