"""An application comes in: logged by staff, or taken from outside, new or once more."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from bot import editions
from bot.domain.application import Application, State
from bot.domain.case import Case
from bot.domain.clocks import in_words, local_date
from bot.domain.filing import Came, Change, Outside, Taken, compare
from bot.domain.people import Act
from bot.errors import ConflictError
from bot.forms.applications import Filing, answers_of, read_filing
from bot.forms.contacts import Named
from bot.forms.form import Faults
from bot.use_cases import evidence
from bot.use_cases.cases import CaseLetter, Cases, Changing
from bot.use_cases.filed_contacts import contacts_of, kept, rename
from bot.use_cases.telling import QUIET
from storage.database import Store

LOGGED, UPDATED, CHANGED = "logged", "updated from outside", "changed"
_NO_RECEIPT = "no receipt was written"
_RECEIVED = "received"
# What is checked.
_EXAMINED = frozenset({"dois", "test_dois"})


class Origin(StrEnum):
    STAFF = "staff"
    IMPORT = "import"
    FORM = "form"


async def log(
    filing: Filing, act: Act, *, cases: Cases, origin: Origin = Origin.STAFF, draft: str = ""
) -> Application:
    """Log an application; its checks begin by themselves, and the applicant gets a receipt.

    `draft` is the word whose form it was begun with, which is forgotten then.
    """
    async with cases.database.begin(act) as store:
        if draft:
            await store.drafts.forget(act.by.signature, draft)
        return await _log(filing, None, act, origin=origin, cases=cases, store=store)


async def take(outside: Outside, act: Act, *, cases: Cases, origin: Origin = Origin.FORM) -> Taken:
    """Log what comes from outside, or update what came before under the same id.

    Nothing that a person changed here is overwritten, nor what is newer.
    """
    async with cases.database.begin(act) as store:
        await _hold(outside, store)
        found = await _compared(outside, act.at, cases=cases, store=store)
        if found.came is Came.NEW:
            filing = _filing(outside.answers, act.at, cases)
            new = await _log(filing, outside, act, origin=origin, cases=cases, store=store)
            return replace(found, application=new)
        if found.came is Came.UPDATED and found.application:
            case = await cases.case_of(found.application.number, act.at, store=store)
            after = await _updated(Changing(case, store), outside, found.changes, act, cases)
            return replace(found, application=after)
        if found.came is Came.SAME and found.application:
            return replace(found, application=await _sent_again(found.application, outside, store))
        return found


async def look(outside: Outside, now: datetime, *, cases: Cases) -> Taken:
    """Say what would become of what comes from outside; nothing is done."""
    async with cases.database.read() as store:
        return await _compared(outside, now, cases=cases, store=store)


async def change(
    number: int, answers: Mapping[str, str], act: Act, *, seen: int | None = None, cases: Cases
) -> Case | Faults:
    """Change fields by hand; from then on no import overwrites them."""
    async with cases.changing(number, act, seen=seen) as changing:
        before = answers_of(filing_of(changing.case))
        filing = read_filing(_merged(before, answers), cases.today(act.at))
        if isinstance(filing, Faults):
            return filing
        changes = compare(before, _whole(answers_of(filing), before), frozenset())
        if not changes:
            return changing.case
        changed = changing.application.changed | {one.field for one in changes}
        after = replace(await _refiled(changing, filing, act), changed=changed)
        await rename(filing, act, changing.store)
        after = await _examined_again(after, changes, act, changing.store)
        said = _said(changes)
        return await cases.keep(changing, after, act, CHANGED, was=said[0], now_is=said[1])


def filing_of(case: Case) -> Filing:
    """Return what was filed, as a form would read it."""
    application, second = case.application, case.second
    contact = case.contact
    return Filing(
        filed=application.filed,
        contact=Named(name=contact.greeted, address=contact.address),
        second=Named(name=second.greeted, address=second.address) if second else None,
        received_on=application.received_on,
        signed_on=application.signed_on,
    )


async def _log(
    filing: Filing,
    outside: Outside | None,
    act: Act,
    *,
    origin: Origin,
    cases: Cases,
    store: Store,
) -> Application:
    new = await _new(filing, outside, act, cases=cases, store=store)
    if origin is Origin.STAFF:
        await rename(filing, act, store)
    logged = await store.applications.add(new, act)
    logged = await store.applications.save(logged, await evidence.begin(logged, act, store=store))
    await store.journal.add(act, logged.id, LOGGED, after=f"by {origin}: {new.filed.organisation}")
    if origin is Origin.IMPORT:
        await store.marks.set_first(f"{QUIET}{logged.id}", act.at.isoformat())
    await cases.show_card(logged, act, store)
    await _write_receipt(logged, act, cases=cases, store=store)
    return logged


async def _new(
    filing: Filing, outside: Outside | None, act: Act, *, cases: Cases, store: Store
) -> Application:
    """Return an application as it comes, which may be older than its clocks by then."""
    contact, second = await contacts_of(filing, act, store)
    today = cases.today(act.at)
    new = Application(
        number=0,
        state=State.RECEIVED,
        edition=editions.current(today).name,
        filed=filing.filed,
        contact=contact,
        second_contact=second,
        received_on=filing.received_on or _submitted_on(outside, today, cases),
        signed_on=filing.signed_on,
        outside_id=outside.id if outside else "",
        submitted_at=outside.counts_from(act.at) if outside else None,
        logged_at=act.at,
        logged_by=act.by.signature,
    )
    return replace(new, is_stale=cases.clocks(new).contact.is_late(today))


def _submitted_on(outside: Outside | None, today: date, cases: Cases) -> date:
    """Return when the form was sent there: the clocks start then, however late it comes here."""
    at = outside.submitted_at if outside else None
    return min(local_date(at, cases.zone), today) if at else today


def receipt(application: Application, cases: Cases) -> CaseLetter:
    """Return the one letter that goes on receipt."""
    values = {
        "contact_by": in_words(cases.clocks(application).contact.last_day),
        "is_signed": "yes" if application.signed_on else "",
    }
    return CaseLetter(key=f"mail:received:{application.number}", kind="received", values=values)


async def _write_receipt(
    application: Application, act: Act, *, cases: Cases, store: Store
) -> None:
    """Write to the applicant, whom nothing else nags before staff say where an old one stands."""
    if application.is_stale:
        return
    case = await cases.case_of(application.number, act.at, store=store)
    try:
        await cases.write(receipt(application, cases), case, act, store=store)
    except ConflictError as error:
        # An application is not lost because letters cannot be written yet.
        await store.journal.add(act, application.id, _NO_RECEIPT, after=str(error))


async def _hold(outside: Outside, store: Store) -> None:
    """Let several of one application be compared one after the other, each with what is kept."""
    known = await store.applications.by_outside_id(outside.id) if outside.id else None
    if known:
        await store.applications.hold(known.number)


async def _compared(outside: Outside, now: datetime, *, cases: Cases, store: Store) -> Taken:
    known = await store.applications.by_outside_id(outside.id) if outside.id else None
    if known is None:
        read = read_filing(outside.answers, cases.today(now))
        if isinstance(read, Faults):
            return Taken(application=None, came=Came.REFUSED, faults=read)
        return Taken(application=None, came=Came.NEW)
    if outside.is_older_than(known):
        return Taken(application=known, came=Came.OLDER)
    case = await cases.case_of(known.number, now, store=store)
    before = answers_of(filing_of(case))
    read = read_filing(_merged(before, outside.answers), cases.today(now))
    if isinstance(read, Faults):
        return Taken(application=known, came=Came.REFUSED, faults=read)
    told = answers_of(read)
    said = {name: told.get(name, "") for name in outside.answers}
    changes = compare(before, said, await kept(known, told, store))
    # What a person changed here stays, and may not fit what comes.
    taken = {one.field: one.after for one in changes if not one.is_kept}
    fit = read_filing({**before, **taken}, cases.today(now))
    if isinstance(fit, Faults):
        return Taken(application=known, came=Came.REFUSED, faults=fit)
    came = Came.UPDATED if taken else Came.SAME
    return Taken(application=known, came=came, changes=changes)


def _merged(before: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """Return all answers; the clocks start on some day, so an empty one says none."""
    received = said.get(_RECEIVED) or before[_RECEIVED]
    return {**before, **said, _RECEIVED: received}


async def _sent_again(known: Application, outside: Outside, store: Store) -> Application:
    """Note when the same was sent last: nothing sent before it overwrites it."""
    if outside.submitted_at is None or outside.submitted_at == known.submitted_at:
        return known
    await store.applications.note_sent(known.number, outside.submitted_at)
    return replace(known, submitted_at=outside.submitted_at)


async def _updated(
    changing: Changing, outside: Outside, changes: Sequence[Change], act: Act, cases: Cases
) -> Application:
    taken = [one for one in changes if not one.is_kept]
    before = answers_of(filing_of(changing.case))
    filing = _filing({**before, **{one.field: one.after for one in taken}}, act.at, cases)
    after = await _refiled(changing, filing, act)
    after = replace(after, submitted_at=outside.counts_from(act.at))
    after = await _examined_again(after, taken, act, changing.store)
    was, now_is = _said(taken)
    case = await cases.keep(changing, after, act, UPDATED, was=was, now_is=now_is)
    return case.application


async def _refiled(changing: Changing, filing: Filing, act: Act) -> Application:
    """Return the application as it is filed now."""
    case, store = changing
    contact, second = await contacts_of(filing, act, store)
    return replace(
        case.application,
        filed=filing.filed,
        contact=contact,
        second_contact=second,
        received_on=filing.received_on or case.application.received_on,
        signed_on=filing.signed_on,
    )


async def _examined_again(
    after: Application, changes: Sequence[Change], act: Act, store: Store
) -> Application:
    """Look again for evidence, and check again what examples are others now."""
    if not after.is_open:
        return after
    if _EXAMINED.isdisjoint({one.field for one in changes}):
        await evidence.look(after.number, act, store=store)
        return after
    return await evidence.begin(after, act, store=store)


def _filing(answers: Mapping[str, str], now: datetime, cases: Cases) -> Filing:
    """Read answers that were read before."""
    found = read_filing(answers, cases.today(now))
    if isinstance(found, Faults):
        raise ConflictError("; ".join(found.by_field.values()))
    return found


def _whole(after: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """Return all answers, those that were emptied too."""
    return {name: after.get(name, "") for name in {**before, **after}}


def _said(changes: Sequence[Change]) -> tuple[str, str]:
    """Return what the journal says was there before, and after."""
    was = "\n".join(f"{one.field}: {one.before}" for one in changes)
    return was, "\n".join(f"{one.field}: {one.after}" for one in changes)
