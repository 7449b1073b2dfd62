"""rsp tell APP-12 — send the letter that tells a decision."""

from bot.domain.case import Case
from bot.use_cases import deciding
from commands.cases import About, on_case


@on_case
async def run(about: About) -> Case:
    about.refuse_words()
    return await deciding.tell(about.number, about.act, seen=about.seen, cases=about.cases)
