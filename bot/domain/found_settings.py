"""What DataCite and re3data say about the repositories that run a software: advice."""

from collections.abc import Iterator

from bot.domain import links
from bot.domain.application import ServiceKind
from bot.domain.criteria import Status
from bot.domain.known import Clue, Known, first_of

_DATACITE, _RE3DATA = "DataCite", "re3data"


def software(known: Known) -> Clue:
    """Judge by the repositories whose settings name the software (E1)."""
    if known.filed.kind is ServiceKind.HELP:
        note = "They help with custom integrations and have no product to name."
        return Clue(status=Status.NOT_APPLICABLE, note=note, by=_DATACITE)
    counts = [(name, known.software[name]) for name in _names(known) if name in known.software]
    status = Status.MET if any(count for _, count in counts) else Status.UNCLEAR
    note = " ".join([_counted(counts, known), *_otherwise(known)])
    return Clue(status=status, note=note, by=_DATACITE, link=links.SOFTWARE)


def _counted(counts: list[tuple[str, int]], known: Known) -> str:
    if not counts:
        is_named = bool(_names(known))
        return (
            "How many repositories name the software is not known."
            if is_named
            else "No service is named, so nobody can be asked who names it."
        )
    figures = ", ".join(f"{name} ({count})" for name, count in counts)
    text = f"Named in the settings of repositories: {figures}."
    if any(count for _, count in counts):
        return text
    return f"{text} Customers can name it there, or the list lacks its name."


def _otherwise(known: Known) -> Iterator[str]:
    """Say whose settings name other software, though their DOIs are examples of this one."""
    names = _names(known)
    others = [
        f"{one.id} ({one.software})"
        for one in known.repositories.values()
        if one.software and not any(one.is_run_on(name) for name in names)
    ]
    if names and others:
        yield f"Repositories of the examples that name other software: {first_of(others)}."


def _names(known: Known) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in known.filed.services if one.name))


def re3data(known: Known) -> Clue:
    """Judge by re3data's own list (E4): the field in Fabrica's settings is gone."""
    asked = known.in_re3data
    there = sum(asked.values())
    silent = [one for one in known.repositories if one not in asked]
    missing = [one for one, is_there in asked.items() if not is_there]
    parts = []
    if asked:
        parts.append(f"Repositories of the examples in re3data: {there} of {len(asked)}.")
    if missing:
        parts.append(f"To be suggested there: {first_of(missing)}.")
    if silent or not asked:
        parts.append(_look_by_hand(silent))
    status = Status.MET if there else Status.UNCLEAR
    return Clue(status=status, note=" ".join(parts), by=_RE3DATA, link=links.RE3DATA)


def _look_by_hand(silent: list[str]) -> str:
    if not silent:
        return "Whether customers' repositories are in re3data is not known."
    return f"Not known, to be looked up there: {first_of(silent)}."
