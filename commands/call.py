"""rsp call APP-12 — note how it stands with the verification call."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.application import State
from bot.domain.case import Case
from bot.errors import UsageError
from bot.use_cases import moving
from commands.cases import About, on_case, plain
from commands.invocation import how_to_type

_STATES: Mapping[str, State] = {
    "scheduled": State.CALL_SCHEDULED,
    "held": State.CALL_HELD,
    # Then a new time is looked for.
    "cancelled": State.CONTACTED,
    "no-show": State.CONTACTED,
}


@on_case
async def run(about: About) -> Case:
    how, *others = about.words or ("",)
    if how.lower() not in _STATES:
        raise UsageError(how_to_type("call"))
    day, note = replace(about, words=tuple(others)).leading_day()
    to = _STATES[how.lower()]
    said = (how.lower() if to is State.CONTACTED else "", day.isoformat() if day else "", note)
    return await moving.move(
        about.number,
        to,
        plain(" ".join(filter(None, said))),
        about.act,
        seen=about.seen,
        cases=about.cases,
    )
