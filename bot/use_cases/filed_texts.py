"""Texts of cases that name a person, and what they are once the name is taken out."""

import json
import re
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, replace

from bot.domain.ids import number_of
from bot.domain.privacy import Mention
from bot.use_cases.tracing import Person
from storage.database import Store
from storage.privacy import Written

_TABLES = ("applications", "evidence", "holds", "case_notes", "drafts", "providers", "ticks")
_OF_APPLICATIONS = ("evidence", "holds", "case_notes")
_OF_PROSE = (*_OF_APPLICATIONS, "ticks")
_JSON = ("filed", "decision", "told", "answers")
# What is no text: another word in its place could be read no more.
_CODED = frozenset(
    {
        "kind",
        "handover",
        "country",
        "audience",
        "focus",
        "api",
        "check",
        "has_members",
        "received",
        "signed",
        "at",
        "by",
        "reasons",
        "ends_on",
        "state",
        "letter",
        "told_at",
    }
)
_DOIS = frozenset({"dois", "test_dois"})
# Where a word that is a name means the person, and not the organisation.
_OF_PEOPLE = frozenset({"note", "words", "conditions", "contact_name", "second_contact_name"})
_Change = Callable[[str, str], str]


@dataclass(frozen=True, kw_only=True)
class Naming:
    changed: Written
    """The row with those of its texts that are to be changed."""
    mention: Mention


async def naming(person: Person, store: Store) -> AsyncIterator[Naming]:
    """Yield what is of a case and names the person, table by table."""
    for table in _TABLES:
        async for row in store.privacy.written(table, person.patterns):
            named: list[str] = []
            texts = _without(row, person, named)
            if texts:
                mention = Mention(table=table, id=row.id, texts=tuple(named))
                yield Naming(changed=replace(row, texts=texts), mention=mention)


def touched(changes: Collection[Written], person: Person) -> set[int]:
    """Return the applications that are other than people saw them, though no text of theirs is.

    A form that was opened before would else write back whom it shows.
    """
    rewritten = {row.thing for row in changes if row.table == "applications"}
    around = {row.thing for row in changes if row.table in _OF_APPLICATIONS}
    theirs = {one.id for one in person.applications}
    return {number_of(id_) for id_ in (around | theirs) - rewritten}


def _without(row: Written, person: Person, named: list[str]) -> Mapping[str, str]:
    """Return the texts that change; note what named the person."""
    change = _changer(row, person, named)
    texts = {name: _rewritten(name, text, change) for name, text in row.texts.items()}
    return {name: text for name, text in texts.items() if text != row.texts[name]}


def _changer(row: Written, person: Person, named: list[str]) -> _Change:
    is_all_theirs, is_prose = person.is_in(row), row.table in _OF_PROSE

    def change(name: str, text: str) -> str:
        if name in _CODED or (name in _DOIS and not re.search(r"[\s@]", text)):
            return text
        is_sure = is_all_theirs and (is_prose or name in _OF_PEOPLE)
        is_sure = is_sure or person.traces.point_from([text])
        erased = person.traces.taken_out_of(text, is_sure=is_sure)
        if erased != text:
            named.append(text)
        return erased

    return change


def _rewritten(name: str, text: str, change: _Change) -> str:
    """Change texts within JSON one by one, so that it is read as before."""
    if name not in _JSON:
        return change(name, text)
    before = json.loads(text) if text else None
    after = _each_text(name, before, change)
    return text if after == before else json.dumps(after)


def _each_text(name: str, value: object, change: _Change) -> object:
    if isinstance(value, str):
        return change(name, value)
    if isinstance(value, dict):
        return {key: _each_text(key, one, change) for key, one in value.items()}
    if isinstance(value, list):
        return [_each_text(name, one, change) for one in value]
    return value
