"""A letter that has not left yet is changed for one case; its history is kept."""

import re
from dataclasses import dataclass
from hashlib import sha256

from bot.domain.delivery import Delivery, Held, Medium
from bot.domain.ids import number_of
from bot.domain.journal import EDITED
from bot.domain.letters import Letter
from bot.domain.outbox import EDITABLE, IN_HAND
from bot.domain.people import Act
from bot.domain.work import WorkState
from bot.errors import ConflictError
from bot.forms.form import Faults
from bot.messages.rewriting import body_of, rewrite
from bot.use_cases.outbox import get
from storage.database import Database, Store

_EDITED = ", edited"
# Whoever has the link can act by it, and the journal is kept for ever.
_TOKEN = re.compile(r"(?<=/link/)[\w.~-]+")
_LINK = re.compile(r"https?://[^\s<>\"]+/link/[\w.~-]*[\w~-]")
_LOST = "A link is missing, and nobody could do what is asked: put it in as `rsp show {}` has it."
_STALE = "Somebody else just changed {}: look at it, and edit it again."


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What can be changed of a letter: all but its foot."""

    subject: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Editable:
    id: str
    wording: Wording
    version: str
    """Which text it is, so that nobody changes another than was read."""


async def read(number: int, *, database: Database) -> Editable:
    """Return a letter's words; ConflictError where they cannot be changed any more."""
    async with database.read() as store:
        found = await get(number, store)
    _require_editable(found)
    return Editable(id=found.id, wording=_wording(found), version=_version(found))


async def edit(
    number: int, wording: Wording, act: Act, *, version: str, database: Database
) -> Faults | None:
    """Change a letter's words, unless they are not of that `version` any more, or are wrong."""
    async with database.begin(act) as store:
        before = await get(number, store)
        _require_editable(before)
        _require_version(before, version)
        if faults := _faults(before, wording):
            return faults
        # Held while it is changed: nobody sends half of it.
        if not await store.work.move(before.key, (before.state,), WorkState.HELD, act.at):
            raise ConflictError(_STALE.format(before.id))
        found = await get(number, store)
        _require_version(found, version)
        await _change(found, wording, act, store)
        is_claimed = before.state is WorkState.CLAIMED
        state = WorkState.DUE if is_claimed else before.state
        await store.work.move(found.key, (WorkState.HELD,), state, act.at)
        if found.held is Held.UNTOLD:
            # *Send it* means the words that somebody saw.
            await store.applications.touch([number_of(found.about)])
    return None


async def _change(found: Delivery, wording: Wording, act: Act, store: Store) -> None:
    letter = rewrite(_letter(found), wording.subject, wording.text)
    if letter.payload == _letter(found).payload:
        raise ConflictError(f"{found.id} says that already.")
    template = f"{found.template.removesuffix(_EDITED)}{_EDITED}"
    await store.deliveries.rewrite(found.key, letter.payload, template=template)
    before, after = _noted(_wording(found)), _noted(wording)
    await store.journal.add(act, found.id, EDITED, before=before, after=after)


def _require_editable(found: Delivery) -> None:
    if found.medium is not Medium.MAIL or not found.text:
        raise ConflictError(f"Only a letter with its text can be edited, and {found.id} is none.")
    if found.state in IN_HAND:
        raise ConflictError(f"{found.id} is being sent just now, so it cannot be edited.")
    if found.state not in EDITABLE:
        raise ConflictError(f"{found.id} is {found.stage}, so it cannot be edited any more.")


def _require_version(found: Delivery, version: str) -> None:
    if _version(found) != version:
        raise ConflictError(_STALE.format(found.id))


def _faults(found: Delivery, wording: Wording) -> Faults | None:
    new = body_of(rewrite(_letter(found), wording.subject, wording.text))
    lost = {*_LINK.findall(body_of(_letter(found)))} - {*_LINK.findall(new)}
    return Faults({"text": _LOST.format(found.id)}) if lost else None


def _letter(found: Delivery) -> Letter:
    html = str(found.payload["html"])
    return Letter(subject=found.subject, text=found.text, html=html, attaches=found.attaches)


def _wording(found: Delivery) -> Wording:
    return Wording(subject=found.subject, text=body_of(_letter(found)))


def _version(found: Delivery) -> str:
    return sha256(f"{found.subject}\n{found.text}".encode()).hexdigest()[:12]


def _noted(wording: Wording) -> str:
    return _TOKEN.sub("…", f"{wording.subject}\n\n{wording.text}")
