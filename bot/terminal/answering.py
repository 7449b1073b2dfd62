"""One command and its answer: drawn, or as JSON."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console

from bot.domain.people import Act, Person
from bot.forms.form import Faults, Form
from bot.messages.json import pieces
from bot.messages.message import Message, Outcome, Refusal, refuse
from bot.terminal import progress
from bot.terminal.ask import Read, ask
from bot.terminal.draw import draw
from bot.terminal.files import read_file
from bot.world import World
from commands import dispatch
from commands.invocation import Caller

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
                answers = await ask(answer, self.read)
            except EOFError:
                return refuse("Nothing was done: a question was not answered.", Outcome.USAGE)
            answer = await self._dispatch(answer.command, answers)
        if isinstance(answer, Faults):
            faults = (f"{name}: {fault}" for name, fault in answer.by_field.items())
            return refuse("\n".join(faults), Outcome.USAGE)
        return answer

    async def _dispatch(self, words: Sequence[str], answers: Mapping[str, str]) -> dispatch.Answer:
        act = Act(by=self.person, at=self.world.clock())
        with progress.shown(self.err) as show:
            caller = Caller(read_file=read_file, progress=show)
            return await dispatch.answer(words, act, self.world, answers=answers, caller=caller)


def is_json_wanted(words: Sequence[str]) -> bool:
    options = words[: words.index("--")] if "--" in words else words
    return "--json" in options


def _nobody_to_ask(form: Form) -> Message:
    missing = ", ".join(
        f"{field.name}=…" for field in form.fields if field.fault(form.answers.get(field.name, ""))
    )
    name = form.command[0]
    said = (
        f"There is no terminal to ask in, and the command lacks {missing};"
        f" `rsp {name} --help` shows every way to give it."
    )
    return refuse(said, Outcome.USAGE)
