"""rsp edit OUT-7 — change a letter that has not left yet, for this case alone."""

import re

from bot.errors import UsageError
from bot.forms import letters
from bot.forms.form import Faults, Form, find_faults
from bot.messages.letter_templates import LONGEST
from bot.messages.message import Message
from bot.use_cases import editing
from bot.use_cases.editing import Editable, Wording
from bot.world import World
from commands.invocation import Invocation, how_to_type
from commands.outbox import delivery_number, shown
from commands.wording import wording_form

FIELDS = (
    letters.subject(limit=200),
    letters.text(
        hint="The foot of every letter follows by itself; the HTML is made from this.",
        limit=LONGEST,
    ),
)
_VERSION = re.compile("[0-9a-f]{12}")
_NOTHING_TOLD = (
    "Say what is new: `rsp edit {0} subject='…'`, or text=\"$(cat letter.txt)\" for a text of "
    "several lines. `rsp show {0}` shows what it says now."
)


async def run(invocation: Invocation, world: World) -> Message | Form | Faults:
    match invocation.words[1:]:
        case [thing]:
            return await _begin(delivery_number(thing), invocation, world)
        case [thing, version] if _VERSION.fullmatch(version):
            return await _keep(delivery_number(thing), version, invocation, world)
    raise UsageError(how_to_type("edit"))


async def _begin(number: int, invocation: Invocation, world: World) -> Message | Form | Faults:
    """Open a form with what it says; at a terminal nobody types a letter line by line."""
    editable = await editing.read(number, database=world.database)
    if invocation.caller.channel is not None:
        return _form(editable, invocation)
    if not invocation.answers:
        raise UsageError(_NOTHING_TOLD.format(editable.id))
    return await _keep(number, editable.version, invocation, world, before=editable.wording)


async def _keep(
    number: int,
    version: str,
    invocation: Invocation,
    world: World,
    *,
    before: Wording | None = None,
) -> Message | Faults:
    answers = {**_answers(before), **invocation.answers}
    if faults := find_faults(FIELDS, answers):
        return faults
    wording = Wording(subject=answers["subject"], text=answers["text"])
    wrong = await editing.edit(
        number, wording, invocation.act, version=version, database=world.database
    )
    return wrong or await shown(number, invocation, world)


def _form(editable: Editable, invocation: Invocation) -> Form:
    answers = {**_answers(editable.wording), **invocation.answers}
    return wording_form(("edit", editable.id), editable.version, FIELDS, answers)


def _answers(wording: Wording | None) -> dict[str, str]:
    return {"subject": wording.subject, "text": wording.text} if wording else {}
