"""What is kept about a person: shown, or erased wherever it stands."""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import quote

from bot.domain.contact import ERASED, Contact, known_as
from bot.domain.delivery import delivery_id
from bot.domain.journal import EDITED, RENAMED
from bot.domain.people import Act
from bot.errors import ConflictError
from bot.messages.privacy import Erased, Known
from storage.database import Database, Store
from storage.privacy import Written

SUBJECT = "privacy"
"""What the journal names where there is no contact to name."""

_ADDRESS = re.compile(r"[^\s<>,;:|\"()@]+@[^\s<>,;:|\"()@]+[^\W_]")
# Nothing, an instant, or the id of a thing.
_IS_PLAIN = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.+]+|[A-Z]+-\d+)?")
# A letter of a name ends an escape of JSON or of a URL before it.
_ESCAPE = r"(?<=\\[nrtbf])|(?<=%[0-9A-F]{2})"
_ADDRESS_BEGINS = rf"(?:{_ESCAPE}|(?<![^\W_])(?<![^\W_][.+_-]))"
_ADDRESS_ENDS = r"(?![^\W_]|[.-][^\W_])"
_WORD_BEGINS, _WORD_ENDS = rf"(?:{_ESCAPE}|(?<![^\W_]))", r"(?![^\W_])"
_BLANK = r"(?:\s|\+|%20|&nbsp;|&#160;|\\n)+"
# A name of several words that is so long is never a part of another text by chance; one that is
# as short as that is a word, in another case.
_UNMISTAKABLE, _SHORT, _LEAST = 8, 4, 2
_LEAVING = "A letter to that address is leaving just now; try again in a minute."


@dataclass(frozen=True, kw_only=True)
class _Person:
    typed: str
    """The address by which the person was asked for."""
    contact: Contact | None
    addresses: frozenset[str]
    """As they are compared."""
    named: re.Pattern[str]
    patterns: tuple[str, ...]
    """As LIKE takes them; they find a little more."""

    @property
    def id(self) -> str:
        return self.contact.id if self.contact else ""

    def is_at(self, to: str) -> bool:
        return known_as(to) in self.addresses

    def is_named_in(self, row: Written) -> bool:
        return any(map(self.named.search, row.texts.values()))

    def without(self, text: str) -> str:
        return self.named.sub(ERASED, text)


async def know(address: str, *, database: Database) -> Known:
    async with database.read() as store:
        person = await _find(address, store)
        said = await store.deliveries.about(person.id) if person.contact else []
        for one in person.addresses:
            said += await store.deliveries.to(one)
        by_number = {delivery.number: delivery for delivery in said}
        journal = await store.journal.rows(await _noted(person, by_number, store))
    return Known(
        address=address,
        contact=person.contact,
        deliveries=tuple(by_number[number] for number in sorted(by_number)),
        journal=tuple(journal),
    )


async def would_erase(address: str, *, database: Database) -> Erased:
    """Say what `erase` would do."""
    async with database.read() as store:
        person = await _find(address, store)
        return await _counted(person, await _changes(person, store), store)


async def erase(address: str, act: Act, *, database: Database) -> Erased:
    """Let nobody find the person any more; numbers, dates and states stay.

    Raises ConflictError where a letter to that address is leaving just now.
    """
    async with database.begin(act) as store:
        await store.privacy.leave_nothing_behind()
        person = await _find(address, store)
        changes = await _changes(person, store)
        letters = [row.key[0] for row in changes if row.texts.get("to") == ERASED]
        if not await store.privacy.stop(letters):
            raise ConflictError(_LEAVING)
        for row in changes:
            await store.privacy.rewrite(row)
        if person.contact:
            await store.privacy.erase_contact(person.contact.number)
        found = await _counted(person, changes, store)
        if found.rows:
            counts = ", ".join(f"{table} {count}" for table, count in found.rows.items())
            await store.journal.add(act, person.id or SUBJECT, "a person was erased", after=counts)
    return replace(found, is_done=True)


async def _find(address: str, store: Store) -> _Person:
    contact = await store.contacts.by_address(address)
    spelled = {address}
    if contact:
        spelled |= {contact.address, *(await _former(contact, store))}
    names = [" ".join(name.split()) for name in await _names(contact, store)]
    named = filter(None, (*map(_address, sorted(spelled)), *map(_name, names)))
    return _Person(
        typed=address,
        contact=contact,
        addresses=frozenset(map(known_as, spelled)),
        named=re.compile("|".join(named), re.IGNORECASE),
        patterns=tuple(_pattern(text) for text in (*spelled, *names) if len(text) >= _LEAST),
    )


async def _former(contact: Contact, store: Store) -> set[str]:
    """Return the addresses that the contact had before, unless they are somebody else's now."""
    found = set()
    for noted in await store.journal.of(contact.id):
        for address in _ADDRESS.findall(noted.before):
            owner = await store.contacts.by_address(address)
            if owner is None or owner.number == contact.number:
                found.add(address)
    return found


