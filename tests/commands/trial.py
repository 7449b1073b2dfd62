"""A word for tests: it does what its first word says, as a command of the program might."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast

import pytest

from bot.errors import ConflictError, OutsideError, RepeatedKnock, UnsureError
from bot.forms.form import Faults, Field, Form, find_faults
from bot.messages.message import Internal, Message, Outcome, Said, Text, say
from bot.world import World
from commands.invocation import Invocation
from commands.table import WORDS, Option, Word

WORD = Word(
    module="tests.commands.trial",
    usage=("trial HOW",),
    help="does as it is told",
    may="staff",
    writes=True,
    arguments=(),
    options=(Option("--json", "one JSON object"), Option("--file", "a file", "F")),
    answers=("name", "note"),
)
FIELDS = (Field(name="name", label="Name?"), Field(name="note", label="Note?", is_required=False))
ERRORS: dict[str, Exception] = {
    "bug": ZeroDivisionError("a secret"),
    "again": RepeatedKnock(),
    "refuse": ConflictError("The rules say no."),
    "silent": OutsideError("DataCite did not answer."),
    "unsure": UnsureError("It may have been sent."),
}


@pytest.fixture
def trial() -> Iterator[None]:
    WORDS["trial"] = WORD
    yield
    del WORDS["trial"]


async def run(invocation: Invocation, world: World) -> Message | Form | Faults:
    how = invocation.only_word()
    if how in ERRORS:
        raise ERRORS[how]
    if how in ASKING:
        return ASKING[how](invocation)
    return await _done(how, invocation)


async def _done(how: str, invocation: Invocation) -> Message:
    match how:
        case "sure":
            sure = invocation.caller.sure
            return say(str(sure and await sure(say("Would do it."))))
        case "who":
            return say(invocation.act.by.signature)
        case "read":
            return say("|".join(await invocation.lines(invocation.options["--file"], 1000)))
        case "sleep":
            await asyncio.sleep(60)
        case "undrawable":
            return Internal((cast("Text", "no part"),), Said("odd"))
        case "count":
            invocation.caller.progress(1, 2, 0)
    return Internal((Text("Done."),), Said("done"), Outcome.DONE)


def _form(invocation: Invocation) -> Message | Form | Faults:
    if "name" not in invocation.answers:
        return Form(
            command=invocation.words, title="A trial", fields=FIELDS, answers=invocation.answers
        )
    return find_faults(FIELDS, invocation.answers) or say(str(dict(invocation.answers)))


def _wary(invocation: Invocation) -> Message | Form | Faults:
    if invocation.answers.get("name", "").istitle():
        return Faults({"name": "No capital letters."})
    return _form(invocation)


def _steps(invocation: Invocation) -> Message | Form | Faults:
    """Ask the name first, then the note."""
    first, later = FIELDS[:1], (replace(FIELDS[1], is_required=True),)
    if invocation.has("--file"):
        return say(str(dict(invocation.answers)))
    is_second = bool(invocation.answers) and "note" not in invocation.answers
    return Form(
        command=(*invocation.words, *(("--file", "2") if is_second else ())),
        title="A trial",
        fields=later if is_second else first,
        answers={} if is_second else invocation.answers,
        later=() if is_second else later,
    )


ASKING: dict[str, Callable[[Invocation], Message | Form | Faults]] = {
    "form": _form,
    "wary": _wary,
    "steps": _steps,
}
