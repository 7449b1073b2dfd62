"""Applications and cases to start a test from; name only what the test is about."""

from dataclasses import fields
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.application import (
    Api,
    Application,
    Decision,
    Filed,
    Handover,
    Service,
    ServiceKind,
    State,
)
from bot.domain.assessment import Answer, judge
from bot.domain.case import Case, CaseLine, Repeat, Whose, clocks, stands
from bot.domain.case_note import CaseNote
from bot.domain.contact import Contact
from bot.domain.criteria import Criterion, Edition, Finder, Status
from bot.domain.delivery import Audience, Delivery, Held
from bot.domain.hold import Hold, HoldKind
from bot.domain.provider import Provider, ProviderStatus
from bot.domain.work import WorkState
from tests.factories import MARCH_2

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = MARCH_2.date()

_TITLES = {
    "R1": "Integrates the API",
    "R2": "Findable DOIs",
    "R3": "Schema 4",
    "R4": "Credentials handed over safely",
    "R5": "Best practices",
    "R6": "Badge shown",
    "R7": "First-line support",
    "R8": "Contact e-mail",
    "R9": "Listing information",
    "E1": "Software named in settings",
    "E2": "Make Data Count",
    "E3": "Data Metrics Badge",
    "E4": "re3data",
}
_FINDERS = (
    Finder.API,
    Finder.FINDABLE,
    Finder.SCHEMA,
    Finder.NOTHING,
    Finder.PRACTICES,
    Finder.BADGE,
    Finder.SUPPORT,
    Finder.CONTACT,
    Finder.LISTING,
    Finder.SOFTWARE,
    Finder.USAGE,
    Finder.METRICS_BADGE,
    Finder.RE3DATA,
)


def an_edition(**details: Any) -> Edition:  # noqa: ANN401 -- each field has its type in Edition
    criteria = (
        Criterion(
            key=key,
            title=title,
            words=f"{title}.",
            is_required=key[0] == "R",
            is_advice=key == "R5" or key[0] == "E",
            finder=finder,
        )
        for (key, title), finder in zip(_TITLES.items(), _FINDERS, strict=True)
    )
    plain: dict[str, Any] = {
        "name": "2023",
        "announced_on": date(2023, 8, 1),
        "in_force_on": date(2023, 8, 1),
        "source": "https://example.org/program",
        "criteria": tuple(criteria),
    }
    return Edition(**(plain | details))


def filed(**details: Any) -> Filed:  # noqa: ANN401 -- each field has its type in Filed
    service = Service(
        name="Example Repository",
        url="https://repository.example.org",
        audience="researchInstitution",
        focus="general",
        integrations="DOI registration",
        api=Api.REST,
    )
    plain: dict[str, Any] = {
        "organisation": "Example Ltd",
        "website": "https://www.example.org",
        "country": "DE",
        "kind": ServiceKind.REPOSITORY,
        "services": (service,),
        "members": "Example University",
        "has_members": True,
        "support": "https://example.org/support",
        "handover": Handover.SAFELY,
        "repository": "example.repo",
        "dois": ("10.5555/a", "10.5555/b", "10.5555/c"),
    }
    return Filed(**(plain | details))


def an_application(**details: Any) -> Application:  # noqa: ANN401 -- each field has its type there
    plain: dict[str, Any] = {
        "number": 12,
        "state": State.RECEIVED,
        "edition": "2023",
        "filed": filed(),
        "contact": 3,
        "received_on": TODAY,
        "logged_at": MARCH_2,
        "logged_by": "USTAFF",
    }
    return Application(**(plain | details))


def a_contact(**details: Any) -> Contact:  # noqa: ANN401 -- each field has its type in Contact
    plain: dict[str, Any] = {
        "number": 3,
        "name": "Ada",
        "address": "ada@example.org",
        "added_at": MARCH_2,
        "added_by": "USTAFF",
    }
    return Contact(**(plain | details))


def said(key: str, status: Status, **details: Any) -> Answer:  # noqa: ANN401 -- as in Answer
    """Return what a person says of a criterion."""
    plain: dict[str, Any] = {"by": "USTAFF", "at": MARCH_2, "is_person": True}
    return Answer(key=key, status=status, **(plain | details))


def found(key: str, status: Status, **details: Any) -> Answer:  # noqa: ANN401 -- as in Answer
    """Return what a check finds out about a criterion."""
    return said(key, status, **({"by": "CHK-12", "is_person": False} | details))


def all_settled(**details: Any) -> tuple[Answer, ...]:  # noqa: ANN401 -- as in Answer
    """Return what a person says where nothing keeps an approval up."""
    return tuple(said(key, Status.MET, **details) for key in _TITLES if key[0] == "R")