async def _names(contact: Contact | None, store: Store) -> list[str]:
    """Return the contact's name, and those from before."""
    if contact is None:
        return []
    journal = await store.journal.of(contact.id)
    return [contact.name, *(noted.before for noted in journal if noted.what == RENAMED)]


async def _noted(person: _Person, deliveries: Iterable[int], store: Store) -> list[int]:
    """Return the ids of journal rows that name the person, or are about what is theirs."""
    about = {person.id, *map(delivery_id, deliveries)} - {""}
    rows = store.privacy.written("journal", person.patterns, about=about)
    return [
        row.key[0]
        async for row in rows
        if row.texts["subject"] in about or person.is_named_in(row)
    ]


async def _changes(person: _Person, store: Store) -> list[Written]:
    """Return the rows that name the person, with those of their texts that are to be changed."""
    letters = [row async for row in store.privacy.written("deliveries", person.patterns)]
    theirs = {delivery_id(row.key[0]) for row in letters if person.is_at(row.texts["to"])}
    about = {person.id, *theirs} - {""}
    noted = [row async for row in store.privacy.written("journal", person.patterns, about=about)]
    pasted = [row async for row in store.privacy.written("results", person.patterns)]
    changes = (
        *(_changed(row, _erase_delivery(row.texts, person)) for row in letters),
        *(_changed(row, _erase_noted(row.texts, person, theirs)) for row in noted),
        *(_changed(row, _erase_pasted(row.texts, person)) for row in pasted),
    )
    return [row for row in changes if row.texts]


def _changed(row: Written, texts: Mapping[str, str]) -> Written:
    changed = {name: text for name, text in texts.items() if text != row.texts[name]}
    return replace(row, texts=changed)


async def _counted(person: _Person, changes: Collection[Written], store: Store) -> Erased:
    rows = Counter(contacts=int(person.contact is not None))
    rows.update(row.table for row in changes)
    written = store.privacy.written("letter_versions", person.patterns)
    letters = [" ".join(map(str, row.key)) async for row in written if person.is_named_in(row)]
    return Erased(address=person.typed, is_done=False, rows=+rows, letters=tuple(letters))


def _erase_delivery(texts: Mapping[str, str], person: _Person) -> dict[str, str]:
    payload, why = json.loads(texts["payload"]), person.without(texts["why"])
    if person.is_at(texts["to"]):
        erased = _each_text(payload, lambda _: ERASED)
        return {"to": ERASED, "payload": json.dumps(erased), "why": why}
    erased = _each_text(payload, person.without)
    changed = texts["payload"] if erased == payload else json.dumps(erased)
    return {"payload": changed, "why": why}


def _erase_noted(
    texts: Mapping[str, str], person: _Person, letters: Collection[str]
) -> dict[str, str]:
    """Erase whatever a contact, or a letter to that person, was before or became."""
    erased = {name: person.without(text) for name, text in texts.items()}
    is_words = texts["subject"] in letters and texts["what"] == EDITED
    if is_words or (person.contact and texts["subject"] == person.id):
        own = {name: texts[name] for name in ("before", "after")}
        erased |= {name: ERASED for name, text in own.items() if not _IS_PLAIN.fullmatch(text)}
    return erased


def _erase_pasted(texts: Mapping[str, str], person: _Person) -> dict[str, str]:
    """Leave DOIs as they are: a name in one names nobody."""
    is_prose = any(re.search(r"[\s@]", text) for text in texts.values())
    return {name: person.without(text) for name, text in texts.items()} if is_prose else {}


def _each_text(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _each_text(one, change) for name, one in value.items()}
    return [_each_text(one, change) for one in value] if isinstance(value, list) else value


def _pattern(text: str) -> str:
    """Return what every spelling shares, however it is escaped: letters and digits of ASCII."""
    return "%".join(("", *re.findall("[A-Za-z0-9]+", text), "")).lower()


def _address(address: str) -> str:
    return f"{_ADDRESS_BEGINS}{_spelled(address)}{_ADDRESS_ENDS}"


def _name(name: str) -> str:
    """Return what finds a name that is no part of a longer word; empty where nothing would."""
    words = _BLANK.join(map(_spelled, name.split()))
    if len(name) < _LEAST:
        return ""
    if len(name) >= _UNMISTAKABLE and " " in name:
        return words
    return f"{_WORD_BEGINS}{words if len(name) >= _SHORT else f'(?-i:{words})'}{_WORD_ENDS}"


def _spelled(text: str) -> str:
    return "".join(map(_sign, text))


def _sign(sign: str) -> str:
    """Return what finds a sign as it is, and as HTML, URLs and JSON escape it."""
    if sign.isascii() and sign.isalnum():
        return sign
    cases = (case for case in (sign, sign.lower(), sign.upper()) if len(case) == 1)
    ways = dict.fromkeys(way for case in cases for way in _ways(case))
    return f"(?:{'|'.join(map(re.escape, ways))})"


def _ways(sign: str) -> Iterator[str]:
    yield sign
    yield from (escape(sign), f"&#{ord(sign)};", f"&#x{ord(sign):x};")
    yield from (quote(sign, safe=""), json.dumps(sign)[1:-1])
