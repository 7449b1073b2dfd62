"""rsp notify — how whoever asks is called in Slack when they must act."""

from bot.domain.calling import Calls
from bot.errors import UsageError
from bot.messages.message import Button, Internal, Message, Said, Text
from bot.world import World
from commands.invocation import Invocation, how_to_type

_SAYS = {
    Calls.IN_THREAD: "When you must act, you are called by a reply in the thread of the card.",
    Calls.DIRECTLY: "When you must act, you are called by a direct message.",
}
_OTHER = {
    Calls.IN_THREAD: Button("Rather by a direct message", f"notify {Calls.DIRECTLY}"),
    Calls.DIRECTLY: Button("Rather in the thread", f"notify {Calls.IN_THREAD}"),
}
_WAYS = {calls.value: calls for calls in Calls}


async def run(invocation: Invocation, world: World) -> Message:
    if invocation.act.door != "slack":
        raise UsageError("This is for Slack: nobody is called at a terminal.")
    match invocation.words[1:]:
        case []:
            return _says(await _now(invocation, world))
        case [way] if way in _WAYS:
            return _says(await _choose(_WAYS[way], invocation, world))
    raise UsageError(how_to_type("notify"))


async def _now(invocation: Invocation, world: World) -> Calls:
    async with world.database.read() as store:
        return await store.readers.calls(invocation.act.by.user)


async def _choose(calls: Calls, invocation: Invocation, world: World) -> Calls:
    act, user = invocation.act, invocation.act.by.user
    async with world.database.begin(act) as store:
        before = await store.readers.calls(user)
        await store.readers.choose(user, calls)
        await store.journal.add(act, user, "how to be called", before=before, after=calls)
    return calls


def _says(calls: Calls) -> Message:
    return Internal((Text(_SAYS[calls]), _OTHER[calls]), Said(_SAYS[calls]))
