"""Answers about an application, each in its one form, or with what is wrong with it."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial

from bot.domain.application import Api, Service
from bot.domain.doi import read_entries
from bot.domain.secrets import has_credential
from bot.forms.addresses import read_support, read_web_address
from bot.forms.application_fields import BY_NAME, MOST_DOIS, choice
from bot.forms.contacts import NO_NAME, is_name, one_line, printable, read_address
from bot.forms.countries import country_code
from bot.forms.dois import fault_of, quoted
from bot.forms.form import HOLDS_ONE, Field

Reader = Callable[[str, date], str]

_NO_COUNTRY = "This is no country that is known: write its name in English, or its two letters."
_NO_CHECK = "Name a check by its id, such as CHK-12."
_NO_DAY = "Write the day as 2026-11-24."
_FUTURE = "This day is still to come."
_CHECK = re.compile(r"CHK-[1-9][0-9]{0,8}")
_MOST_NAMED = 5


def read_answer(field: Field, typed: str, today: date) -> str:
    """Return an answer in its one form, empty for none, or raise ValueError with a sentence."""
    if len(typed) > field.limit:
        raise ValueError(f"At most {field.limit} characters.")
    # It is not even looked at further: nothing of it may stand in a sentence.
    if has_credential(typed):
        raise ValueError(HOLDS_ONE)
    said = _READERS[field.name](typed, today) if typed.strip() else ""
    if fault := field.fault(said):
        raise ValueError(fault)
    return said


def service_line(service: Service) -> str:
    """Return one of `more_services`."""
    return " | ".join((service.name, service.url, str(service.api or ""))).rstrip(" |")


def read_service_line(line: str) -> Service:
    name, url, api, *rest = (*(part.strip() for part in line.split("|")), "", "")
    api = choice("api", api)
    if not name or any(rest) or (api and api not in BY_NAME["api"].choices):
        raise ValueError(
            f"{quoted(line)}: write a name | web address | API, which is one of "
            f"{', '.join(BY_NAME['api'].choices)}."
        )
    return Service(
        name=_name_alone(name),
        url=read_web_address(url) if url else "",
        api=Api(api) if api else None,
    )


def _one_line(typed: str, _: date) -> str:
    return one_line(typed)


def _name(typed: str, _: date) -> str:
    return _name_alone(typed)


def _name_alone(typed: str) -> str:
    name = one_line(typed)
    if not is_name(name):
        raise ValueError(NO_NAME)
    return name


def _country(typed: str, _: date) -> str:
    code = country_code(one_line(typed))
    if code is None:
        raise ValueError(_NO_COUNTRY)
    return code


def _lines(typed: str, _: date) -> str:
    return "\n".join(_lines_of(typed))


def _more_services(typed: str, _: date) -> str:
    return "\n".join(service_line(read_service_line(line)) for line in _lines_of(typed))


def _dois(typed: str, _: date) -> str:
    entries = read_entries(typed.splitlines())
    if wrong := [entry for entry in entries if entry.doi is None][:_MOST_NAMED]:
        raise ValueError("\n".join(map(fault_of, wrong)))
    if len(entries) > MOST_DOIS:
        raise ValueError(f"At most {MOST_DOIS} DOIs; these are {len(entries)}.")
    return "\n".join(entry.typed for entry in entries)


def _check(typed: str, _: date) -> str:
    named = typed.strip().upper()
    if not _CHECK.fullmatch(named):
        raise ValueError(_NO_CHECK)
    return named


def _day(typed: str, today: date) -> str:
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError as error:
        raise ValueError(_NO_DAY) from error
    if day > today:
        raise ValueError(_FUTURE)
    return day.isoformat()


def _address(typed: str, _: date) -> str:
    return read_address(typed)


def _web(typed: str, _: date) -> str:
    return read_web_address(typed)


def _support(typed: str, _: date) -> str:
    return read_support(typed)


def _note(typed: str, _: date) -> str:
    return printable(typed)


def _choice(name: str, typed: str, _: date) -> str:
    return choice(name, typed.strip())


def _lines_of(typed: str) -> Iterator[str]:
    lines = map(one_line, typed.splitlines())
    return (line for line in lines if line)


_READERS: Mapping[str, Reader] = {
    **{name: partial(_choice, name) for name, field in BY_NAME.items() if field.choices},
    **dict.fromkeys(("organisation", "service", "contact_name", "second_contact_name"), _name),
    **dict.fromkeys(("integrations", "repository"), _one_line),
    **dict.fromkeys(("website", "service_url"), _web),
    **dict.fromkeys(("contact", "second_contact"), _address),
    **dict.fromkeys(("dois", "test_dois"), _dois),
    **dict.fromkeys(("received", "signed"), _day),
    "support": _support,
    "country": _country,
    "more_services": _more_services,
    "members": _lines,
    "check": _check,
    "note": _note,
}
