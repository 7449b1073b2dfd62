"""rsp live — what would leave; `--yes` lets it."""

from bot.domain.people import Role
from bot.errors import UsageError
from bot.messages import live as messages
from bot.messages.message import Message
from bot.use_cases.live import GoingLive
from bot.world import World
from commands.invocation import Invocation, how_to_type


async def run(invocation: Invocation, world: World) -> Message:
    if len(invocation.words) > 1:
        raise UsageError(how_to_type("live"))
    going = GoingLive.of(world.settings, telling=world.telling, database=world.database)
    if invocation.has("--yes"):
        await world.people.require(Role.APPROVER, invocation.act.by)
        await going.go(invocation.act)
    return messages.live(await going.look(invocation.act.at))
