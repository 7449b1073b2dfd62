"""rsp approve APP-12 — approve an application; its letter waits."""

from bot.domain.application import State
from bot.use_cases.deciding import Ruling
from commands.cases import About, Became, decided, on_case, why_blocked


@on_case
async def run(about: About) -> Became:
    about.refuse_words()
    if blocked := why_blocked(await about.find(), State.APPROVED):
        return blocked
    return await decided(Ruling(to=State.APPROVED), about)
