"""Report on checks in Slack: one message edited in place, then the whole as a file."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.domain.channels import Channel
from bot.domain.check import SMALL, Asked, SoFar, check_id
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
from bot.messages.blocks import calling, payload
from bot.messages.message import for_channel
from bot.messages.results import results_csv
from bot.use_cases import checks
from bot.use_cases.checking import piece
from bot.use_cases.remembered import Remembered
from bot.use_cases.work import Worker
from storage.database import Database

if TYPE_CHECKING:
    # Slack's library takes longer to import than all else, and a terminal has no need of it.
    from bot.clients.slack import Slack

Look = Callable[[str], Awaitable[Channel]]
Payload = dict[str, object]

# Slack takes 50 edits a minute of all that an app edits; some of them are reports.
_BEAT = timedelta(seconds=1.5)
# A Slack that is out need not be asked at every beat.
_REST = timedelta(seconds=15)
# So long a channel that was staff's own may be shown progress; before results it is looked at.
_LASTING = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What there is to tell of a check now."""

    asked: Asked
    so_far: SoFar
    is_over: bool
    """Finished, or nobody goes on with it unless a person says so."""

    @property
    def has_file(self) -> bool:
        return self.is_over and self.asked.count > SMALL


@dataclass(slots=True)
class _Pace:
    """Hands out turns, so that all reports together are edited at most once a beat."""

    last: datetime

    def turn(self, now: datetime) -> datetime:
        self.last = max(now, self.last) + _BEAT
        return self.last


