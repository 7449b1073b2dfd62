"""Report on long checks in Slack: one message edited in place, then the whole as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.domain.again import compare
from bot.domain.check import Asked, Check, SoFar, check_id
from bot.domain.reports import Report, csv_key, may_read
from bot.domain.work import Work
from bot.errors import (
    BotError,
    BusyError,
    ConflictError,
    NotFoundError,
    OutsideError,
    UnsureError,
)
from bot.log import events
from bot.messages import checks as messages
from bot.messages.blocks import payload
from bot.messages.results import results_csv
from bot.use_cases import checks
from bot.use_cases.checking import piece
from bot.use_cases.work import Worker
from storage.database import Database

if TYPE_CHECKING:
    # Slack's library takes longer to import than all else, and a terminal has no need of it.
    from bot.clients.slack import Slack

# Slack takes about one edit a second.
_BEAT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What there is to tell of a check now."""

    asked: Asked
    so_far: SoFar
    is_over: bool
    """Finished, or nobody goes on with it unless a person says so."""

    def progress(self) -> dict[str, object]:
        return payload(messages.progress(self.asked, self.so_far))


@dataclass(frozen=True, kw_only=True)
class Reporting:
    """What reporting in Slack needs, and the workers for its rows."""

    clock: Clock
    database: Database
    slack: "Slack"

    @property
    def workers(self) -> Mapping[str, Worker]:
        return {"report": self._report, "csv": self._share}

    async def _report(self, row: Work) -> datetime | None:
        kept, told = await self._look(int(row.details[0]))
        if kept.ts and not told.is_over:
            return await self._show(kept, kept.ts, told)
        report = kept if await self._may_stay(kept) else await self._moved(kept)
        if report.ts is None:
            return await self._post(row, report, told)
        return await self._conclude(row, report, report.ts)

    async def _look(self, number: int) -> tuple[Report, _Told]:
        async with self.database.read() as store:
            report, asked = await store.reports.get(number), await store.checks.get(number)
            so_far = await store.checks.so_far(number)
            is_left = await store.work.is_left(piece(number))
        if report is None or asked is None:
            raise NotFoundError(f"There is nothing to report on {check_id(number)}.")
        is_over = asked.finished is not None or not is_left
        return report, _Told(asked=asked, so_far=so_far, is_over=is_over)

    async def _may_stay(self, report: Report) -> bool:
        """Look whether a channel is still staff's own, and takes what the bot says."""
        if report.place.is_direct:
            return True
        try:
            return may_read(await self.slack.channel(report.place.channel))
        except NotFoundError:
            return False

    async def _moved(self, report: Report) -> Report:
        return report.moved(await self.slack.direct(report.user))

    async def _post(self, row: Work, report: Report, told: _Told) -> datetime:
        """Post how far it is; where that is all, the edit follows at once."""
        drawn = told.progress()
        await self._start(row)
        try:
            ts = await self.slack.post(report.place.channel, drawn)
        except (OutsideError, UnsureError):
            raise
        except BotError as error:
            return await self._go_elsewhere(row, report, error)
        again = self.clock() + (timedelta() if told.is_over else _BEAT)
        try:
            await self._keep(row, report.posted(ts, told.so_far), again)
        except OutsideError as error:
            raise UnsureError("It is posted, but where could not be kept.") from error
        return again

    async def _show(self, report: Report, ts: str, told: _Told) -> datetime:
        """Show how far it is; an edit that is lost loses nothing, since another follows."""
        try:
            if told.so_far.done != report.shown and await self._may_stay(report):
                await self.slack.edit(report.place.channel, ts, told.progress())
                async with self.database.begin() as store:
                    await store.reports.keep(report.posted(ts, told.so_far))
        except BusyError:
            raise
        except BotError as error:
            events.info("progress_not_shown", check=told.asked.id, why=str(error))
        # Counted from the edit, however long that took.
        return self.clock() + _BEAT

    async def _conclude(self, row: Work, report: Report, ts: str) -> datetime | None:
        drawn = payload(messages.finished(await self._found(report.check)))
        try:
            await self.slack.edit(report.place.channel, ts, drawn)
        except NotFoundError as error:
            # Somebody deleted it.
            return await self._go_elsewhere(row, report, error)
        async with self.database.begin() as store:
            await store.work.add(Work(key=csv_key(report.check), due_at=self.clock()))
        return None

    async def _found(self, number: int) -> Check:
        """Return a check, compared with the one that it runs again if it does."""
        asked, _ = await checks.asked(number, database=self.database)
        after = await checks.find(number, database=self.database)
        if asked.again is None:
            return after
        return compare(await checks.find(asked.again, database=self.database), after)

    async def _go_elsewhere(self, row: Work, report: Report, error: BotError) -> datetime:
        """Begin anew in a direct message where a channel takes nothing any more."""
        if report.place.is_direct:
            raise error
        events.info("report_moved", check=check_id(report.check), why=str(error))
        again = self.clock()
        await self._keep(row, await self._moved(report), again)
        return again

    async def _start(self, row: Work) -> None:
        """Note that what cannot be taken back begins now."""
        async with self.database.begin() as store:
            if not await store.work.start(row):
                raise OutsideError("Its lease ran out meanwhile.")

    async def _keep(self, row: Work, report: Report, again: datetime) -> None:
        async with self.database.begin() as store:
            await store.reports.keep(report)
            await store.work.finish(row, row.after_success(again))

    async def _share(self, row: Work) -> None:
        """Put the whole into the thread: uploaded as often as need be, shared once."""
        number = int(row.details[0])
        report, _ = await self._look(number)
        if report.ts is None or not await self._may_stay(report):
            raise ConflictError("The thread of its report is not for its results any more.")
        check = await checks.find(number, database=self.database)
        file = await self.slack.keep_file(f"{check.id}.csv", results_csv(check))
        await self._start(row)
        await self.slack.share_file(file, f"{check.id}.csv", report.place.channel, report.ts)
