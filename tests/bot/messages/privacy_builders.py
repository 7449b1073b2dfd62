"""What the bot can say of what is kept about things and people, for the tests of messages."""

from collections.abc import Callable

from bot.domain.application import Filed
from bot.domain.privacy import Erased, Known, Mention
from bot.messages import journal, privacy
from bot.messages.message import Internal
from tests.bot.domain.cases import a_provider, an_application
from tests.bot.messages.contact_builders import a_contact, a_letter
from tests.bot.messages.outbox_builders import a_noted
from tests.factories import MARCH_2


def log(count: int, text: str) -> Internal:
    # Nobody signs with nothing.
    by = text or "USTAFF"
    noted = a_noted(by=by, door=text, subject=text, what=text, before=text, after=text)
    return journal.log(text, [noted] * count)


def known(count: int, text: str) -> Internal:
    found = Known(
        address=text,
        contact=a_contact(text) if count else None,
        deliveries=tuple(a_letter(text, number) for number in range(count)),
        journal=(a_noted(at=MARCH_2, what=text),) * count,
        applications=(an_application(filed=Filed(organisation=text)),) * count,
        providers=(a_provider(name=text),) * count,
        mentions=(Mention(table="evidence", id=text, texts=(text,)),) * count,
    )
    return privacy.known(found)


def erased(count: int, text: str) -> Internal:
    found = Erased(
        address=text,
        is_done=bool(count % 2),
        rows={f"{text}{number}": number for number in range(count)},
        ids={f"{text}0": (text,) * count},
        unsent=(text,) * (count // 2),
        left=(text,) * count,
        letters=(text,) * count,
    )
    return privacy.erased(found)


BUILDERS: dict[str, Callable[[int, str], Internal]] = {
    "journal.log": log,
    "privacy.erased": erased,
    "privacy.known": known,
}
