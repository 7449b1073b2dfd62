"""rsp answered APP-12 — note an answer to what was asked: it is our move again."""

from bot.domain.case import Case
from bot.domain.hold import HoldKind
from bot.errors import UsageError
from bot.use_cases import holding
from commands.cases import About, on_case

_KINDS = {"--applicant": HoldKind.INFORMATION, "--board": HoldKind.BOARD}


@on_case
async def run(about: About) -> Case:
    kinds = [kind for option, kind in _KINDS.items() if about.invocation.has(option)]
    if len(kinds) > 1:
        raise UsageError(f"Choose one of {', '.join(_KINDS)}; without any, who was asked last.")
    kind = kinds[0] if kinds else None
    return await holding.answered(
        about.number, about.text, about.act, kind=kind, seen=about.seen, cases=about.cases
    )
