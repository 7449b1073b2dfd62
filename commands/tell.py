"""rsp tell APP-12 — send the letter that tells a decision."""

from bot.domain.case import Case
from bot.messages import cases as messages
from bot.messages.message import Message
from bot.use_cases import deciding
from bot.use_cases.untold import untold_letters
from commands.cases import About, on_case


@on_case
async def run(about: About) -> Case | Message:
    about.refuse_words()
    case = await deciding.tell(about.number, about.act, seen=about.seen, cases=about.cases)
    return case if case.application.is_told else messages.rewritten(case, untold_letters(case))
