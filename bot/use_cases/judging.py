"""What people say about criteria, beside what is found out."""

from dataclasses import replace

from bot.domain.assessment import Answer, Judged
from bot.domain.case import Case
from bot.domain.criteria import Status
from bot.domain.people import Act, Role, Standing, why_not
from bot.errors import ConflictError, ForbiddenError, NotFoundError
from bot.forms.criteria import Said
from bot.use_cases import evidence
from bot.use_cases.cases import Cases, Changing

SET, DISMISSED, RECHECKED = "set", "dismissed", "checked again"


async def say(
    number: int,
    said: Said,
    act: Act,
    *,
    standing: Standing,
    seen: int | None = None,
    cases: Cases,
) -> Case:
    """Keep what a person says about criteria, which always wins.

    "Waived by an approver with reason": raises ForbiddenError for others.
    """
    async with cases.changing(number, act, seen=seen) as changing:
        told = [(_judged(changing, one.key), one) for one in said.answers]
        left = [_judged(changing, key) for key in said.left]
        for judged, answer in told:
            _refuse_waiver(answer, standing)
            await changing.store.evidence.say(number, _signed(answer, judged, act))
        for judged in left:
            await changing.store.evidence.unsay(number, judged.criterion.key)
        before = (*(judged for judged, _ in told), *left)
        was = "\n".join(_in_words(judged.said, judged) for judged in before)
        now_is = "\n".join(_in_words(answer, judged) for judged, answer in told)
        return await cases.keep(changing, changing.application, act, SET, was=was, now_is=now_is)


async def dismiss(
    number: int,
    key: str,
    word: str,
    act: Act,
    *,
    seen: int | None = None,
    cases: Cases,
) -> Case:
    """Let what was found out about a criterion not count, until something else is found."""
    async with cases.changing(number, act, seen=seen) as changing:
        judged = _judged(changing, key)
        if not word.strip():
            raise ConflictError("Say in a word why it does not count.")
        if not await changing.store.evidence.dismiss(number, judged.criterion.key, word):
            raise ConflictError(f"Nothing was found out about {judged.criterion.key}.")
        said = f"{judged.criterion.key}: {word}"
        was = _in_words(judged.found, judged)
        return await cases.keep(
            changing, changing.application, act, DISMISSED, was=was, now_is=said
        )


async def recheck(number: int, act: Act, *, seen: int | None = None, cases: Cases) -> Case:
    """Look for evidence once more."""
    async with cases.changing(number, act, seen=seen) as changing:
        after = await evidence.begin(changing.application, act, store=changing.store)
        return await cases.keep(changing, after, act, RECHECKED)


def _judged(changing: Changing, key: str) -> Judged:
    found = next((one for one in changing.case.judged if one.criterion.key == key.upper()), None)
    if found is None:
        known = ", ".join(one.criterion.key for one in changing.case.judged)
        raise NotFoundError(f"There is no criterion {key} here; there are {known}.")
    return found


def _refuse_waiver(answer: Answer, standing: Standing) -> None:
    if answer.status is not Status.WAIVED:
        return
    if refused := why_not(Role.APPROVER, standing):
        raise ForbiddenError(f"Only an approver may waive a criterion. {refused}")
    if not answer.note.strip():
        raise ConflictError(f"Say why {answer.key} is waived.")


def _signed(answer: Answer, judged: Judged, act: Act) -> Answer:
    key = judged.criterion.key
    return replace(answer, key=key, by=act.by.signature, at=act.at, is_person=True)


def _in_words(answer: Answer | None, judged: Judged) -> str:
    if answer is None:
        return ""
    due = f" {answer.due_on.isoformat()}" if answer.due_on else ""
    said = f"{judged.criterion.key} {answer.status}{due}"
    more = " ".join(filter(None, (answer.note, answer.link)))
    return f"{said}: {more}" if more else said
