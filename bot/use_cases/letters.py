"""Letters: which version is in use, one of them written, and versions that staff make."""

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from bot.domain.contact import Contact
from bot.domain.journal import EDITED
from bot.domain.letters import BADGE, Letter, LetterKind, LetterText
from bot.domain.link import Link, Purpose
from bot.domain.people import Act
from bot.errors import ConflictError, NotFoundError
from bot.messages import letter_kinds
from bot.messages.letter_views import Kinds, Listed, Shown, as_shipped
from bot.use_cases.links import Links
from storage.database import Database, Store

# Letters are kept, and within a year there is a newer one.
_LEAVE_LASTS = timedelta(days=400)
_CHANGED = "Somebody else changed this letter meanwhile: look at it, and begin again."
_SAME = "This is what is in use already, so nothing was changed."
_BROKEN = "mend the file, or take it away"

InUse = tuple[LetterText, str]
"""A letter's templates, and the label of their version."""


@dataclass(frozen=True, kw_only=True)
class Letters:
    folder: Path | None
    """Where the installation keeps letters of its own."""
    links: Links
    support: str
    """The address that answers questions."""

    async def write(
        self, kind: str, to: Contact, values: Mapping[str, str], *, now: datetime, store: Store
    ) -> tuple[Letter, str]:
        """Return the letter as it will leave, and the version that it was written from.

        Raises ConflictError where a value is missing.
        """
        text, label = await self.in_use(kind, store=store)
        leave = Link(purpose=Purpose.LEAVE, subject=to.id, expires=now + _LEAVE_LASTS)
        common = {
            "name": to.greeted,
            "support": self.support,
            "leave_link": self.links.make(leave),
        }
        return _written(text, {**values, **common}, kind=kind), label

    def example(self, kind: str, text: LetterText) -> Letter:
        """Return a letter as it would leave, with example values in it."""
        values = {**letter_kinds.examples(kind), "support": self.support}
        return _written(text, values, kind=kind)

    async def in_use(self, kind: str, *, store: Store) -> InUse:
        """Return the newest version that staff made, else the installation's own, else ours.

        Raises ConflictError where a file of the installation cannot be used.
        """
        letter_kinds.kind(kind)
        if newest := await store.letters.newest(kind):
            return newest.text, f"{kind} {newest.number}"
        if own := self._own(kind):
            return own, f"{kind} in RSP_LETTERS_DIR {_digest(own)}"
        return letter_kinds.shipped(kind), as_shipped(kind)

    async def listed(self, *, database: Database) -> Kinds:
        async with database.read() as store:
            letters = [await self._listed(kind, store) for kind in letter_kinds.kinds().values()]
        return Kinds(letters=tuple(letters), strays=tuple(self._strays()))

    async def shown(self, kind: str, *, database: Database) -> Shown:
        async with database.read() as store:
            text, label = await self.in_use(kind, store=store)
            versions = await store.letters.of(kind)
        return Shown(
            kind=letter_kinds.kind(kind),
            in_use=label,
            template=text,
            letter=self.example(kind, text),
            versions=tuple(versions),
        )

    async def edit(
        self, kind: str, text: LetterText, act: Act, *, version: int, database: Database
    ) -> int:
        """Keep a version that is used from now on, and return its number.

        `version` is the number of the newest one when the editing began, 0 for none.
        """
        letter_kinds.kind(kind)
        text = letter_kinds.tidy(text)
        async with database.begin(act) as store:
            newest = await store.letters.newest(kind)
            if version != (newest.number if newest else 0):
                raise ConflictError(_CHANGED)
            before = await self.in_use(kind, store=store)
            _refuse(_faults(kind, text, before=before[0]))
            number = await _keep(kind, text, act, note=EDITED, before=before, store=store)
            # Another edit may have ended between the look and the writing.
            if number != version + 1:
                raise ConflictError(_CHANGED)
        return number

    async def restore(self, kind: str, number: int, act: Act, *, database: Database) -> int:
        """Keep a new version equal to an old one, 0 for the one shipped; return its number."""
        letter_kinds.kind(kind)
        async with database.begin(act) as store:
            text = await _version(kind, number, store)
            _refuse(_faults(kind, text))
            before = await self._before(kind, store)
            note = f"restored {number or 'as shipped'}"
            return await _keep(kind, text, act, note=note, before=before, store=store)

    async def _before(self, kind: str, store: Store) -> InUse:
        """Return what is in use; a file that cannot be used keeps nobody from restoring."""
        try:
            return await self.in_use(kind, store=store)
        except ConflictError as error:
            return LetterText(subject="", text="", html=""), str(error)

    async def _listed(self, kind: LetterKind, store: Store) -> Listed:
        try:
            _, label = await self.in_use(kind.name, store=store)
        except ConflictError as error:
            return Listed(kind=kind, in_use=str(error), is_broken=True)
        return Listed(kind=kind, in_use=label, is_broken=False)

    def _own(self, kind: str) -> LetterText | None:
        """Return the shipped letter with the installation's files in place of ours."""
        folder = self.folder / kind if self.folder else None
        own = _files(folder) if folder else {}
        if not own:
            return None
        # HTML that says something else than the text is worse than what is made from it.
        html = {"html": ""} if "text" in own else {}
        text = letter_kinds.tidy(replace(letter_kinds.shipped(kind), **{**html, **own}))
        if found := _faults(kind, text):
            named = (
                f"{folder}/{letter_kinds.FILES[field]}: {why}" for field, why in found.items()
            )
            raise ConflictError(f"{' '.join(named)} Please {_BROKEN}.")
        return text

    def _strays(self) -> Iterator[str]:
        """Name what is used for no letter: it was meant to be, and its name is mistyped."""
        files = {
            f"{kind}/{file}"
            for kind in letter_kinds.kinds()
            for file in letter_kinds.FILES.values()
        }
        for entry in sorted(self.folder.glob("[!.]*")) if self.folder else ():
            if entry.name in letter_kinds.kinds():
                found = (f"{entry.name}/{file.name}" for file in entry.glob("[!.]*"))
                yield from sorted(name for name in found if name not in files)
            elif entry.name != BADGE:
                yield entry.name


