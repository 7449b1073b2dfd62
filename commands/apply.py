"""rsp apply — log an application: by a form of three steps, or by words alone."""

from collections.abc import Mapping
from datetime import date

from bot.errors import UsageError
from bot.forms.applications import FIELDS, STEPS, read_fields, read_filing
from bot.forms.form import Faults, Form
from bot.messages.message import Message
from bot.use_cases import drafts, filing
from bot.world import World
from commands.cases import shown_to
from commands.invocation import Invocation, how_to_type

Answers = Mapping[str, str]

_WORD = "apply"
_REQUIRED = {field.name for field in FIELDS if field.is_required}
_NO_STEP = f"There are {len(STEPS)} steps: `rsp apply` begins, or goes on where you were."


async def run(invocation: Invocation, world: World) -> Message | Form | Faults:
    if len(invocation.words) > 1:
        raise UsageError(how_to_type(_WORD))
    today = world.cases.today(invocation.act.at)
    if invocation.has("--step"):
        return await _sent(_step(invocation.options["--step"]), today, invocation, world)
    typed = read_fields(invocation.answers, today)
    if isinstance(typed, Faults):
        return typed
    if typed.keys() >= _REQUIRED:
        return await _logged(typed, today, invocation, world)
    return await _begun(typed, invocation, world)


async def _begun(typed: Answers, invocation: Invocation, world: World) -> Form:
    """Ask the first step, with what was typed now, or sent before."""
    if invocation.has("--new"):
        await drafts.forget(_WORD, invocation.act, database=world.database)
    before = await drafts.begun(_WORD, invocation.act, database=world.database)
    first = {field.name for field in STEPS[0].fields}
    # What later steps ask is sent with the first one, and kept then: nobody has sent it yet.
    later = (f"{name}={said}" for name, said in typed.items() if name not in first)
    return _form(0, {**before, **typed}, *later)


async def _sent(
    step: int, today: date, invocation: Invocation, world: World
) -> Message | Form | Faults:
    """Keep what was sent of one step, and ask the next; after the last, log it all."""
    # A question that was left open is empty now, whatever it was before.
    asked = dict.fromkeys((field.name for field in STEPS[step].fields), "")
    said = read_fields({**asked, **invocation.answers}, today)
    if isinstance(said, Faults):
        return said
    everything = await drafts.go_on(_WORD, said, invocation.act, database=world.database)
    if step + 1 < len(STEPS):
        return _form(step + 1, everything)
    return await _logged(everything, today, invocation, world)


def _form(step: int, answers: Answers, *carried: str) -> Form:
    fields = STEPS[step].fields
    return Form(
        command=(_WORD, "--step", str(step + 1), *carried),
        title=STEPS[step].title,
        fields=fields,
        answers={field.name: answers[field.name] for field in fields if field.name in answers},
        button="Next" if step + 1 < len(STEPS) else "Log it",
        later=tuple(field for after in STEPS[step + 1 :] for field in after.fields),
    )


async def _logged(
    answers: Answers, today: date, invocation: Invocation, world: World
) -> Message | Faults:
    # A draft of an older version may hold what is not asked any more.
    known = {field.name: answers.get(field.name, "") for field in FIELDS}
    found = read_filing(known, today)
    if isinstance(found, Faults):
        return found
    act = invocation.act
    draft = _WORD if invocation.has("--step") else ""
    logged = await filing.log(found, act, draft=draft, cases=world.cases)
    case = await world.cases.find(logged.number, act.at)
    return await shown_to(act.by, case, world)


def _step(typed: str) -> int:
    known = {str(number + 1): number for number in range(len(STEPS))}
    if typed not in known:
        raise UsageError(_NO_STEP)
    return known[typed]
