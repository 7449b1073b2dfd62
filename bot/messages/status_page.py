"""What an applicant reads who follows the link to its application."""

from collections.abc import Iterator

from bot.domain.application import State
from bot.domain.clocks import in_words
from bot.domain.status import OutsideStatus
from bot.messages.message import Column, External, Facts, Heading, Part, Row, Said, Table, Text
from bot.messages.page import Page

_NOW = {
    State.RECEIVED: "We have your application.",
    State.CONTACTED: "We have written to you to arrange the verification call.",
    State.CALL_SCHEDULED: "The verification call is arranged.",
    State.CALL_HELD: "The verification call has taken place.",
    State.APPROVED: "Your organisation is a Registered Service Provider.",
    State.PROVISIONAL: "Your organisation is provisionally registered.",
    State.DECLINED: "We could not register your organisation.",
    State.WITHDRAWN: "The application was withdrawn.",
}
_NEXT = {
    State.RECEIVED: "We read it, and write to you to arrange a verification call",
    State.CONTACTED: "Answer our mail, so that the call can take place",
    State.CALL_SCHEDULED: "The call takes place",
    State.CALL_HELD: "We decide, and write to you. You need not do anything",
}
_OVER = {
    State.APPROVED: "Our letter says what comes with it, and what we ask of you.",
    State.PROVISIONAL: "Our letter says what is needed for a full registration.",
    State.DECLINED: "Our letter says why, and what you can do.",
    State.WITHDRAWN: "Nothing more happens.",
}
_SIGN = (
    "The form service mailed you a PDF of your form to sign. Sign it there; if you cannot find "
    "that mail, look into your spam folder."
)


def page(status: OutsideStatus, support: str) -> Page:
    parts: tuple[Part, ...] = (
        Facts((*_facts(status),)),
        Heading("What happens next"),
        *_next(status, support),
    )
    title = f"Application {status.id}"
    return Page(title=title, message=External(parts, Said(_NOW[status.state])))


def erased(support: str) -> Page:
    """Stand where the application of somebody was who asked to be forgotten."""
    said = "Your name and address were erased here; so this link shows nothing."
    parts = (Text(said), Text(f"If that is not right, write to {support}."))
    return Page(title="Nothing is shown here any more", message=External(parts, Said(said)))


def _facts(status: OutsideStatus) -> Iterator[tuple[str, str]]:
    yield "Organisation", status.organisation
    yield "Where it stands", _NOW[status.state]
    if status.ends_on:
        yield "Registered until", in_words(status.ends_on)
    yield "Received", in_words(status.received_on)
    if status.signed_on:
        yield "Signed PDF", f"arrived on {in_words(status.signed_on)}"
    elif status.is_open:
        yield "Signed PDF", "has not arrived yet"


def _next(status: OutsideStatus, support: str) -> Iterator[Part]:
    if not status.is_open:
        yield Text(_OVER[status.state])
    elif status.asked:
        yield Text(f"Please send us this by {in_words(status.asked.until)}, to {support}:")
        yield Table((Column("What we need"),), tuple(Row((item,)) for item in status.asked.items))
    else:
        by = f", by {in_words(status.until)}" if status.until else ""
        yield Text(f"{_NEXT[status.state]}{by}.")
    if status.is_open and status.signed_on is None:
        yield Text(_SIGN)
