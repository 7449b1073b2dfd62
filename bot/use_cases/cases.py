"""Cases: an application with all that is known about it, found, listed and changed."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot import editions
from bot.domain import case as domain
from bot.domain.application import Application, application_id
from bot.domain.assessment import judge
from bot.domain.case import Case, CaseLine, Clocks, Found, Queue, Repeat, Stands, Wanted
from bot.domain.clocks import local_date
from bot.domain.contact import Contact
from bot.domain.delivery import Delivery, Draft, Held, Medium
from bot.domain.hold import Hold
from bot.domain.people import Act, slack_user
from bot.domain.policy import Policy
from bot.errors import ConflictError, NotFoundError
from bot.use_cases.badges import Badge
from bot.use_cases.letters import Letters
from bot.use_cases.status import status_link
from bot.use_cases.telling import Telling
from bot.use_cases.untold import UNTOLD, untold_letters
from bot.use_cases.writing import ToWrite, write_letter
from storage.database import Database, Store

CARD = "application"
"""The kind of the card of a case."""
_CORRECTION = "correction"
_MOST_FOUND = 50
# When a next step is due no database knows: so many are looked at.
_MOST_LOOKED_AT = 5_000


class Changing(NamedTuple):
    """A case within the transaction that changes it."""

    case: Case
    store: Store

    @property
    def application(self) -> Application:
        return self.case.application


@dataclass(frozen=True, kw_only=True)
class CaseLetter:
    """A letter to the contact of an application, before it is written."""

    key: str
    kind: str
    values: dict[str, str] = field(default_factory=dict)
    """Its own; what all letters about an application have is added."""
    held: Held | None = None


@dataclass(frozen=True, kw_only=True)
class Cases:
    database: Database
    telling: Telling
    letters: Letters
    policy: Policy
    zone: ZoneInfo
    """The program's: the clocks count its days."""
    badge: Badge

    def today(self, now: datetime) -> date:
        return local_date(now, self.zone)

    async def find(self, number: int, now: datetime) -> Case:
        async with self.database.read() as store:
            return await self.case_of(number, now, store=store)

    async def case_of(self, number: int, now: datetime, *, store: Store) -> Case:
        """Return a case as it is within a transaction; raises NotFoundError."""
        application = await store.applications.get(number)
        if application is None:
            raise NotFoundError(f"There is no application {application_id(number)}.")
        edition = editions.editions()[application.edition]
        holds, clocks = await store.holds.of(number), self.clocks(application)
        second = application.second_contact
        return Case(
            application=application,
            contact=await _current(application.contact, store),
            second=await _current(second, store) if second else None,
            edition=edition,
            judged=judge(edition, await store.evidence.of(number)),
            holds=tuple(holds),
            notes=tuple(await store.case_notes.of(number)),
            letters=await _letters(application, store),
            repeats=await _repeats(application, store),
            provider=await store.providers.of_application(number),
            clocks=clocks,
            stands=self._stands(application, [one for one in holds if one.is_open], now),
            today=self.today(now),
        )

    async def queue(self, now: datetime) -> Queue:
        """Return what somebody must do something about: our move first, oldest first."""
        async with self.database.read() as store:
            found = await store.applications.undecided_or_untold()
            return Queue(lines=domain.order(await self.lines(found, now, store)))

    async def search(self, wanted: Wanted, words: str, now: datetime) -> Found:
        async with self.database.read() as store:
            if wanted.due_within is not None:
                every = await store.applications.find(wanted, _MOST_LOOKED_AT)
                lines = [
                    line
                    for line in await self.lines(every, now, store)
                    if line.days_left is not None and line.days_left <= wanted.due_within
                ]
                return Found(words=words, lines=tuple(lines[:_MOST_FOUND]), count=len(lines))
            found = await store.applications.find(wanted, _MOST_FOUND)
            lines = await self.lines(found, now, store)
            count = await store.applications.count(wanted)
        return Found(words=words, lines=tuple(lines), count=count)

    async def named(self, text: str) -> tuple[Application, ...]:
        """Return the applications of an organisation by its whole name, newest first."""
        async with self.database.read() as store:
            return tuple(await store.applications.named(text))

    async def called(self, name: str, now: datetime) -> Found:
        """Return the cases of an organisation by its whole name, newest first."""
        async with self.database.read() as store:
            lines = await self.lines(await store.applications.named(name), now, store)
        return Found(words=f"state:all {name}", lines=tuple(lines), count=len(lines))

    async def lines(
        self, found: Sequence[Application], now: datetime, store: Store
    ) -> list[CaseLine]:
        """Return one line a case, with three questions however many they are."""
        numbers = [one.number for one in found]
        holds = await store.holds.open_of(numbers)
        evidence = await store.evidence.of_all(numbers)
        today, known = self.today(now), editions.editions()
        lines = []
        for one in found:
            judged = judge(known[one.edition], evidence.get(one.number, ()))
            ours = [hold for hold in holds if hold.application == one.number]
            reasons = domain.reasons(one, judged, self.clocks(one), today)
            lines.append(domain.line(one, self._stands(one, ours, now), [*reasons], today))
        return lines

    @asynccontextmanager
    async def changing(
        self, number: int, act: Act, *, seen: int | None
    ) -> AsyncIterator[Changing]:
        """Open a case to change it; `seen` is the version that the person saw."""
        async with self.database.begin(act) as store:
            case = await self.case_of(number, act.at, store=store)
            refuse_unseen(case, seen)
            yield Changing(case, store)

    async def keep(
        self,
        changing: Changing,
        after: Application,
        act: Act,
        what: str,
        *,
        was: str = "",
        now_is: str = "",
    ) -> Case:
        """Keep what became of a case, note it, edit its card; return the case as it is then.

        Every change counts as one of the application, so that nobody changes what they have not
        seen.
        """
        store, before = changing.store, changing.application
        if (after.told, after.state) != (before.told, before.state):
            await self.correct(changing, after, act)
        saved = await store.applications.save(before, after)
        await store.journal.add(act, saved.id, what, before=was, after=now_is)
        await self.show_card(saved, act, store)
        return await self.case_of(saved.number, act.at, store=store)

    async def correct(self, changing: Changing, after: Application, act: Act) -> None:
        """Write the letter anew that corrects what was told: it says how the case stands now."""
        case, store = changing
        if after.told is None:
            return
        for letter in untold_letters(case):
            if letter.kind == _CORRECTION:
                await self.telling.void(letter.key, store=store)
        await self.write(
            CaseLetter(
                key=f"mail:{_CORRECTION}:{after.number}:{case.application.version}",
                kind=_CORRECTION,
                values={"words": after.told.words, "now_says": after.state},
                held=UNTOLD,
            ),
            case,
            act,
            store=store,
        )

    async def show_card(self, application: Application, act: Act, store: Store) -> None:
        """Post or edit the card of a case in the staff channel, where there is one."""
        if self.telling.staff_channel:
            await self.telling.show(self.card(application.id, act.at), act, store=store)

    def card(self, about: str, now: datetime) -> Draft:
        return self.telling.card(CARD, about, now)

    async def write(self, letter: CaseLetter, case: Case, act: Act, *, store: Store) -> Delivery:
        """Write a letter to the contact of a case."""
        application = case.application
        common = {
            "organisation": application.filed.organisation,
            "number": application.id,
            "status_link": status_link(application, self.letters.links, act.at),
        }
        to_write = ToWrite(
            key=letter.key,
            kind=letter.kind,
            to=case.contact,
            about=application.id,
            values=common | letter.values,
            held=letter.held,
            owner=slack_user(application.owner),
        )
        return await write_letter(
            to_write, act, telling=self.telling, letters=self.letters, store=store
        )

    def clocks(self, application: Application) -> Clocks:
        numbers = self.policy.clocks
        return domain.clocks(
            application,
            contact_days=numbers.contact_days,
            call_days=numbers.call_days,
            from_contact=numbers.call_counts_from == "contact",
        )

    def _stands(self, application: Application, holds: Sequence[Hold], now: datetime) -> Stands:
        return domain.stands(
            application,
            holds,
            self.clocks(application),
            today=self.today(now),
            close_after=self.policy.applications.information_close_day,
            zone=self.zone,
        )


def refuse_unseen(case: Case, seen: int | None) -> None:
    """Raise ConflictError where somebody changed a case since a person saw that version of it."""
    if seen not in (None, case.application.version):
        raise ConflictError(f"Somebody else just changed {case.application.id}.")


async def _current(number: int, store: Store) -> Contact:
    contact = await store.contacts.current(number)
    if contact is None:
        raise NotFoundError(f"There is no contact CON-{number}.")
    return contact


async def _letters(application: Application, store: Store) -> tuple[Delivery, ...]:
    about = await store.deliveries.about(application.id)
    return tuple(one for one in about if one.medium is Medium.MAIL)


async def _repeats(application: Application, store: Store) -> tuple[Repeat, ...]:
    alike = await store.applications.alike(application.filed, contact=application.contact)
    return tuple(
        Repeat(
            id=one.id,
            organisation=one.filed.organisation,
            state=one.state,
            received_on=one.received_on,
            reasons=one.decision.reasons if one.decision else (),
            why=domain.why_alike(application, one),
        )
        for one in alike
        if one.number != application.number
    )
