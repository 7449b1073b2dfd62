"""What an application is asked, in three steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from bot.domain.application import AUDIENCES, FOCUS_AREAS, Api, Handover, ServiceKind
from bot.forms.form import Field

YES, NO = "yes", "no"
_LINE, _ADDRESS = 200, 500
MOST_DOIS = 100

_field = partial(Field, is_required=False, limit=_LINE)


@dataclass(frozen=True, kw_only=True)
class Step:
    title: str
    fields: tuple[Field, ...]


_ORGANISATION = (
    _field(name="organisation", label="Organisation", is_required=True, example="Example Ltd"),
    _field(name="website", label="Web site", limit=_ADDRESS, example="https://example.org"),
    _field(name="country", label="Country", hint="Its name, or two letters.", example="Germany"),
    _field(name="kind", label="Kind of service", choices=(*ServiceKind,)),
    _field(
        name="contact",
        label="Contact's e-mail address",
        hint="A group address is welcome, such as helpdesk@example.org.",
        is_required=True,
        limit=254,
    ),
    _field(name="contact_name", label="Contact's name", hint="Of a person or a team.", limit=100),
    _field(name="second_contact", label="Second contact's e-mail address", limit=254),
    _field(name="second_contact_name", label="Second contact's name", limit=100),
    _field(
        name="support",
        label="Where do users get support first?",
        hint="A web address, or an e-mail address.",
        limit=_ADDRESS,
    ),
)
_SERVICE = (
    _field(name="service", label="Name of the service"),
    _field(name="service_url", label="Web address of the service", limit=_ADDRESS),
    _field(name="audience", label="For whom is it?", choices=AUDIENCES),
    _field(name="focus", label="Focus area", choices=FOCUS_AREAS),
    _field(name="integrations", label="Supported integrations", limit=_ADDRESS),
    _field(name="api", label="Which API of DataCite does it use?", choices=(*Api,)),
    _field(
        name="more_services",
        label="More services",
        hint="One a line: name | web address | API.",
        example="Example Archive | https://archive.example.org | REST API",
        is_multiline=True,
        limit=3_000,
    ),
    _field(
        name="has_members",
        label="Does any member of DataCite use it for its DOIs yet?",
        choices=(YES, NO),
    ),
    _field(
        name="members", label="Which members?", hint="One a line.", is_multiline=True, limit=2_000
    ),
    _field(
        name="handover", label="How do customers share their credentials?", choices=(*Handover,)
    ),
)
_EXAMPLES = (
    _field(
        name="repository",
        label="Member or repository of the examples",
        hint="Never its password.",
        example="example.repo",
    ),
    _field(
        name="dois",
        label="Example DOIs",
        hint=f"Of production, made through the integration; at most {MOST_DOIS}.",
        is_multiline=True,
        limit=10_000,
    ),
    _field(
        name="test_dois",
        label="Examples in the test system",
        hint=f"At most {MOST_DOIS}.",
        is_multiline=True,
        limit=10_000,
    ),
    _field(name="check", label="Check that the applicant made before", example="CHK-12"),
    _field(name="received", label="Received on", hint="Empty for today.", example="2026-11-24"),
    _field(
        name="signed",
        label="Signed PDF received on",
        hint="Empty where it is not there yet.",
        example="2026-11-24",
    ),
    _field(name="note", label="Note", hint="For staff only.", is_multiline=True, limit=2_000),
)

STEPS = (
    Step(title="Organisation (1 of 3)", fields=_ORGANISATION),
    Step(title="Service (2 of 3)", fields=_SERVICE),
    Step(title="Examples (3 of 3)", fields=_EXAMPLES),
)
FIELDS = tuple(field for step in STEPS for field in step.fields)
"""All of them; a file has these columns, and `id` besides."""

BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}
_ENUMS: Mapping[str, type[StrEnum]] = {"kind": ServiceKind, "api": Api, "handover": Handover}
_YES_OR_NO = {"y": YES, "true": YES, "n": NO, "false": NO}


def choice(name: str, typed: str) -> str:
    """Return the choice of a field that is meant, or what was typed where there is none.

    It may be written as it is, or as in the code; no case, blank or sign makes a difference.
    """
    known = {_bare(one): one for one in BY_NAME[name].choices}
    if name in _ENUMS:
        known |= {_bare(one.name): one for one in _ENUMS[name]}
    if name == "has_members":
        known |= _YES_OR_NO
    return str(known.get(_bare(typed), typed))


def _bare(word: str) -> str:
    return "".join(sign for sign in word.casefold() if sign.isalnum())
