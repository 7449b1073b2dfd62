"""Where in Slack a long check is reported on."""

from dataclasses import asdict

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.channels import Place
from bot.domain.reports import Report
from storage.tables import reports


class Reports:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, report: Report) -> None:
        await self._connection.execute(insert(reports).values(_row(report)))

    async def get(self, check: int) -> Report | None:
        query = select(reports).where(reports.c.check == check)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        place = Place(channel=row["channel"], is_direct=row["is_direct"])
        plain = {name: row[name] for name in ("check", "user", "ts", "shown")}
        return Report(place=place, **plain)

    async def keep(self, report: Report) -> None:
        here = reports.c.check == report.check
        await self._connection.execute(update(reports).where(here).values(_row(report)))


def _row(report: Report) -> dict[str, object]:
    plain = {name: getattr(report, name) for name in ("check", "user", "ts", "shown")}
    return plain | asdict(report.place)
