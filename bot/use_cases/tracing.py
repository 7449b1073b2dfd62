"""A person as they are looked for: by which addresses and names, and what is theirs."""

import re
from collections.abc import Callable
from dataclasses import astuple, dataclass

from bot.domain.application import Application
from bot.domain.contact import Contact, known_as
from bot.domain.journal import RENAMED
from bot.domain.privacy import ADDRESS, Traces, spellings
from bot.domain.provider import Provider
from bot.messages import letter_kinds
from storage.database import Store
from storage.privacy import Written

# Their keys end with who goes, and who comes: `mail:handover:1:2:…`.
_OF_HANDOVERS = (
    "confirm-successor",
    "successor-named",
    "contact-changed",
    "handover",
    "succeeded",
)
# They tell what a contact typed of somebody: a name that is kept nowhere else, and free words.
_TYPED = ("successor-named", "handover")
# A shorter text is part of too many.
_LEAST = 2


@dataclass(frozen=True, kw_only=True)
class Person:
    typed: str
    """The address by which the person was asked for."""
    contact: Contact | None
    addresses: frozenset[str]
    """As they are compared."""
    traces: Traces
    patterns: tuple[str, ...]
    """As LIKE takes them; they find a little more."""
    applications: tuple[Application, ...]
    """Of which the person is the first or the second contact, or came after one who was."""
    providers: tuple[Provider, ...]

    @property
    def things(self) -> set[str]:
        """Return the ids of what is filed or registered in the person's name."""
        return {*(one.id for one in self.applications), *(one.id for one in self.providers)}

    @property
    def about(self) -> set[str]:
        """Return what is only about the person."""
        return {self.contact.id} if self.contact else set()

    def is_at(self, to: str) -> bool:
        return known_as(to) in self.addresses

    def is_all_of(self, row: Written) -> bool:
        """Say whether all that a delivery says is said to the person, or about them."""
        if self.is_at(row.texts["to"]) or row.facts["about"] in self.about:
            return True
        return row.facts["kind"] in _TYPED and self.traces.point_from(row.texts.values())

    def is_in(self, row: Written) -> bool:
        """Say whether a row is surely of the person, whatever else the name means."""
        if row.thing in self.things or self._hands_over(row):
            return True
        facts = (fact for fact in row.facts.values() if isinstance(fact, str))
        return self.traces.point_from((*row.texts.values(), *facts))

    def is_named_in(self, row: Written) -> bool:
        return self.without(row) != row.texts

    def without(self, row: Written) -> dict[str, str]:
        change = self.remover(row)
        return {name: change(text) for name, text in row.texts.items()}

    def remover(self, row: Written) -> Callable[[str], str]:
        is_sure = self.is_in(row)
        return lambda text: self.traces.taken_out_of(text, is_sure=is_sure)

    def _hands_over(self, row: Written) -> bool:
        if self.contact is None or row.facts.get("kind") not in _OF_HANDOVERS:
            return False
        return str(self.contact.number) in row.facts["key"].split(":")


async def trace(address: str, store: Store) -> Person:
    contact = await store.contacts.by_address(address)
    spelled = spellings(address)
    if contact:
        spelled |= {contact.address, *(await _former(contact, store))}
    names = await _names(contact, store)
    ours = [text for kind in letter_kinds.kinds() for text in astuple(letter_kinds.shipped(kind))]
    return Person(
        typed=address,
        contact=contact,
        addresses=frozenset(map(known_as, spelled)),
        traces=Traces.of(contact.id if contact else "", spelled, names, texts=ours),
        patterns=tuple(_pattern(text) for text in (*spelled, *names) if len(text) >= _LEAST),
        applications=await _applications(contact, store),
        providers=await _providers(contact, store),
    )


async def _applications(contact: Contact | None, store: Store) -> tuple[Application, ...]:
    if contact is None:
        return ()
    found = [
        one
        for number in await store.privacy.took_over_from(contact.number)
        for one in await store.applications.of_contact(number)
    ]
    by_number = {one.number: one for one in found}
    return tuple(by_number[number] for number in sorted(by_number))


async def _providers(contact: Contact | None, store: Store) -> tuple[Provider, ...]:
    if contact is None:
        return ()
    numbers = await store.privacy.providers_of(await store.privacy.took_over_from(contact.number))
    found = [await store.providers.get(number) for number in numbers]
    return tuple(one for one in found if one)


async def _former(contact: Contact, store: Store) -> set[str]:
    """Return the addresses that the contact had before, unless they are somebody else's now."""
    found = set()
    for noted in await store.journal.of(contact.id):
        for address in ADDRESS.findall(noted.before):
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


def _pattern(text: str) -> str:
    """Return what every spelling shares, however it is escaped: letters and digits of ASCII."""
    return "%".join(("", *re.findall("[A-Za-z0-9]+", text), "")).lower()
