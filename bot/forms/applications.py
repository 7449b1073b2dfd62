"""An application as it is filed: asked in three steps, read back whole, or partly."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.application import Api, Filed, Handover, Service, ServiceKind
from bot.forms.application_answers import read_answer, read_service_line, service_line
from bot.forms.application_fields import (
    BY_NAME,
    FIELDS,
    NO,
    STEPS,
    YES,
)
from bot.forms.contacts import Named
from bot.forms.form import Faults

__all__ = ["FIELDS", "STEPS", "Filing", "answers_of", "read_fields", "read_filing"]

_OF_THE_SERVICE = ("service_url", "audience", "focus", "integrations", "api", "more_services")
_NO_SERVICE = "Name the service that the rest is about."
_NO_SECOND = "Give the address too, or leave the name out."
_UNKNOWN = "There is no such question."
# In `Filed` as in the answers.
_SAME = (
    "organisation",
    "website",
    "country",
    "members",
    "support",
    "repository",
    "check",
    "note",
)


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What is said of an application when it is logged."""

    filed: Filed
    contact: Named
    second: Named | None = None
    received_on: date | None = None
    """None for the day on which it is logged."""
    signed_on: date | None = None


def read_filing(answers: Mapping[str, str], today: date) -> Filing | Faults:
    """Read all that is said of an application; what is not there is empty."""
    said = read_fields({**dict.fromkeys(BY_NAME, ""), **answers}, today)
    return said if isinstance(said, Faults) else _filing(said)


def read_fields(answers: Mapping[str, str], today: date) -> dict[str, str] | Faults:
    """Return some answers, each in its one form, empty ones too; or all that is wrong."""
    said, found = {}, {}
    for name, typed in answers.items():
        try:
            said[name] = read_answer(BY_NAME[name], typed, today)
        except KeyError:
            found[name] = _UNKNOWN
        except ValueError as error:
            found[name] = str(error)
    found = dict(_misfits(said, today)) | found
    return Faults(found) if found else said


def answers_of(filing: Filing) -> dict[str, str]:
    """Return what one would answer to file the same again, each in its one form."""
    filed, second = filing.filed, filing.second
    answers = {
        **{name: getattr(filed, name) for name in _SAME},
        **{name: str(getattr(filed, name) or "") for name in ("kind", "handover")},
        **_of_services(filed.services),
        "has_members": {True: YES, False: NO, None: ""}[filed.has_members],
        "dois": "\n".join(filed.dois),
        "test_dois": "\n".join(filed.test_dois),
        "contact": filing.contact.address,
        "contact_name": filing.contact.name,
        "second_contact": second.address if second else "",
        "second_contact_name": second.name if second else "",
        "received": _iso(filing.received_on),
        "signed": _iso(filing.signed_on),
    }
    return {name: answers[name] for name in BY_NAME if answers.get(name)}


def _misfits(said: Mapping[str, str], today: date) -> Iterator[tuple[str, str]]:
    """Yield what is wrong between answers, where all of them are there."""
    if said.get("service") == "" and any(said.get(name) for name in _OF_THE_SERVICE):
        yield "service", _NO_SERVICE
    if said.get("second_contact") == "" and said.get("second_contact_name"):
        yield "second_contact", _NO_SECOND
    if said.get("signed") and "received" in said:
        received = said["received"] or today.isoformat()
        if said["signed"] < received:
            yield "signed", f"This is before the application was received, on {received}."


def _filing(said: Mapping[str, str]) -> Filing:
    return Filing(
        filed=Filed(
            **{name: said[name] for name in _SAME},
            kind=ServiceKind(said["kind"]) if said["kind"] else None,
            services=tuple(_services(said)),
            has_members=said["has_members"] == YES if said["has_members"] else None,
            handover=Handover(said["handover"]) if said["handover"] else None,
            dois=tuple(said["dois"].splitlines()),
            test_dois=tuple(said["test_dois"].splitlines()),
        ),
        contact=Named(name=said["contact_name"], address=said["contact"]),
        second=_second(said),
        received_on=_day(said["received"]),
        signed_on=_day(said["signed"]),
    )


def _services(said: Mapping[str, str]) -> Iterator[Service]:
    if said["service"]:
        yield Service(
            name=said["service"],
            url=said["service_url"],
            audience=said["audience"],
            focus=said["focus"],
            integrations=said["integrations"],
            api=Api(said["api"]) if said["api"] else None,
        )
    yield from map(read_service_line, said["more_services"].splitlines())


def _of_services(services: tuple[Service, ...]) -> dict[str, str]:
    if not services:
        return {}
    first, *more = services
    return {
        "service": first.name,
        "service_url": first.url,
        "audience": first.audience,
        "focus": first.focus,
        "integrations": first.integrations,
        "api": str(first.api or ""),
        "more_services": "\n".join(map(service_line, more)),
    }


def _second(said: Mapping[str, str]) -> Named | None:
    address = said["second_contact"]
    return Named(name=said["second_contact_name"], address=address) if address else None


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
