"""rsp place APP-12 — say where an application stands that was old when it came."""

from bot.domain.application import OPEN
from bot.errors import UsageError
from bot.forms.cases import STATE, place_form, read_state
from bot.use_cases import moving
from commands.cases import About, Became, on_case
from commands.usage import nearest


@on_case
async def run(about: About) -> Became:
    typed = " ".join(about.words) or about.invocation.answers.get(STATE.name, "")
    if not typed:
        return place_form(about.form_command(await about.find()))
    state = read_state(typed)
    if state not in OPEN:
        known = ", ".join(f"`{one.replace(' ', '-')}`" for one in OPEN)
        raise UsageError(f"A case cannot be put at `{typed}`{nearest(typed, OPEN)}; only {known}.")
    return await moving.place(about.number, state, about.act, seen=about.seen, cases=about.cases)
