"""Which case a command is about, and what it shows afterwards."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Self

from bot.domain.application import State, application_id
from bot.domain.case import Case, why_not_registered
from bot.domain.people import Act, Person, Standing
from bot.domain.secrets import has_credential
from bot.domain.ways import ways
from bot.errors import ConflictError, UsageError
from bot.forms.days import leading_day
from bot.forms.form import HOLDS_ONE, Faults, Form
from bot.messages import cases as messages
from bot.messages.message import Message
from bot.use_cases.cases import Cases, refuse_unseen
from bot.use_cases.deciding import Ruling, decide
from bot.world import World
from commands.invocation import Invocation, how_to_type

_APPLICATION = re.compile(r"APP-(\d{1,9})", re.IGNORECASE)
_SEEN = "--seen"
# As those of an application; Python reads no number of 5 000 digits.
_MOST_DIGITS = 9

Became = Case | Message | Form | Faults
"""What became of a command: a case that is shown, or what is said of itself."""
Run = Callable[[Invocation, World], Awaitable[Message | Form | Faults]]


def is_application_id(word: str) -> bool:
    return _APPLICATION.fullmatch(word) is not None


def application_number(word: str) -> int:
    match = _APPLICATION.fullmatch(word)
    if match is None:
        raise UsageError(f"`{word}` is not an application; they look like APP-12.")
    return int(match[1])


@dataclass(frozen=True, kw_only=True)
class About:
    """A command that is about one case."""

    number: int
    seen: int | None
    """The version that the person saw; None where nobody says."""
    words: tuple[str, ...]
    """What follows the case's id."""
    invocation: Invocation
    world: World

    @classmethod
    def read(cls, invocation: Invocation, world: World) -> Self:
        name, *others = invocation.words
        if not others:
            raise UsageError(how_to_type(name))
        return cls(
            number=application_number(others[0]),
            seen=_seen(invocation),
            words=tuple(others[1:]),
            invocation=invocation,
            world=world,
        )

    @property
    def act(self) -> Act:
        return self.invocation.act

    @property
    def cases(self) -> Cases:
        return self.world.cases

    @property
    def today(self) -> date:
        """Return the day in the program's zone."""
        return self.cases.today(self.act.at)

    @property
    def is_at_a_terminal(self) -> bool:
        return self.invocation.caller.channel is None

    @property
    def text(self) -> str:
        """Return what follows the case's id as one text; a credential is refused."""
        return plain(" ".join(self.words))

    def refuse_words(self) -> None:
        if self.words:
            raise UsageError(how_to_type(self.invocation.words[0]))

    def leading_day(self) -> tuple[date | None, str]:
        """Return the day that the words begin with, and what follows it."""
        try:
            day, others = leading_day(self.words, self.today)
        except ValueError as error:
            raise UsageError(str(error)) from error
        return day, " ".join(others)

    async def find(self) -> Case:
        """Return the case; ConflictError where it is not what the person saw any more."""
        found = await self.cases.find(self.number, self.act.at)
        refuse_unseen(found, self.seen)
        return found

    async def standing(self) -> Standing:
        return await self.world.people.standing(self.act.by)

    def form_command(self, case: Case, *more: str) -> tuple[str, ...]:
        """Return the command that a form completes, which changes nothing but what was seen."""
        name, id_ = self.invocation.words[0], application_id(self.number)
        return (name, id_, *more, _SEEN, str(case.application.version))


def on_case(do: Callable[[About], Awaitable[Became]]) -> Run:
    """Make a command of what is done about one case, which is shown as it is then."""

    async def run(invocation: Invocation, world: World) -> Message | Form | Faults:
        about = About.read(invocation, world)
        try:
            came = await do(about)
        except ConflictError as error:
            return await _conflict(str(error), about)
        return await shown_to(about.act.by, came, world) if isinstance(came, Case) else came

    return run


async def shown_to(person: Person, case: Case, world: World) -> Message:
    """Show a case with the ways on that are open to this person."""
    return messages.case(case, ways(case, (await world.people.standing(person)).role))


def plain(text: str) -> str:
    """Return a text in which there is no credential."""
    if has_credential(text):
        raise UsageError(HOLDS_ONE)
    return text


def why_blocked(case: Case, to: State) -> Message | None:
    """Say what keeps an approval up; None where nothing does.

    Raises ConflictError where the case does not go there from where it is.
    """
    case.application.move(to)
    faults = why_not_registered(case.application, case.judged, to=to)
    return messages.blocked(case, faults, to) if faults else None


async def decided(ruling: Ruling, about: About) -> Message:
    """Decide, and show what was decided with the letter that waits to tell it."""
    case = await decide(about.number, ruling, about.act, seen=about.seen, cases=about.cases)
    decision = case.application.decision
    letter = (one for one in case.letters if decision and one.key == decision.letter)
    return messages.decided(case, next(letter, None))


async def _conflict(why: str, about: About) -> Message:
    case = await about.cases.find(about.number, about.act.at)
    return messages.conflict(why, case, ways(case, (await about.standing()).role))


def _seen(invocation: Invocation) -> int | None:
    typed = invocation.options.get(_SEEN)
    if typed is None:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= _MOST_DIGITS):
        raise UsageError(f"`{_SEEN}` wants the number of a version, as buttons have it.")
    return int(typed)
