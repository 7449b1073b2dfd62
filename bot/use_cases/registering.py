"""What follows from an approval: a provider, and the checklist of what is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.application import Application, State
from bot.domain.case import Case
from bot.domain.delivery import Delivery
from bot.domain.letters import Attachment
from bot.domain.people import Act
from bot.domain.provider import ChecklistLine, Provider, ProviderStatus, Ticked, provider_id
from bot.errors import ConflictError, NotFoundError
from bot.use_cases.badges import version_of
from bot.use_cases.cases import Cases
from storage.database import Store

CHECKLIST = "checklist"
"""The kind of the card that shows it."""
REGISTERED, ENDED, TICKED, UNTICKED = (
    "registered",
    "approval taken back",
    "ticked",
    "no longer ticked",
)
_STATUSES = {
    State.APPROVED: ProviderStatus.REGISTERED,
    State.PROVISIONAL: ProviderStatus.PROVISIONAL,
}


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """A provider, and the lines that are done."""

    provider: Provider
    ticked: tuple[Ticked, ...]


async def find_checklist(number: int, *, cases: Cases) -> Checklist:
    async with cases.database.read() as store:
        return await checklist_of(number, store)


async def checklist_of(number: int, store: Store) -> Checklist:
    """Raise NotFoundError where there is no such provider."""
    provider = await store.providers.get(number)
    if provider is None:
        raise NotFoundError(f"There is no provider {provider_id(number)}.")
    return Checklist(provider=provider, ticked=tuple(await store.providers.ticked(number)))


async def tick(
    number: int,
    line: ChecklistLine,
    act: Act,
    *,
    link: str = "",
    note: str = "",
    cases: Cases,
) -> Checklist:
    """Note that a line of a checklist is done."""
    async with cases.database.begin(act) as store:
        found = await checklist_of(number, store)
        done = Ticked(line=line, at=act.at, by=act.by.signature, link=link, note=note)
        if not await store.providers.tick(number, done):
            raise ConflictError(f"{line} of {found.provider.id} is ticked already.")
        await store.journal.add(act, found.provider.id, TICKED, after=f"{line} {link}".rstrip())
        await _show(found.provider, act, cases=cases, store=store)
        return await checklist_of(number, store)


async def untick(number: int, line: ChecklistLine, act: Act, *, cases: Cases) -> Checklist:
    async with cases.database.begin(act) as store:
        found = await checklist_of(number, store)
        if not await store.providers.untick(number, line):
            raise ConflictError(f"{line} of {found.provider.id} is not ticked.")
        await store.journal.add(act, found.provider.id, UNTICKED, before=line)
        await _show(found.provider, act, cases=cases, store=store)
        return await checklist_of(number, store)


async def register_provider(
    case: Case, after: Application, act: Act, *, cases: Cases, store: Store
) -> Provider:
    """Make the provider of an application that is approved, and post its checklist."""
    known = await store.providers.of_application(after.number)
    decision = after.decision
    provider = Provider(
        number=known.number if known else 0,
        name=after.filed.organisation,
        status=_STATUSES[after.state],
        application=after.number,
        contact=case.contact.number,
        registered_on=cases.today(act.at),
        ends_on=decision.ends_on if decision else None,
    )
    if known:
        await store.providers.save(provider)
    else:
        provider = await store.providers.add(provider)
    await store.journal.add(act, provider.id, REGISTERED, after=f"{after.id} {provider.status}")
    await _show(provider, act, cases=cases, store=store)
    return provider


async def unregister(application: Application, act: Act, *, cases: Cases, store: Store) -> None:
    """Note that an approval was taken back; the number is never another's."""
    provider = await store.providers.of_application(application.number)
    if provider and provider.ended_at is None:
        await store.providers.save(replace(provider, ended_at=act.at))
        await store.journal.add(act, provider.id, ENDED, before=provider.status)
        await _show(provider, act, cases=cases, store=store)


async def note_badge_sent(
    case: Case,
    letters: Sequence[Delivery],
    files: Sequence[Attachment],
    act: Act,
    *,
    cases: Cases,
    store: Store,
) -> None:
    """Tick the badge of the provider to whom it leaves with a letter."""
    carrying = [letter for letter in letters if letter.attaches]
    if not case.provider or not carrying:
        return
    done = Ticked(
        line=ChecklistLine.BADGE,
        at=act.at,
        by=act.by.signature,
        note=f"{carrying[0].id} to {case.contact.id}: {version_of(files)}",
    )
    await store.providers.tick(case.provider.number, done)
    await store.journal.add(act, case.provider.id, TICKED, after=f"{done.line} {done.note}")
    await _show(case.provider, act, cases=cases, store=store)


async def _show(provider: Provider, act: Act, *, cases: Cases, store: Store) -> None:
    if cases.telling.staff_channel:
        card = cases.telling.card(CHECKLIST, provider.id, act.at)
        await cases.telling.show(card, act, store=store)