def a_hold(**details: Any) -> Hold:  # noqa: ANN401 -- each field has its type in Hold
    plain: dict[str, Any] = {
        "number": 1,
        "application": 12,
        "kind": HoldKind.INFORMATION,
        "question": "Three example DOIs in production",
        "due_on": date(2026, 3, 16),
        "asked_at": MARCH_2,
        "asked_by": "USTAFF",
    }
    return Hold(**(plain | details))


def a_note(**details: Any) -> CaseNote:  # noqa: ANN401 -- each field has its type in CaseNote
    plain: dict[str, Any] = {
        "number": 1,
        "application": 12,
        "channel": "CSTAFF",
        "ts": "1772442000.000100",
        "author": "ULEAD",
        "text": "They are on vacation until Friday.",
        "link": "https://example.slack.com/archives/CSTAFF/p1772442000000100",
        "at": MARCH_2,
        "by": "USTAFF",
    }
    return CaseNote(**(plain | details))


def a_repeat(**details: Any) -> Repeat:  # noqa: ANN401 -- each field has its type in Repeat
    plain: dict[str, Any] = {
        "id": "APP-7",
        "organisation": "Example Limited",
        "state": State.DECLINED,
        "received_on": date(2024, 5, 6),
        "reasons": ("R3",),
        "why": ("domain",),
    }
    return Repeat(**(plain | details))


def a_decision(**details: Any) -> Decision:  # noqa: ANN401 -- each field has its type in Decision
    plain: dict[str, Any] = {"at": MARCH_2, "by": "ULEAD", "letter": "mail:decision:12:1"}
    return Decision(**(plain | details))


def a_letter(**details: Any) -> Delivery:  # noqa: ANN401 -- each field has its type in Delivery
    plain: dict[str, Any] = {
        "key": "mail:decision:12:1",
        "audience": Audience.EXTERNAL,
        "kind": "approved",
        "about": "APP-12",
        "to": "ada@example.org",
        "due_at": MARCH_2,
        "payload": {"subject": "You are registered", "text": "Hello Ada,\n\nwelcome."},
        "number": 7,
        "state": WorkState.HELD,
        "written_at": MARCH_2,
        "written_by": "ULEAD",
        "held": Held.UNTOLD,
    }
    return Delivery(**(plain | details))


def a_provider(**details: Any) -> Provider:  # noqa: ANN401 -- each field has its type in Provider
    plain: dict[str, Any] = {
        "number": 3,
        "name": "Example Ltd",
        "status": ProviderStatus.REGISTERED,
        "application": 12,
        "contact": 3,
        "registered_on": TODAY,
    }
    return Provider(**(plain | details))


def a_case(*answers: Answer, **details: Any) -> Case:  # noqa: ANN401 -- as in Case, or Application
    """Return a case with those answers; details are its own, and else its application's.

    `edition`, `contact` and `provider` are the case's. Clocks and whose move it is follow from
    the others, unless they are named: 14 days from the receipt for both, and 21 to close.
    """
    names = {field.name for field in fields(Case)}
    given = {name: value for name, value in details.items() if name in names}
    its = {name: value for name, value in details.items() if name not in names}
    application = given.get("application") or an_application(**its)
    edition, today = given.get("edition") or an_edition(), given.get("today", TODAY)
    holds = given.get("holds", ())
    both = clocks(application, contact_days=14, call_days=14, from_contact=False)
    waiting = [hold for hold in holds if hold.is_open]
    its_days: dict[str, Any] = {"today": today, "close_after": 21, "zone": BERLIN}
    plain: dict[str, Any] = {
        "application": application,
        "contact": a_contact(),
        "second": None,
        "edition": edition,
        "judged": judge(edition, answers),
        "holds": holds,
        "notes": (),
        "letters": (),
        "repeats": (),
        "provider": None,
        "clocks": both,
        "stands": stands(application, waiting, both, **its_days),
        "today": today,
    }
    return Case(**(plain | given))


def a_case_line(**details: Any) -> CaseLine:  # noqa: ANN401 -- each field has its type in CaseLine
    plain: dict[str, Any] = {
        "id": "APP-12",
        "organisation": "Example Ltd",
        "state": State.RECEIVED,
        "whose": Whose.OURS,
        "next_step": "contact them and offer the verification call",
        "until": date(2026, 3, 16),
        "days_left": 14,
        "owner": "USTAFF",
        "received_on": TODAY,
        "reasons": (),
    }
    return CaseLine(**(plain | details))