@dataclass(frozen=True, kw_only=True)
class Reporting:
    """What reporting in Slack needs, and the workers for its rows."""

    clock: Clock
    database: Database
    slack: "Slack"

    @property
    def workers(self) -> Mapping[str, Worker]:
        return {"report": self._report, "csv": self._share}

    @cached_property
    def _pace(self) -> _Pace:
        return _Pace(self.clock())

    @cached_property
    def _channels(self) -> Remembered[Channel]:
        return Remembered(self.slack.channel, lasting=_LASTING, clock=self.clock)

    async def _report(self, row: Work) -> datetime | None:
        report, told = await self._look(int(row.details[0]))
        try:
            if report.ts and not told.is_over:
                return await self._show(row, report, told)
            if not report.place.channel:
                report = await self._moved(report)
            await _require_own(report, self.slack.channel)
            return await self._say(row, report, told)
        except (OutsideError, UnsureError):
            raise
        except BotError as error:
            return await self._move(row, report, error)

    async def _look(self, number: int) -> tuple[Report, _Told]:
        async with self.database.read() as store:
            report, asked = await store.reports.get(number), await store.checks.get(number)
            so_far = await store.checks.so_far(number)
            is_left = await store.work.is_left(piece(number))
        if report is None or asked is None:
            raise NotFoundError(f"There is nothing to report on {check_id(number)}.")
        is_over = asked.finished is not None or not is_left
        return report, _Told(asked=asked, so_far=so_far, is_over=is_over)

    async def _show(self, row: Work, report: Report, told: _Told) -> datetime | None:
        """Show how far it is; an edit that is lost loses nothing, since another follows."""
        try:
            if told.so_far.done != report.shown:
                await _require_own(report, self._channels.of)
                return await self._say(row, report, told)
        except BotError as error:
            # There is no other place than a direct message, so nothing is posted there anew
            # before all is known.
            is_lost = isinstance(error, OutsideError) or report.place.is_direct
            if isinstance(error, BusyError) or not is_lost:
                raise
            events.info("progress_not_shown", check=told.asked.id, why=str(error))
            if isinstance(error, OutsideError):
                return self.clock() + _REST
        return self._turn()

    async def _say(self, row: Work, report: Report, told: _Told) -> datetime | None:
        """Post it, or edit it in; keep where it is, and queue what belongs into its thread."""
        if report.ts is None and told.has_file and not report.place.is_direct:
            # Who asked finds a message that is under way, however fast the check was.
            ts = await self._put(report, payload(messages.progress(told.asked, told.so_far)))
            return await self._keep(row, report.posted(ts, told.so_far), self.clock())
        drawn = await self._drawn(told)
        await self._hold(row)
        ts = await self._put(report, drawn)
        # Counted from now, however long that took.
        again = None if told.is_over else self._turn()
        key = csv_key(report.check, told.so_far.done)
        file = Work(key=key, due_at=self.clock()) if told.has_file else None
        return await self._keep(row, report.posted(ts, told.so_far), again, file)

    async def _drawn(self, told: _Told) -> Payload:
        if not told.is_over:
            return payload(messages.progress(told.asked, told.so_far))
        check = await checks.in_full(told.asked.number, database=self.database)
        return payload(messages.finished(check) if told.has_file else messages.report(check))

    async def _hold(self, row: Work) -> None:
        """Make sure that nobody else reports meanwhile, who might know more."""
        async with self.database.begin() as store:
            if not await store.work.hold(row, self.clock()):
                raise OutsideError("Its lease ran out meanwhile.")

    async def _put(self, report: Report, drawn: Payload) -> str:
        if report.ts:
            await self.slack.edit(report.place.channel, report.ts, drawn)
            return report.ts
        try:
            return await self.slack.post(report.place.channel, drawn)
        except UnsureError as error:
            # A report twice is better than none, and so it is posted again.
            raise OutsideError(str(error)) from error

    async def _keep(
        self, row: Work, report: Report, again: datetime | None, file: Work | None = None
    ) -> datetime | None:
        """Note where a report is, and the end of its row, unless another worker has it by now."""
        async with self.database.begin() as store:
            if await store.work.finish(row, row.after_success(again)):
                await store.reports.keep(report)
                if file:
                    await store.work.add(file)
        return again

    async def _move(self, row: Work, report: Report, error: BotError) -> datetime | None:
        """Begin anew in a direct message where a channel takes nothing any more."""
        if report.place.is_direct and report.ts is None:
            # There is no other place; but an admin may mend it.
            raise OutsideError(str(error)) from error
        events.info("report_moved", check=check_id(report.check), why=str(error))
        again = await self._keep(row, await self._moved(report), self.clock())
        await self._leave(report)
        return again

    async def _moved(self, report: Report) -> Report:
        with _not_for_good():
            return report.moved(await self.slack.direct(report.user))

    async def _leave(self, report: Report) -> None:
        """Say where a report was that it is there no more, as far as Slack lets us."""
        if report.place.is_direct or report.ts is None:
            return
        try:
            # Others may read there by now.
            drawn = payload(for_channel(messages.moved(report.check), is_shared=True))
            await self.slack.edit(report.place.channel, report.ts, drawn)
        except BotError as error:
            events.info("report_left", check=check_id(report.check), why=str(error))

    def _turn(self) -> datetime:
        return self._pace.turn(self.clock())

    async def _share(self, row: Work) -> None:
        """Put the whole into the thread: uploaded as often as need be, shared once."""
        report, told = await self._look(int(row.details[0]))
        if report.ts is None:
            raise ConflictError("There is no thread for its results.")
        try:
            await _require_own(report, self.slack.channel)
            await self._share_file(row, report, report.ts)
        except (OutsideError, UnsureError):
            raise
        except BotError as error:
            events.warning("file_refused", check=told.asked.id, why=str(error))
            await self._miss(row, report, error)

    async def _miss(self, row: Work, report: Report, error: BotError) -> None:
        """Say that the file is missing: in the thread, or directly where others read by now."""
        drawn = payload(messages.no_file(report.check, str(error)))
        await self._start(row)
        with _not_for_good():
            if isinstance(error, ConflictError | NotFoundError):
                await self.slack.post(await self.slack.direct(report.user), drawn)
            else:
                await self.slack.post(report.place.channel, drawn, thread=report.ts)

    async def _share_file(self, row: Work, report: Report, thread: str) -> None:
        check = await checks.find(int(row.details[0]), database=self.database)
        name = f"{check.id}.csv"
        file = await self.slack.keep_file(name, results_csv(check))
        # An edit calls nobody; whoever has it in a direct message need not be called.
        said = messages.done(check)
        comment = said if report.place.is_direct else calling(report.user, said)
        await self._start(row)
        await self.slack.share_file(file, name, report.place.channel, thread, comment=comment)

    async def _start(self, row: Work) -> None:
        """Note that what cannot be taken back begins now."""
        async with self.database.begin() as store:
            if not await store.work.start(row):
                raise OutsideError("Its lease ran out meanwhile.")


async def _require_own(report: Report, look: Look) -> None:
    """Raise ConflictError where not staff alone read, or the bot may not write."""
    if not report.place.is_direct and not may_read(await look(report.place.channel)):
        raise ConflictError("That channel is shared with others, or I am not in it.")


@contextmanager
def _not_for_good() -> Iterator[None]:
    """Turn what Slack refuses into an outage, since an admin can mend it; what is gone is gone."""
    try:
        yield
    except (OutsideError, UnsureError, NotFoundError):
        raise
    except BotError as error:
        raise OutsideError(str(error)) from error
