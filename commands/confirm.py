"""rsp confirm ADDRESS, APP-12 — ask by mail whether an address is its owner's."""

from bot.errors import UsageError
from bot.forms.contacts import ADDRESS, contact_form, read_contact
from bot.forms.form import Faults, Form
from bot.messages import contacts as messages
from bot.messages.message import Message
from bot.use_cases.contacts import AddressBook
from bot.use_cases.drawing import missing_in
from bot.world import World
from commands.cases import application_number, is_application_id
from commands.invocation import Invocation, how_to_type


async def run(invocation: Invocation, world: World) -> Message | Form | Faults:
    name, *words = invocation.words
    if len(words) > 1:
        raise UsageError(how_to_type(name))
    answers = dict(invocation.answers)
    if words:
        answers[ADDRESS.name] = await _address(words[0], invocation, world)
    if ADDRESS.name not in answers:
        return contact_form((name, *invocation.options), answers)
    named = read_contact(answers)
    if isinstance(named, Faults):
        return named
    book = AddressBook(database=world.database, telling=world.telling, letters=world.letters)
    is_again = invocation.has("--again")
    found = await book.ask(named, invocation.act, is_again=is_again)
    return messages.asked(found, missing_in(world.settings))


async def _address(word: str, invocation: Invocation, world: World) -> str:
    """Return the address that is typed, or the one of a case's contact."""
    if not is_application_id(word):
        return word
    case = await world.cases.find(application_number(word), invocation.act.at)
    return case.contact.address
