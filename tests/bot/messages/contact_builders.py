"""What the bot can say of contacts, for the tests of every message."""

from dataclasses import replace

from bot.domain.contact import Contact
from bot.domain.delivery import Audience, Delivery, Held, Medium
from bot.domain.following import Asked, Asking
from bot.domain.work import WorkState
from bot.messages import contacts
from bot.messages.message import Internal
from tests.factories import MARCH_2


def a_contact(text: str, number: int = 3) -> Contact:
    return Contact(number=number, name=text, address=text, added_at=MARCH_2, added_by=text)


def a_letter(text: str, number: int = 7) -> Delivery:
    return Delivery(
        key="mail:confirm:3:1",
        audience=Audience.EXTERNAL,
        kind=text,
        about="CON-3",
        to=text,
        due_at=MARCH_2,
        number=number,
        state=[*WorkState][number % len(WorkState)],
        written_at=MARCH_2,
        written_by=text,
        held=Held.NOT_LIVE,
    )


def asked(count: int, text: str) -> Internal:
    came = [*Asking][count % len(Asking)]
    letter = a_letter(text, count + 1)
    known = replace(a_contact(text), unreachable_at=MARCH_2)
    found = Asked(contact=known, came=came, letter=letter, why_unreachable=text)
    return contacts.asked(found, {Medium.MAIL: "SMTP_URL is not set"} if count % 2 else {})


def contact(count: int, text: str) -> Internal:
    known = replace(a_contact(text), unreachable_at=MARCH_2, successor=4)
    said = [a_letter(text, number) for number in range(1, count + 1)]
    return contacts.contact(known, a_contact(text, 4), said)


BUILDERS = {
    "contacts.asked": asked,
    "contacts.contact": contact,
    "contacts.has_confirmed": lambda _, text: contacts.has_confirmed(a_contact(text)),
    "contacts.successor_named": lambda count, text: contacts.successor_named(
        a_contact(text), a_contact(text, 4), a_letter(text, count + 1), text * min(count, 50)
    ),
    "contacts.has_succeeded": lambda _, text: contacts.has_succeeded(
        a_contact(text), a_contact(text, 4)
    ),
}
