"""What is known about the criteria of applications: found out, and said by people."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, RowMapping, case, delete, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.assessment import Answer
from bot.domain.criteria import Status
from storage.tables import evidence


class Evidence:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, application: int) -> list[Answer]:
        return (await self.of_all((application,))).get(application, [])

    async def of_all(self, applications: Collection[int]) -> Mapping[int, list[Answer]]:
        """Return what is known about several, by their numbers; those without any are left out."""
        query = select(evidence).where(evidence.c.application.in_(applications))
        rows = await self._connection.execute(query.order_by(evidence.c.key, evidence.c.is_person))
        found = defaultdict[int, list[Answer]](list)
        for row in rows.mappings():
            found[row["application"]].append(_answer(row))
        return dict(found)

    async def keep(self, application: int, found: Sequence[Answer]) -> None:
        """Replace what was found out; what was dismissed stays so while nothing about it changes.

        "They stay dismissed until the page changes" (RULES 10).
        """
        ours = (evidence.c.application == application) & evidence.c.is_person.is_(False)
        keys = [one.key for one in found]
        gone = delete(evidence).where(ours, evidence.c.key.not_in(keys))
        await self._connection.execute(gone)
        # In one order, so that two at once wait for each other and not in a circle.
        rows = [_row(application, one) for one in sorted(found, key=lambda one: one.key)]
        if rows:
            await self._connection.execute(_IN_PLACE, rows)

    async def say(self, application: int, answer: Answer) -> None:
        """Keep what a person says, in place of what was said before."""
        await self._connection.execute(_IN_PLACE, _row(application, answer))

    async def unsay(self, application: int, key: str) -> bool:
        """Leave a criterion to what is found out; say whether anybody had said something."""
        chosen = _one(application, key, is_person=True)
        said = await self._connection.execute(delete(evidence).where(*chosen))
        return bool(said.rowcount)

    async def dismiss(self, application: int, key: str, word: str) -> bool:
        """Let what was found out not count, or count again with no word; say whether it is."""
        chosen = update(evidence).where(*_one(application, key, is_person=False))
        done = await self._connection.execute(chosen.values(dismissed=word))
        return bool(done.rowcount)


def _one(application: int, key: str, *, is_person: bool) -> tuple[ColumnElement[bool], ...]:
    return (
        evidence.c.application == application,
        evidence.c.key == key,
        evidence.c.is_person.is_(is_person),
    )


def _in_place() -> Insert:
    """Return what keeps answers in place of others, as they are the very moment it is done."""
    new = insert(evidence)
    is_same = (evidence.c.status == new.excluded.status) & (evidence.c.note == new.excluded.note)
    values = {
        name: new.excluded[name] for name in ("status", "note", "link", "due_on", "by", "at")
    }
    dismissed = case((is_same, evidence.c.dismissed), else_="")
    return new.on_conflict_do_update(
        index_elements=[*evidence.primary_key], set_=values | {"dismissed": dismissed}
    )


_IN_PLACE = _in_place()


def _row(application: int, one: Answer) -> dict[str, object]:
    kept = ("key", "is_person", "status", "note", "link", "due_on", "by", "at")
    return {name: getattr(one, name) for name in kept} | {
        "application": application,
        "dismissed": "",
    }


def _answer(row: RowMapping) -> Answer:
    values = {name: value for name, value in row.items() if name != "application"}
    return Answer(**values | {"status": Status(row["status"])})
