"""What is kept about a person: shown, or erased wherever it stands."""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain.contact import ERASED
from bot.domain.delivery import delivery_id
from bot.domain.journal import EDITED
from bot.domain.people import Act
from bot.domain.privacy import Erased, Known, Mention
from bot.errors import ConflictError
from bot.messages.privacy import must_leave_first
from bot.use_cases import filed_texts
from bot.use_cases.tracing import Person, trace
from storage.database import Database, Store
from storage.privacy import Written

SUBJECT = "privacy"
"""What the journal names where there is no contact to name."""

# Nothing, an instant, or the id of a thing.
_IS_PLAIN = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.+]+|[A-Z]+-\d+)?")
_LEAVING = "A letter to that address is leaving just now; try again in a minute."


@dataclass(frozen=True, kw_only=True)
class _Erasure:
    changes: tuple[Written, ...]
    """Rows, with those of their texts that are to be changed."""
    unsent: tuple[str, ...]
    left: tuple[str, ...]


async def know(address: str, *, database: Database) -> Known:
    async with database.read() as store:
        person = await trace(address, store)
        said = await store.deliveries.about(person.contact.id) if person.contact else []
        for one in person.addresses:
            said += await store.deliveries.to(one)
        by_number = {delivery.number: delivery for delivery in said}
        journal = await store.journal.rows(await _noted(person, by_number, store))
        named = [one.mention async for one in filed_texts.naming(person, store)]
    return Known(
        address=address,
        contact=person.contact,
        deliveries=tuple(by_number[number] for number in sorted(by_number)),
        journal=tuple(journal),
        applications=person.applications,
        providers=person.providers,
        mentions=tuple(one for one in named if not _is_shown_whole(one, person)),
    )


def _is_shown_whole(one: Mention, person: Person) -> bool:
    return one.table in ("applications", "providers") and one.id in person.things


async def would_erase(address: str, *, database: Database) -> Erased:
    """Say what `erase` would do."""
    async with database.read() as store:
        person = await trace(address, store)
        return await _told(person, await _erasure(person, store), store)


async def erase(address: str, act: Act, *, database: Database) -> Erased:
    """Let nobody find the person any more; numbers, dates and states stay.

    Raises ConflictError where a letter to that address is leaving just now, or where somebody
    else is still to be told about the person: nobody's letter is changed before it leaves.
    """
    async with database.begin(act) as store:
        await store.privacy.leave_nothing_behind()
        person = await trace(address, store)
        erasure = await _erasure(person, store)
        if erasure.unsent:
            raise ConflictError(must_leave_first(erasure.unsent))
        await _carry_out(erasure.changes, person, store)
        found = await _told(person, erasure, store)
        if found.rows:
            counts = ", ".join(f"{table} {count}" for table, count in found.rows.items())
            subject = person.contact.id if person.contact else SUBJECT
            await store.journal.add(act, subject, "a person was erased", after=counts)
    async with database.read() as store:
        await store.privacy.empty_log()
    return replace(found, is_done=True)


async def _carry_out(changes: Collection[Written], person: Person, store: Store) -> None:
    letters = [row.key[0] for row in changes if row.texts.get("to") == ERASED]
    if not await store.privacy.stop(letters):
        raise ConflictError(_LEAVING)
    for row in changes:
        await store.privacy.rewrite(row)
    if person.contact:
        await store.privacy.erase_contact(person.contact.number)
    await store.applications.touch(filed_texts.touched(changes, person))


async def _noted(person: Person, deliveries: Iterable[int], store: Store) -> list[int]:
    """Return the ids of journal rows that name the person, or are about what is theirs."""
    about = {*person.about, *map(delivery_id, deliveries)}
    rows = store.privacy.written("journal", person.patterns, about=about)
    return [
        row.key[0]
        async for row in rows
        if row.texts["subject"] in about or person.is_named_in(row)
    ]


async def _erasure(person: Person, store: Store) -> _Erasure:
    written, patterns = store.privacy.written, person.patterns
    said = [row async for row in written("deliveries", patterns, about=person.about)]
    theirs = {row.id for row in said if person.is_all_of(row)}
    noted = written("journal", patterns, about=person.about | theirs)
    changed = [_changed(row, _erase_delivery(row, person)) for row in said]
    waits = {new.key: row for row, new in zip(said, changed, strict=True) if _waits(row, new)}
    changes = (
        *(_but_its_words(row) if row.key in waits else row for row in changed),
        *[_changed(row, _erase_noted(row, person, theirs)) async for row in noted],
        *[_changed(row, _erase_pasted(row, person)) async for row in written("results", patterns)],
        *[one.changed async for one in filed_texts.naming(person, store)],
    )
    return _Erasure(
        changes=tuple(row for row in changes if row.texts),
        unsent=tuple(row.id for row in waits.values() if person.is_in(row)),
        left=tuple(row.id for row in waits.values() if not person.is_in(row)),
    )


def _changed(row: Written, texts: Mapping[str, str]) -> Written:
    changed = {name: text for name, text in texts.items() if text != row.texts[name]}
    return replace(row, texts=changed)


def _waits(row: Written, changed: Written) -> bool:
    """Say whether somebody else is still to read what would be changed."""
    return not row.has_ended and "payload" in changed.texts and "to" not in changed.texts


def _but_its_words(changed: Written) -> Written:
    texts = {name: text for name, text in changed.texts.items() if name != "payload"}
    return replace(changed, texts=texts)


async def _told(person: Person, erasure: _Erasure, store: Store) -> Erased:
    ids: dict[str, list[str]] = {"contacts": [*person.about]}
    for row in erasure.changes:
        ids.setdefault(row.table, []).append(row.id)
    versions = store.privacy.written("letter_versions", person.patterns)
    letters = [row.id async for row in versions if person.is_named_in(row)]
    return Erased(
        address=person.typed,
        is_done=False,
        rows=+Counter({table: len(found) for table, found in ids.items()}),
        ids={table: tuple(dict.fromkeys(found)) for table, found in ids.items() if found},
        unsent=erasure.unsent,
        left=erasure.left,
        letters=tuple(letters),
    )


def _erase_delivery(row: Written, person: Person) -> dict[str, str]:
    payload, change = json.loads(row.texts["payload"]), person.remover(row)
    erased = _each_text(payload, (lambda _: ERASED) if person.is_all_of(row) else change)
    return {
        "to": ERASED if person.is_at(row.texts["to"]) else row.texts["to"],
        "payload": row.texts["payload"] if erased == payload else json.dumps(erased),
        "why": change(row.texts["why"]),
    }


def _erase_noted(row: Written, person: Person, letters: Collection[str]) -> dict[str, str]:
    """Erase whatever a contact, or what was said of that person, was before or became."""
    texts, erased = row.texts, person.without(row)
    is_words = texts["subject"] in letters and texts["what"] == EDITED
    if is_words or texts["subject"] in person.about:
        own = {name: texts[name] for name in ("before", "after")}
        erased |= {name: ERASED for name, text in own.items() if not _IS_PLAIN.fullmatch(text)}
    return erased


def _erase_pasted(row: Written, person: Person) -> dict[str, str]:
    """Leave DOIs as they are: a name in one names nobody."""
    is_prose = any(re.search(r"[\s@]", text) for text in row.texts.values())
    return person.without(row) if is_prose else {}


def _each_text(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _each_text(one, change) for name, one in value.items()}
    return [_each_text(one, change) for one in value] if isinstance(value, list) else value
