"""rsp share COMMAND… — what a command that reads answers, for everybody in the channel."""

from bot.errors import UsageError
from bot.messages.message import Message, Refusal, say
from bot.use_cases.knocks import claim
from bot.world import World
from commands import dispatch
from commands.invocation import Invocation, how_to_type


async def run(invocation: Invocation, world: World) -> Message:
    name, *shared = invocation.words
    share = invocation.caller.share
    if share is None:
        raise UsageError("Sharing is for Slack: here nobody else reads.")
    if not shared or shared[0] == name:
        raise UsageError(how_to_type(name))
    if dispatch.writes(shared):
        raise UsageError(f"`{shared[0]}` does something; only what reads can be shared.")
    answer = await dispatch.answer(shared, invocation.act, world)
    # What only reads asks no form.
    if not isinstance(answer, Message) or isinstance(answer.data, Refusal):
        return answer if isinstance(answer, Message) else say("There is nothing to share.")
    if answer.is_private:
        raise UsageError("This is not for everybody: by the links in it others could act.")
    act, database = invocation.act, world.database
    await claim(act, database=database)
    await share(answer)
    async with database.begin() as store:
        await store.journal.add(
            act, " ".join(shared), "shared", after=invocation.caller.channel or ""
        )
    return say("Shared: everybody in this channel can see it now.")
