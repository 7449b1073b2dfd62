"""Letters as staff changed them: every version is kept."""

from sqlalchemy import RowMapping, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.letters import LetterText, LetterVersion
from bot.domain.people import Act
from bot.errors import ConflictError
from storage.tables import letter_versions as versions


class LetterVersions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, kind: str, text: LetterText, act: Act, *, note: str) -> int:
        """Keep a version that is used from now on; return its number, which begins with 1.

        Raises ConflictError for the second of two at once.
        """
        last = select(func.max(versions.c.number)).where(versions.c.kind == kind)
        number = ((await self._connection.execute(last)).scalar_one() or 0) + 1
        row = {"kind": kind, "number": number, "note": note}
        texts = {"subject": text.subject, "text": text.text, "html": text.html}
        who = {"at": act.at, "by": act.by.signature}
        new = insert(versions).values(row | texts | who).on_conflict_do_nothing()
        kept = await self._connection.execute(new.returning(versions.c.number))
        if kept.scalar_one_or_none() is None:
            raise ConflictError(f"Somebody else just changed the letter {kind}: begin again.")
        return number

    async def newest(self, kind: str) -> LetterVersion | None:
        """Return the version in use; None where staff never changed this kind."""
        query = select(versions).where(versions.c.kind == kind)
        query = query.order_by(versions.c.number.desc()).limit(1)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _version(row) if row else None

    async def of(self, kind: str) -> list[LetterVersion]:
        """Return all versions of a kind, oldest first."""
        query = select(versions).where(versions.c.kind == kind).order_by(versions.c.number)
        return [_version(row) for row in (await self._connection.execute(query)).mappings()]


def _version(row: RowMapping) -> LetterVersion:
    text = LetterText(subject=row["subject"], text=row["text"], html=row["html"])
    plain = ("kind", "number", "at", "by", "note")
    return LetterVersion(text=text, **{name: row[name] for name in plain})