def _digest(text: LetterText) -> str:
    """Return what tells versions of files apart, which nobody numbers."""
    return sha256("\0".join(astuple(text)).encode()).hexdigest()[:8]


async def _version(kind: str, number: int, store: Store) -> LetterText:
    if number == 0:
        return letter_kinds.shipped(kind)
    versions = {version.number: version.text for version in await store.letters.of(kind)}
    if number not in versions:
        raise NotFoundError(
            f"There is no {kind} {number}; `rsp letters {kind}` shows its versions."
        )
    return versions[number]


async def _keep(
    kind: str, text: LetterText, act: Act, *, note: str, before: InUse, store: Store
) -> int:
    old, label = before
    if text == old:
        raise ConflictError(_SAME)
    number = await store.letters.add(kind, text, act, note=note)
    was, now = _differing(old, text), _differing(text, old)
    await store.journal.add(
        act, kind, note, before=f"{label}\n{was}", after=f"{kind} {number}\n{now}"
    )
    return number


def _differing(text: LetterText, other: LetterText) -> str:
    """Return what the other one has not."""
    pairs = ((field, getattr(text, field), getattr(other, field)) for field in letter_kinds.FILES)
    return "\n".join(f"{field}: {said}" for field, said, there in pairs if said != there)


# Jinja takes as long to import as all else: nobody waits for it who writes no letter.


def _written(text: LetterText, values: Mapping[str, str], *, kind: str) -> Letter:
    from bot.messages.writing import write  # noqa: PLC0415 -- above

    return replace(write(text, values, kind=kind), attaches=letter_kinds.kind(kind).attaches)


def _faults(kind: str, text: LetterText, *, before: LetterText | None = None) -> Mapping[str, str]:
    from bot.messages.letter_faults import faults  # noqa: PLC0415 -- above

    return faults(kind, text, before=before)


def _refuse(found: Mapping[str, str]) -> None:
    if found:
        raise ConflictError(" ".join(f"{field}: {fault}" for field, fault in found.items()))


def _files(folder: Path) -> dict[str, str]:
    """Read those files of a letter that are there."""
    read = {field: _text(folder / file) for field, file in letter_kinds.FILES.items()}
    return {field: text for field, text in read.items() if text is not None}


def _text(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConflictError(
            f"{file} cannot be read: {error.strerror}. Please {_BROKEN}."
        ) from error
    except UnicodeDecodeError as error:
        raise ConflictError(f"{file} must be text in UTF-8. Please {_BROKEN}.") from error
