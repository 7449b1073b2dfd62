"""rsp approve APP-12 — approve an application; its letter waits."""

from bot.domain.application import State
from bot.use_cases.deciding import Verdict
from commands.cases import About, Came, decided, on_case, why_blocked


@on_case
async def run(about: About) -> Came:
    about.refuse_words()
    if blocked := why_blocked(await about.find(), State.APPROVED):
        return blocked
    return await decided(Verdict(to=State.APPROVED), about)
