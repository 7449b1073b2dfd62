"""What contacts read who follow the link of a letter."""

from bot.domain.contact import Contact
from bot.domain.following import Followed, Leads
from bot.domain.link import Purpose
from bot.forms.contacts import successor_form
from bot.forms.form import Form
from bot.messages.contacts import day
from bot.messages.message import External, Facts, Part, Said, Text
from bot.messages.page import Page, Question

_PROGRAM = "DataCite's Registered Service Provider program"
_NOTHING_HAPPENS = "Is this not for you? Then close this page: nothing happens."


def question(followed: Followed) -> Question:
    """Return what a link asks that leads on."""
    match followed.link.purpose:
        case Purpose.CONFIRM:
            return _confirm(followed)
        case Purpose.LEAVE:
            return _leave(followed)
        case _:
            return _succeed(followed)


def page(followed: Followed, support: str) -> Page:
    """Return what a link says that has been used, or leads nowhere any more."""
    if followed.contact.is_erased:
        return _erased(support)
    is_done = followed.leads is Leads.DONE
    match followed.link.purpose:
        case Purpose.CONFIRM if is_done:
            return _is_confirmed(followed)
        case Purpose.LEAVE if is_done:
            return _is_asked(followed)
        case Purpose.SUCCEED:
            return _has_taken_over(followed) if is_done else _named_otherwise(support)
    return _gone(followed, support)


def _confirm(followed: Followed) -> Question:
    contact = followed.contact
    intro = (
        Text(f"{_PROGRAM} would like to write to this address, if it is yours:"),
        Facts((("Address", contact.address),)),
        Text(_NOTHING_HAPPENS),
    )
    return _plain("confirm", "Is this your address?", "Yes, this address is mine", intro)


def _leave(followed: Followed) -> Question:
    contact, named = followed.contact, followed.other
    intro = (
        Text(f"{contact.address} is the address of a contact for {_PROGRAM}."),
        *_named_before(named),
        Text(
            "Name whoever takes over. We ask that person by mail; until that is confirmed, we "
            "still write to you."
        ),
    )
    form = successor_form()
    return Question(form=form, intro=_external(intro), button="Name this contact")


def _named_before(named: Contact | None) -> tuple[Part, ...]:
    if named is None or named.is_erased:
        return ()
    said = (
        f"{named.address} was named before, and has not confirmed yet. Whoever is named here is "
        "asked instead."
    )
    return (Text(said),)


def _succeed(followed: Followed) -> Question:
    contact = followed.contact
    former = followed.other
    by = f"{former.name} named you" if former and not former.is_erased else "You were named"
    intro = (
        Text(f"{by} as the new contact for {_PROGRAM}."),
        Facts((("Your address", contact.address),)),
        Text(
            "The contact hears from us about the program, and helps where members of DataCite "
            "need support. You can name somebody else at any time: each of our letters has a "
            "link for that."
        ),
        Text(_NOTHING_HAPPENS),
    )
    return _plain("succeed", "Do you take over as contact?", "Yes, I take over", intro)


def _plain(name: str, title: str, button: str, intro: tuple[Part, ...]) -> Question:
    form = Form(command=(name,), title=title, fields=())
    return Question(form=form, intro=_external(intro), button=button)


def _is_confirmed(followed: Followed) -> Page:
    contact = followed.contact
    return _page(
        "Thank you, the address is confirmed",
        Facts((("Address", contact.address), ("Confirmed", contact.confirmed_at or ""))),
        Text("You need not do anything else, and can close this page."),
    )


def _is_asked(followed: Followed) -> Page:
    return _page(
        "Thank you, we will ask your successor",
        Text(
            f"We will write to {_address(followed.other, 'whom you named')}. As soon as that is "
            "confirmed, we tell you, and do not write to you any more."
        ),
        Text(
            "Was the address mistyped? We will write to you too: that letter has a new link, "
            "with which you can name another one."
        ),
    )


def _has_taken_over(followed: Followed) -> Page:
    contact, former = followed.contact, followed.other
    since = former.left_at if former and former.left_at else ""
    return _page(
        "Thank you, you are the contact now",
        Facts((("Address", contact.address), ("Contact since", since))),
        Text(
            "From now on we write to you. You need not do anything else, and can close this page."
        ),
    )


def _gone(followed: Followed, support: str) -> Page:
    contact = followed.contact
    since = f"Since {day(contact.left_at)} we" if contact.left_at else "We"
    to = _address(followed.other, "somebody else")
    return _page(
        "You are not the contact any more",
        Text(f"{since} write to {to}, and not to {contact.address}; so this link does nothing."),
        Text(f"If that is not right, write to {support}."),
    )


def _named_otherwise(support: str) -> Page:
    return _page(
        "Somebody else was named",
        Text(
            "Whoever named you as contact has named somebody else since; so this link does "
            "nothing, and you need not do anything."
        ),
        Text(f"If that is not right, write to {support}."),
    )


def _erased(support: str) -> Page:
    return _page(
        "We do not write to you any more",
        Text("Your name and address were erased here; so this link does nothing."),
        Text(f"If that is not right, write to {support}."),
    )


def _address(contact: Contact | None, otherwise: str) -> str:
    return contact.address if contact and not contact.is_erased else otherwise


def _page(title: str, *parts: Part) -> Page:
    return Page(title=title, message=External(parts, Said(title)))


def _external(parts: tuple[Part, ...]) -> External:
    return External(parts, None)
