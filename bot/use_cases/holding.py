"""Holds beside the state: more information is asked for, or the board is asked."""

from collections.abc import Sequence
from datetime import date

from bot.domain.application import Application
from bot.domain.case import Case
from bot.domain.clocks import in_words
from bot.domain.hold import Hold, HoldKind
from bot.domain.people import Act
from bot.errors import ConflictError
from bot.use_cases.cases import CaseLetter, Cases, Changing

ASKED, ASKED_BOARD, ANSWERED = "more information asked", "the board asked", "answered"


async def ask(  # noqa: PLR0913 -- what, until when, by whom
    number: int,
    items: Sequence[str],
    due_on: date,
    words: str,
    act: Act,
    *,
    seen: int | None = None,
    cases: Cases,
) -> Case:
    """Ask the applicant for something by mail; it is their move until they answer."""
    async with cases.changing(number, act, seen=seen) as changing:
        refuse_ended(changing.case)
        _refuse_uncorrected(changing.application)
        _refuse_past(due_on, cases.today(act.at))
        question = "\n".join(items)
        kind = HoldKind.INFORMATION
        hold = await changing.store.holds.add(number, kind, question, due_on, act)
        values = {"items": listed(hold), "due": in_words(due_on), "words": words}
        letter = CaseLetter(
            key=f"mail:information:{hold.number}", kind="more-information", values=values
        )
        await cases.write(letter, changing.case, act, store=changing.store)
        return await _kept(changing, ASKED, f"{question}\nby {due_on.isoformat()}", act, cases)


async def ask_board(
    number: int,
    question: str,
    due_on: date,
    act: Act,
    *,
    seen: int | None = None,
    cases: Cases,
) -> Case:
    """Note a question that staff put to the board, which has no account."""
    async with cases.changing(number, act, seen=seen) as changing:
        refuse_ended(changing.case)
        _refuse_past(due_on, cases.today(act.at))
        await changing.store.holds.add(number, HoldKind.BOARD, question, due_on, act)
        said = f"{question}\nby {due_on.isoformat()}"
        return await _kept(changing, ASKED_BOARD, said, act, cases)


async def answered(
    number: int,
    answer: str,
    act: Act,
    *,
    kind: HoldKind | None = None,
    seen: int | None = None,
    cases: Cases,
) -> Case:
    """Note an answer to what was asked last, or last of a kind; it is our move again."""
    async with cases.changing(number, act, seen=seen) as changing:
        waiting = [one for one in changing.case.open_holds if kind in (None, one.kind)]
        if not waiting:
            raise ConflictError(f"Nothing is asked about {changing.application.id}.")
        last = waiting[-1].kind
        for hold in waiting:
            if hold.kind is last:
                await _close(hold, answer, act, changing, cases)
        return await _kept(changing, ANSWERED, f"{last}: {answer}".rstrip(": "), act, cases)


async def close_all(changing: Changing, answer: str, act: Act, *, cases: Cases) -> None:
    """Close what is asked about a case that is decided."""
    for hold in changing.case.open_holds:
        await _close(hold, answer, act, changing, cases)


def refuse_ended(case: Case) -> None:
    """Raise ConflictError where nothing more is asked."""
    application = case.application
    if not application.is_open:
        raise ConflictError(f"{application.id} is {application.state}: nothing more is asked.")


def _refuse_uncorrected(application: Application) -> None:
    """Ask nothing that would tell of what is taken back, before the letter does that says so."""
    if not application.is_told:
        raise ConflictError(
            f"{application.id} was told otherwise: send the letter first that corrects it, with "
            f"`rsp tell {application.id}`."
        )


def reminder_key(hold: int) -> str:
    """Return the key of the letter that reminds of a question."""
    return f"mail:reminder:{hold}"


def listed(hold: Hold) -> str:
    """Return the items of a question as letters list them."""
    return "\n".join(f"- {item}" for item in hold.question.splitlines() if item.strip())


async def _close(hold: Hold, answer: str, act: Act, changing: Changing, cases: Cases) -> None:
    await changing.store.holds.close(hold.number, answer, act)
    await cases.telling.void(reminder_key(hold.number), store=changing.store)


async def _kept(changing: Changing, what: str, said: str, act: Act, cases: Cases) -> Case:
    return await cases.keep(changing, changing.application, act, what, now_is=said)


def _refuse_past(due_on: date, today: date) -> None:
    if due_on <= today:
        raise ConflictError(f"{due_on.isoformat()} is not to come: choose a later day.")
