"""A letter to a contact, written within the change that it tells of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.contact import Contact
from bot.domain.delivery import Audience, Delivery, Draft, Held
from bot.domain.people import SLACK, Act
from bot.errors import ConflictError
from bot.messages import letter_kinds
from bot.use_cases.letters import Letters
from bot.use_cases.telling import Telling
from storage.database import Store


@dataclass(frozen=True, kw_only=True)
class ToWrite:
    """A letter before it is written."""

    key: str
    kind: str
    to: Contact
    about: str
    """The thing that it is about (`CON-3`)."""
    values: Mapping[str, str]
    held: Held | None = None
    """Why it waits for a person from the beginning."""
    owner: str = ""
    """The Slack user who is told if it comes to nothing, where that is not who acts."""


async def write_letter(
    said: ToWrite, act: Act, *, telling: Telling, letters: Letters, store: Store
) -> Delivery:
    """Write a letter; whoever of staff acts is told if it comes to nothing.

    Raises ConflictError where the same was written before, or a value or a setting is missing.
    """
    letter, template = await letters.write(
        said.kind, said.to, said.values, now=act.at, store=store
    )
    draft = replace(_draft(said, act), payload=letter.payload, template=template)
    number = await telling.write(draft, act, store=store)
    written = number and await store.deliveries.get(number)
    if not written:
        raise ConflictError(f"Somebody else just wrote the same to {said.to.id}.")
    return written


def _draft(said: ToWrite, act: Act) -> Draft:
    """Return what is said, still without its text."""
    return Draft(
        key=said.key,
        audience=Audience.EXTERNAL,
        kind=said.kind,
        about=said.about,
        to=said.to.address,
        due_at=act.at,
        owner=said.owner or (act.by.user if act.door == SLACK else ""),
        is_unattended=letter_kinds.kinds()[said.kind].counts,
        held=said.held,
    )
