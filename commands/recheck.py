"""rsp recheck APP-12 — look again for what can be found out about an application."""

from bot.domain.case import Case
from bot.use_cases import judging
from commands.cases import About, on_case


@on_case
async def run(about: About) -> Case:
    about.refuse_words()
    return await judging.recheck(about.number, about.act, seen=about.seen, cases=about.cases)
