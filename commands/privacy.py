"""rsp privacy export EMAIL, rsp privacy erase EMAIL — what is kept about a person."""

from bot.domain.people import Role
from bot.errors import UsageError
from bot.forms.contacts import read_address
from bot.messages import privacy as messages
from bot.messages.message import Message
from bot.use_cases import privacy
from bot.world import World
from commands.invocation import Invocation, how_to_type


async def run(invocation: Invocation, world: World) -> Message:
    match invocation.words[1:]:
        case ["export", address]:
            invocation.refuse_options("--json", beside="`privacy export`")
            found = await privacy.know(_an_address(address), database=world.database)
            return messages.known(found)
        case ["erase", address]:
            return await _erase(_an_address(address), invocation, world)
    raise UsageError(how_to_type(invocation.words[0]))


async def _erase(address: str, invocation: Invocation, world: World) -> Message:
    if not invocation.has("--yes"):
        return messages.erased(await privacy.would_erase(address, database=world.database))
    await world.people.require(Role.APPROVER, invocation.act.by)
    act, database = invocation.act, world.database
    return messages.erased(await privacy.erase(address, act, database=database))


def _an_address(typed: str) -> str:
    try:
        return read_address(typed)
    except ValueError as error:
        raise UsageError(
            f"`{typed}` is no e-mail address, such as ada@example.org. {error}"
        ) from error
