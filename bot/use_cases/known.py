"""Ask all sides about an application, and put together what is known of it."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

from bot.domain.application import Application, ServiceKind
from bot.domain.check import Result, Verdict, check_id
from bot.domain.contact import Contact
from bot.domain.judgement import not_yet
from bot.domain.known import Known
from bot.domain.landing import answers
from bot.domain.repositories import Repository
from bot.errors import OutsideError
from bot.log import events
from storage.database import Store

if TYPE_CHECKING:
    # All that asks is imported with the first question.
    from bot.use_cases.neighbours import Neighbours

T = TypeVar("T")


class Looked(NamedTuple):
    """What there is to find answers from."""

    application: Application
    contact: Contact | None
    results: tuple[Result, ...]
    test_results: tuple[Result, ...]

    def is_same_as(self, other: Self) -> bool:
        """Say whether the same answers come of both, whoever owns the case by now."""
        return self._basis == other._basis

    @property
    def _basis(self) -> tuple[object, ...]:
        one = self.application
        return (one.filed, one.edition, one.check, one.test_check, *self[1:])


async def look_at(application: Application, store: Store) -> Looked:
    """Read what is kept here."""
    return Looked(
        application,
        await store.contacts.current(application.contact),
        await _results(application.check, store),
        await _results(application.test_check, store),
    )


async def ask(looked: Looked, *, examples: int, neighbours: "Neighbours") -> Known:
    """Ask the neighbours; who does not answer leaves only that unknown."""
    return await _Asking(neighbours, looked, examples).known()


@dataclass(frozen=True)
class _Asking:
    """One round of questions to the neighbours about one application."""

    neighbours: "Neighbours"
    looked: Looked
    examples: int

    async def known(self) -> Known:
        application, contact, results, test_results = self.looked
        software, repositories, takes_mail, is_answering = await asyncio.gather(
            self._software(),
            self._repositories(),
            self._takes_mail(contact.address if contact else ""),
            self._is_answering(application.filed.support),
        )
        return Known(
            filed=application.filed,
            examples=self.examples,
            check=check_id(application.check) if application.check else "",
            results=results,
            test_check=check_id(application.test_check) if application.test_check else "",
            test_results=test_results,
            contact=contact,
            takes_mail=takes_mail,
            is_support_answering=is_answering,
            software=software,
            repositories=repositories,
            in_re3data=await self._in_re3data(repositories),
        )

    async def _software(self) -> dict[str, int]:
        filed = self.looked.application.filed
        if filed.kind is ServiceKind.HELP:
            return {}
        names = [*dict.fromkeys(one.name for one in filed.services if one.name)]
        count = self.neighbours.repositories.count_with_software
        counts = await asyncio.gather(*(_unless_silent(count(name)) for name in names))
        return {name: n for name, n in zip(names, counts, strict=True) if n is not None}

    async def _repositories(self) -> dict[str, Repository]:
        ours = [one for one in self.looked.results if one.verdict is not Verdict.OTHER_AGENCY]
        ids = sorted({one.client for one in ours if one.client})
        if not ids:
            return {}
        return await _unless_silent(self.neighbours.repositories.of(ids)) or {}

    async def _in_re3data(self, repositories: Mapping[str, Repository]) -> dict[str, bool]:
        named = {one.id: one.re3data for one in repositories.values() if one.re3data}
        if not named:
            return {}
        records = await _unless_silent(self.neighbours.re3data.records())
        return {} if records is None else {one: doi in records for one, doi in named.items()}

    async def _takes_mail(self, address: str) -> bool | None:
        domain = address.rpartition("@")[2]
        if not domain:
            return None
        return await _unless_silent(self.neighbours.mail_domains.takes_mail(domain))

    async def _is_answering(self, support: str) -> bool | None:
        if "://" not in support:
            return await self._takes_mail(support)
        return answers(await self.neighbours.pages.visit(support))


async def _results(check: int | None, store: Store) -> tuple[Result, ...]:
    if check is None:
        return ()
    kept = await store.checks.results(check)
    return tuple(result or not_yet(entry) for entry, result in kept)


async def _unless_silent(asking: Coroutine[Any, Any, T]) -> T | None:
    """Return None where a neighbour does not answer: that alone is unknown then."""
    try:
        return await asking
    except OutsideError as error:
        events.info("evidence_unknown", why=str(error))
        return None
