"""rsp ready DOI… — what would our check of an application say about these examples?"""

from bot.domain.doi import Entry
from bot.domain.readiness import Readiness
from bot.domain.reports import report_key
from bot.errors import UsageError
from bot.forms.form import Faults, Form
from bot.forms.ready import DOIS, read_tried, ready_form
from bot.messages import readiness as messages
from bot.messages.message import Message
from bot.use_cases import ready
from bot.world import World
from commands.checking import check_number, watched
from commands.invocation import Invocation


async def run(invocation: Invocation, world: World) -> Message | Form | Faults:
    _, *words = invocation.words
    if not words and not invocation.answers:
        return ready_form(("ready", *invocation.options))
    entries = _entries(words) if words else read_tried(invocation.answers)
    if isinstance(entries, Faults):
        return entries
    return messages.message(await _tried(entries, invocation, world))


def _entries(words: list[str]) -> tuple[Entry, ...]:
    read = read_tried({DOIS.name: "\n".join(words)})
    if isinstance(read, Faults):
        raise UsageError(" ".join(read.by_field.values()))
    return read


async def _tried(entries: tuple[Entry, ...], invocation: Invocation, world: World) -> Readiness:
    """Check while whoever asked waits; what is interrupted is told by its report."""
    found = await ready.check_readiness(
        entries,
        invocation.act,
        measure=ready.measure_of(world.cases, invocation.act.at),
        checking=watched(world, invocation, entries),
        kept=invocation.caller.kept,
    )
    invocation.caller.owes(report_key(check_number(found.check)))
    return found
