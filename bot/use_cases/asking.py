"""Ask DataCite and doi.org about DOIs: in batches, then singly about what is odd."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.clients.datacite import DataCite
from bot.clients.handles import Handles
from bot.domain.evidence import NOT_ASKED, Agency, Evidence, Handle, NotAsked, Shown, Unanswered
from bot.errors import OutsideError

T = TypeVar("T")
Answers = dict[str, T]


@dataclass(frozen=True, kw_only=True)
class Production:
    """DataCite's production system and doi.org, with the test system as a last resort."""

    datacite: DataCite
    test: DataCite
    handles: Handles
    is_thorough: bool
    is_small: bool
    """Then one DOI more or less costs nobody anything, and more is asked at once."""

    async def ask(self, dois: Sequence[str]) -> list[Evidence]:
        listed, agencies, handles = await asyncio.gather(
            _listed(dois, self.datacite), self._agencies(dois), self._handles(dois)
        )
        return [
            Evidence(
                doi=doi,
                listed=listed[doi],
                agency=agencies.get(doi, NOT_ASKED),
                handle=handles.get(doi, NOT_ASKED),
            )
            for doi in dois
        ]

    def is_odd(self, evidence: Evidence) -> bool:
        is_silent = self.is_small and isinstance(evidence.listed, Unanswered)
        return evidence.is_odd or (is_silent and not evidence.is_foreign)

    async def ask_more(self, evidence: Evidence) -> Evidence:
        """Ask what tells a draft from index lag, and a hidden DOI from one that is not there."""
        single, handle = await asyncio.gather(self._single(evidence), self._handle(evidence))
        known = replace(evidence, single=single, handle=handle)
        if known.record is None and known.exists is False:
            test = await _or_unanswered(self.test.record(known.doi))
            return replace(known, test=test)
        return known

    async def _agencies(self, dois: Sequence[str]) -> Answers[Agency | Unanswered]:
        return await _in_batches(self.handles.batches(dois), self.handles.agencies)

    async def _handles(self, dois: Sequence[str]) -> Answers[Handle | Unanswered]:
        # A handle cannot be asked for in batches, and mostly its agency tells that it exists.
        asked = dois if self.is_thorough or self.is_small else ()
        answers = [_or_unanswered(self.handles.handle(doi)) for doi in asked]
        return dict(zip(asked, await asyncio.gather(*answers), strict=True))

    async def _single(self, evidence: Evidence) -> Shown:
        if _is_shown(evidence.listed):
            return NOT_ASKED
        return await _or_unanswered(self.datacite.record(evidence.doi))

    async def _handle(self, evidence: Evidence) -> Handle | Unanswered | NotAsked:
        if evidence.handle is not NOT_ASKED:
            return evidence.handle
        return await _or_unanswered(self.handles.handle(evidence.doi))


@dataclass(frozen=True, kw_only=True)
class TestSystem:
    """DataCite's test system alone; doi.org does not know its DOIs."""

    test: DataCite
    is_small: bool

    async def ask(self, dois: Sequence[str]) -> list[Evidence]:
        listed = await _listed(dois, self.test)
        return [Evidence(doi=doi, listed=listed[doi]) for doi in dois]

    def is_odd(self, evidence: Evidence) -> bool:
        is_silent = self.is_small and isinstance(evidence.listed, Unanswered)
        return evidence.listed in (None, NOT_ASKED) or is_silent

    async def ask_more(self, evidence: Evidence) -> Evidence:
        return replace(evidence, single=await _or_unanswered(self.test.record(evidence.doi)))


System = Production | TestSystem


async def _listed(dois: Sequence[str], datacite: DataCite) -> Answers[Shown]:
    # A list is asked for with commas between its DOIs.
    plain = [doi for doi in dois if "," not in doi]
    found: Answers[Shown] = dict.fromkeys(dois, NOT_ASKED) | dict.fromkeys(plain)
    return found | await _in_batches(datacite.batches(plain), datacite.listed)


async def _in_batches(
    batches: Iterable[Sequence[str]], ask: Callable[[Sequence[str]], Awaitable[Answers[T]]]
) -> Answers[T | Unanswered]:
    """Ask all batches at once; where one is not answered, that is the answer for all in it."""

    async def answer(batch: Sequence[str]) -> Answers[T | Unanswered]:
        try:
            return {**await ask(batch)}
        except OutsideError as error:
            return dict.fromkeys(batch, Unanswered(str(error)))

    found: Answers[T | Unanswered] = {}
    for answers in await asyncio.gather(*map(answer, batches)):
        found |= answers
    return found


async def _or_unanswered(question: Awaitable[T]) -> T | Unanswered:
    try:
        return await question
    except OutsideError as error:
        return Unanswered(str(error))


def _is_shown(shown: Shown) -> bool:
    return not (shown is None or shown is NOT_ASKED or isinstance(shown, Unanswered))
