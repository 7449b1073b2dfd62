"""Whom an application is filed with: two contacts at most, who may be known already."""

from collections.abc import Mapping

from bot.domain.application import Application
from bot.domain.journal import RENAMED
from bot.domain.people import Act
from bot.forms.applications import Filing
from bot.forms.contacts import Named
from bot.use_cases.contacts import added
from storage.database import Store

# Each with the field of its name.
_NAMES = {"contact": "contact_name", "second_contact": "second_contact_name"}
_OF_FIRST = frozenset({"contact", "contact_name"})


async def contacts_of(filing: Filing, act: Act, store: Store) -> tuple[int, int | None]:
    """Return the first contact and the second, where there is one.

    Whoever is known already keeps the name that the address book has.
    """
    first = (await added(filing.contact, act, store)).number
    return first, (await added(filing.second, act, store)).number if filing.second else None


async def rename(filing: Filing, act: Act, store: Store) -> None:
    """Let contacts have the names from now on that staff give them."""
    for named in (filing.contact, filing.second):
        if named and named.name:
            await _rename(named, act, store)


async def kept(known: Application, told: Mapping[str, str], store: Store) -> frozenset[str]:
    """Return the fields that stay as they are here, whatever is told from outside.

    Letters greet a contact by name: for one who is known, no outsider says which.
    """
    stay = known.changed | await _handed_over(known, store)
    return stay | {
        name
        for field, name in _NAMES.items()
        if field in stay or await _is_known(told.get(field, ""), store)
    }


async def _rename(named: Named, act: Act, store: Store) -> None:
    contact = await added(named, act, store)
    if named.name != contact.name:
        await store.contacts.note(contact.number, name=named.name)
        await store.journal.add(act, contact.id, RENAMED, before=contact.name, after=named.name)


async def _handed_over(known: Application, store: Store) -> frozenset[str]:
    """Return the fields of a contact who has named a successor since: that stays."""
    contact = await store.contacts.get(known.contact)
    return _OF_FIRST if contact and contact.left_at else frozenset()


async def _is_known(address: str, store: Store) -> bool:
    return bool(address) and await store.contacts.by_address(address) is not None
