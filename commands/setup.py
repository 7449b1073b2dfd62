"""rsp setup — what works, what does not and why, and what to do about it."""

from bot.errors import UsageError
from bot.messages import setup as messages
from bot.messages.message import Message
from bot.use_cases import setup
from bot.use_cases.looking import Looking
from bot.world import World
from commands.invocation import Invocation, how_to_type
from commands.scopes import SCOPES


async def run(invocation: Invocation, world: World) -> Message:
    if len(invocation.words) > 1:
        raise UsageError(how_to_type("setup"))
    looking = Looking(
        settings=world.settings,
        scopes=SCOPES,
        slack=world.slack,
        mailer=world.mailing.mailer if world.mailing else None,
        database=world.database,
        neighbours=world.checking.neighbours,
        clock=world.clock,
    )
    return messages.setup(await setup.look(looking))
