"""What is said in the thread of a case's card, put on the case and taken off it again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.case import Case
from bot.domain.case_note import CaseNote
from bot.domain.ids import number_of
from bot.domain.people import Act
from bot.domain.secrets import has_credential
from bot.errors import ConflictError, NotFoundError
from bot.use_cases.cases import CARD, Cases
from storage.database import Store

if TYPE_CHECKING:
    # Slack's library takes longer to import than all else, and a terminal has no need of it.
    from bot.clients.slack import Slack
    from bot.clients.slack_messages import Spoken

PUT, TAKEN_OFF = "put on the case", "taken off the case"
_OF_NO_CASE = "That message is in the thread of no case's card."
_HOLDS_ONE = (
    "That message holds what looks like a password or a key, so it is not kept: have it deleted "
    "in Slack too."
)


@dataclass(frozen=True)
class Place:
    """Where a message is in Slack."""

    channel: str
    ts: str


async def put(place: Place, act: Act, *, slack: "Slack", cases: Cases) -> Case:
    """Put a message on the case in whose thread it is.

    Raises NotFoundError where it is in no such thread, ConflictError where it is on it already.
    """
    said = await slack.message(place.channel, place.ts)
    async with cases.database.read() as store:
        number = await _case_of(place, said.thread, store)
    if has_credential(said.text):
        raise ConflictError(_HOLDS_ONE)
    link = await slack.permalink(place.channel, place.ts)
    async with cases.changing(number, act, seen=None) as changing:
        note = _note(number, place, said, link, act)
        if not await changing.store.case_notes.put(note):
            raise ConflictError(f"That message is on {changing.application.id} already.")
        return await cases.keep(changing, changing.application, act, PUT, now_is=link)


async def take_off(place: Place, act: Act, *, cases: Cases) -> Case:
    """Take a message off its case; NotFoundError where it is on none."""
    async with cases.database.read() as store:
        note = await store.case_notes.at(place.channel, place.ts)
    if note is None:
        raise NotFoundError("That message is on no case.")
    async with cases.changing(note.application, act, seen=None) as changing:
        await changing.store.case_notes.take_off(place.channel, place.ts)
        return await cases.keep(changing, changing.application, act, TAKEN_OFF, was=note.link)


async def _case_of(place: Place, thread: str, store: Store) -> int:
    """Return the number of the case in whose thread a message is."""
    # A card is the first message of its own thread.
    is_in_thread = thread not in ("", place.ts)
    card = await store.deliveries.at(place.channel, thread) if is_in_thread else None
    if card is None or card.kind != CARD:
        raise NotFoundError(_OF_NO_CASE)
    return number_of(card.about)


def _note(number: int, place: Place, said: "Spoken", link: str, act: Act) -> CaseNote:
    return CaseNote(
        number=0,
        application=number,
        channel=place.channel,
        ts=place.ts,
        author=said.author,
        text=said.text,
        link=link,
        at=act.at,
        by=act.by.signature,
    )
