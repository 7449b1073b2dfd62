"""rsp letters — the letters as they would leave; approvers edit and restore them."""

import re
from collections.abc import Mapping
from dataclasses import asdict

from bot.domain.letters import LetterText
from bot.domain.people import Role
from bot.errors import UsageError
from bot.forms import letters
from bot.forms.form import Faults, Field, Form, find_faults
from bot.messages import letter_views as messages
from bot.messages.letter_faults import faults
from bot.messages.letter_kinds import FILES, values_of
from bot.messages.letter_templates import LONGEST
from bot.messages.letter_views import Shown
from bot.messages.message import Message
from bot.world import World
from commands.invocation import Invocation, how_to_type
from commands.wording import wording_form

_NUMBER = re.compile(r"\d{1,9}")


async def run(invocation: Invocation, world: World) -> Message | Form | Faults:
    match invocation.words[1:]:
        case []:
            invocation.refuse_options("--json", beside="all letters")
            return messages.kinds(await world.letters.listed(database=world.database))
        case ["edit", kind]:
            return await _edit(kind, invocation, world)
        case ["edit", kind, version] if _NUMBER.fullmatch(version):
            return await _filled_in(kind, int(version), invocation, world)
        case ["restore", kind, number] if _NUMBER.fullmatch(number):
            return await _restore(kind, int(number), invocation, world)
        case [kind] if kind not in ("edit", "restore"):
            return await _show(kind, invocation, world)
    raise UsageError(how_to_type("letters"))


async def _show(kind: str, invocation: Invocation, world: World) -> Message:
    shown = await _shown(kind, world)
    return messages.html(shown) if invocation.has("--html") else messages.shown(shown)


async def _edit(kind: str, invocation: Invocation, world: World) -> Message | Form | Faults:
    """Open a form with what is in use; at a terminal nobody types a letter line by line."""
    await world.people.require(Role.APPROVER, invocation.act.by)
    shown = await _shown(kind, world)
    answers = {**asdict(shown.template), **invocation.answers}
    if invocation.caller.channel is not None:
        return _form(shown, answers)
    if invocation.answers:
        return await _keep(shown, shown.version, answers, invocation, world)
    return messages.template(shown)


async def _filled_in(
    kind: str, version: int, invocation: Invocation, world: World
) -> Message | Faults:
    """Take a form that was opened when `version` was the newest one."""
    await world.people.require(Role.APPROVER, invocation.act.by)
    shown = await _shown(kind, world)
    return await _keep(shown, version, invocation.answers, invocation, world)


async def _keep(
    shown: Shown, version: int, answers: Mapping[str, str], invocation: Invocation, world: World
) -> Message | Faults:
    kind = shown.kind.name
    if found := find_faults(_fields(kind), answers):
        return found
    text = LetterText(**{field: answers.get(field, "") for field in FILES})
    # Against what somebody else wrote meanwhile nothing is held: it is refused as a whole.
    before = shown.template if version == shown.version else None
    if wrong := faults(kind, text, before=before):
        return Faults(wrong)
    number = await world.letters.edit(
        kind, text, invocation.act, version=version, database=world.database
    )
    return messages.kept(kind, number)


async def _restore(kind: str, number: int, invocation: Invocation, world: World) -> Message:
    await world.people.require(Role.APPROVER, invocation.act.by)
    new = await world.letters.restore(kind, number, invocation.act, database=world.database)
    return messages.kept(kind, new)


async def _shown(kind: str, world: World) -> Shown:
    return await world.letters.shown(kind, database=world.database)


def _form(shown: Shown, answers: Mapping[str, str]) -> Form:
    kind = shown.kind.name
    command = ("letters", "edit", kind)
    return wording_form(command, f"{shown.version}", _fields(kind), answers)


def _fields(kind: str) -> tuple[Field, ...]:
    values = ", ".join(f"{{{{ {value.name} }}}}" for value in values_of(kind))
    hint = f"It may name {values}. The foot of every letter follows by itself."
    return (
        letters.subject(limit=1000),
        letters.text(hint=hint, limit=LONGEST),
        letters.html(limit=LONGEST),
    )
