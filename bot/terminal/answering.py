"""One command and its answer: drawn, or as JSON."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rich.console import Console

from bot.domain.people import Act, Person
from bot.forms.form import Faults, Field, Form
from bot.messages.json import pieces
from bot.messages.message import Message, Outcome, Refusal, refuse
from bot.terminal import progress
from bot.terminal.ask import Read, ask
from bot.terminal.draw import draw
from bot.terminal.files import read_file
from bot.world import World
from commands import dispatch
from commands.invocation import Caller

_GO_ON = Form(
    command=(),
    title="Go on?",
    fields=(Field(name="sure", label="Go on?", choices=("yes", "no")),),
)
_STOPPED = "Stopped. `rsp checks` lists checks; `rsp show --resume CHK-12` goes on with one."


@dataclass(frozen=True, kw_only=True)
class Terminal:
    world: World
    person: Person
    out: Console
    err: Console
    read: Read | None
    """None where there is nobody to ask."""

    async def run(self, words: Sequence[str]) -> Outcome:
        """Run one command and show its answer."""
        try:
            answer = await self._answer(words)
        except asyncio.CancelledError:
            draw(refuse(_STOPPED), self.err)
            raise
        if is_json_wanted(words):
            for piece in pieces(answer.data):
                self.out.file.write(piece)
        # A script reads the standard output; why there is nothing to read is for a person too.
        if isinstance(answer.data, Refusal):
            draw(answer, self.err)
        elif not is_json_wanted(words):
            draw(answer, self.out)
        return answer.outcome

    async def _answer(self, words: Sequence[str]) -> Message:
        answer = await self._dispatch(words, {})
        while isinstance(answer, Form):
            if self.read is None:
                return _nobody_to_ask(answer)
            try:
                answer = await self._asked(answer, self.read)
            except EOFError:
                return refuse("Nothing was done: a question was not answered.", Outcome.USAGE)
        return _named(answer) if isinstance(answer, Faults) else answer

    async def _asked(self, form: Form, read: Read) -> dispatch.Answer:
        """Ask a form, and once more what was answered wrongly."""
        answers = await ask(form, read)
        answer = await self._dispatch(form.command, answers)
        while isinstance(answer, Faults) and (wrong := _answered_wrongly(form, answer)):
            draw(_named(answer), self.err)
            right = {name: said for name, said in answers.items() if name not in answer.by_field}
            answers = await ask(replace(form, fields=wrong, answers=right), read)
            answer = await self._dispatch(form.command, answers)
        return answer

    async def _dispatch(self, words: Sequence[str], answers: Mapping[str, str]) -> dispatch.Answer:
        act = Act(by=self.person, at=self.world.clock())
        with progress.shown(self.err) as show:
            sure = self._sure if self.read else None
            caller = Caller(read_file=read_file, progress=show, sure=sure)
            return await dispatch.answer(words, act, self.world, answers=answers, caller=caller)

    async def _sure(self, message: Message) -> bool:
        # The standard output has what became of it alone.
        draw(message, self.err)
        try:
            return self.read is not None and "yes" in (await ask(_GO_ON, self.read)).values()
        except EOFError:
            return False


def _named(faults: Faults) -> Message:
    said = (f"{name}: {fault}" for name, fault in faults.by_field.items())
    return refuse("\n".join(said), Outcome.USAGE)


def _answered_wrongly(form: Form, faults: Faults) -> tuple[Field, ...]:
    """Return the questions to be asked again; none where something else is wrong too."""
    wrong = tuple(f for f in form.fields if f.name in faults.by_field and not f.is_file)
    return wrong if len(wrong) == len(faults.by_field) else ()


def is_json_wanted(words: Sequence[str]) -> bool:
    options = words[: words.index("--")] if "--" in words else words
    return "--json" in options


def _nobody_to_ask(form: Form) -> Message:
    asked = (*form.fields, *form.later)
    missing = ", ".join(
        f"{field.name}=…" for field in asked if field.fault(form.answers.get(field.name, ""))
    )
    # What was begun elsewhere may have answered it all, and is not gone on with unseen.
    lacks = f"the command lacks {missing}" if missing else "the form wants to be looked through"
    said = (
        f"There is no terminal to ask in, and {lacks};"
        f" `rsp {form.command[0]} --help` shows every way to give it."
    )
    return refuse(said, Outcome.USAGE)
