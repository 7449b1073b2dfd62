"""The address book."""

from typing import Any

from sqlalchemy import RowMapping, Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact import Contact, known_as
from bot.domain.people import Act
from storage.tables import contacts


class Contacts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, name: str, address: str, act: Act) -> Contact:
        """Return the contact of that address, added where there was none."""
        row = {"name": name, "address": address.strip(), "known_as": known_as(address)}
        new = insert(contacts).values(row | {"added_at": act.at, "added_by": act.by.signature})
        await self._connection.execute(new.on_conflict_do_nothing(index_elements=["known_as"]))
        found = await self.by_address(address)
        if found is None:
            raise LookupError(f"no contact was added by {act.by.signature}")
        return found

    async def get(self, number: int) -> Contact | None:
        return await self._one(_SELECT.where(contacts.c.number == number))

    async def current(self, number: int) -> Contact | None:
        """Return a contact, or whoever has taken over since."""
        contact = await self.get(number)
        if contact and contact.left_at and contact.successor:
            return await self.current(contact.successor)
        return contact

    async def by_address(self, address: str) -> Contact | None:
        return await self._one(_SELECT.where(contacts.c.known_as == known_as(address)))

    async def hold(self, number: int) -> None:
        """Let nobody else change a contact until we end."""
        row = select(contacts.c.number).where(contacts.c.number == number)
        await self._connection.execute(row.with_for_update())

    async def note(self, number: int, **values: object) -> None:
        """Keep `confirmed_at`, `unreachable_at`, `left_at`, `successor`, `name` or `address`."""
        chosen = update(contacts).where(contacts.c.number == number)
        await self._connection.execute(chosen.values(values))

    async def _one(self, query: Select[Any]) -> Contact | None:
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _contact(row) if row else None


_SELECT = select(*(column for column in contacts.c if column is not contacts.c.known_as))


def _contact(row: RowMapping) -> Contact:
    return Contact(**row)
