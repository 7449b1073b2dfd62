"""rsp notify — how whoever asks is called in Slack when they must act."""

from bot.domain.nudges import Nudges
from bot.domain.people import SLACK
from bot.errors import UsageError
from bot.messages.message import Button, Internal, Message, Said, Text
from bot.world import World
from commands.invocation import Invocation, how_to_type

_SAYS = {
    Nudges.IN_THREAD: "When you must act, you are called by a reply in the thread of the card.",
    Nudges.DIRECTLY: "When you must act, you are called by a direct message.",
}
_OTHER = {
    Nudges.IN_THREAD: Button("Rather by a direct message", f"notify {Nudges.DIRECTLY}"),
    Nudges.DIRECTLY: Button("Rather in the thread", f"notify {Nudges.IN_THREAD}"),
}
_WAYS = {nudges.value: nudges for nudges in Nudges}


async def run(invocation: Invocation, world: World) -> Message:
    if invocation.act.door != SLACK:
        raise UsageError("This is for Slack: nobody is called at a terminal.")
    match invocation.words[1:]:
        case []:
            return _says(await _now(invocation, world))
        case [way] if way in _WAYS:
            return _says(await _choose(_WAYS[way], invocation, world))
    raise UsageError(how_to_type("notify"))


async def _now(invocation: Invocation, world: World) -> Nudges:
    async with world.database.read() as store:
        return await store.readers.nudges(invocation.act.by.user)


async def _choose(nudges: Nudges, invocation: Invocation, world: World) -> Nudges:
    act, user = invocation.act, invocation.act.by.user
    async with world.database.begin(act) as store:
        before = await store.readers.nudges(user)
        await store.readers.choose(user, nudges)
        await store.journal.add(act, user, "how to be called", before=before, after=nudges)
    return nudges


def _says(nudges: Nudges) -> Message:
    return Internal((Text(_SAYS[nudges]), _OTHER[nudges]), Said(_SAYS[nudges]))
