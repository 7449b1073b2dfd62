"""The badge: files in a folder, which go with some letters, and which these wait for."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clients.mail import Mailer
from bot.domain.contact import Contact
from bot.domain.delivery import Held, Stage
from bot.domain.letters import Attachment
from bot.domain.outbox import Verb
from bot.domain.work import WorkState
from bot.errors import ConflictError
from bot.messages.letter_kinds import examples, kinds
from bot.use_cases.badges import Badge
from bot.use_cases.delivering import Delivering
from bot.use_cases.letters import Letters
from bot.use_cases.links import Links
from bot.use_cases.mailing import Mailing
from storage.database import Database
from tests.bot.use_cases.outboxes import a_handling, decide, put
from tests.bot.use_cases.telling import LETTER, a_draft, a_telling, go_live, kept, write
from tests.conftest import StoppedClock
from tests.factories import MARCH_2
from tests.fakes.mail import FakeMail

SVG = Attachment(name="badge.svg", content=b"<svg/>", media_type="image/svg+xml")
PNG = Attachment(name="Badge (grey).PNG", content=b"\x89PNG\r\n", media_type="image/png")
WITH_BADGE = {**LETTER, "attaches": "badge"}
MEGABYTE = 1_000_000
ADA = Contact(
    number=3, name="Ada Example", address="ada@example.org", added_at=MARCH_2, added_by="USTAFF"
)
LINKS = Links(public_url="https://rsp.example.org", secret="s" * 32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where the installation keeps its letters, with nothing in its badge/ yet."""
    (tmp_path / "letters" / "badge").mkdir(parents=True)
    return tmp_path / "letters"


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        yield mail


def lay(folder: Path, *files: Attachment) -> None:
    for file in files:
        (folder / "badge" / file.name).write_bytes(file.content)


def refused(folder: Path | None) -> str:
    with pytest.raises(ConflictError) as error:
        Badge(folder=folder).files()
    return str(error.value)


def where_to_put_it(folder: Path) -> str:
    return f"Put the badge into {folder}/badge: at most 5 files, SVG, PNG, JPG or PDF."


def test_the_files_are_read_by_name(folder: Path) -> None:
    lay(folder, SVG, PNG)
    (folder / "badge" / ".hidden").write_text("x")

    assert Badge(folder=folder).files() == (PNG, SVG)


def test_a_version_names_the_files_and_is_another_once_one_is_changed(folder: Path) -> None:
    lay(folder, SVG, PNG)
    assert Badge(folder=folder).version() == "Badge (grey).PNG 823ceb99, badge.svg d4dc5666"

    lay(folder, replace(SVG, content=b"<svg />"))
    assert "d4dc5666" not in Badge(folder=folder).version()


def test_where_there_is_none_it_says_where_to_put_it(folder: Path) -> None:
    assert refused(None) == (
        "Set RSP_LETTERS_DIR to a folder, and put the badge into badge/ in it: "
        "at most 5 files, SVG, PNG, JPG or PDF."
    )
    assert refused(folder) == where_to_put_it(folder)
    (folder / "badge").rmdir()
    assert refused(folder) == where_to_put_it(folder)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({f"{n}.svg": 1 for n in range(6)}, "There are 6 files; leave 5 at most."),
        ({"a.txt": 1}, "a.txt is none of SVG, PNG, JPG or PDF; take it away."),
        ({"svg": 1}, "svg is none of SVG, PNG, JPG or PDF; take it away."),
        ({"a.svg": 0}, "a.svg is empty, or larger than 1 MB; put another in its place."),
        (
            {"a.svg": MEGABYTE + 1},
            "a.svg is empty, or larger than 1 MB; put another in its place.",
        ),
        (
            {"a.svg": MEGABYTE, "b.svg": MEGABYTE, "c.svg": MEGABYTE, "d.svg": 1},
            "The files are larger than 3 MB together; make them smaller.",
        ),
        (
            {"a\nb.svg": 1},
            r"'a\nb.svg' has a sign in its name that no letter carries; rename it.",
        ),
    ],
)
def test_what_will_not_do_is_named(folder: Path, files: dict[str, int], why: str) -> None:
    lay(
        folder,
        *(replace(SVG, name=name, content=b"x" * size) for name, size in files.items()),
    )

    assert refused(folder) == f"{folder}/badge: {why}"


def test_five_files_of_three_megabytes_will_do(folder: Path) -> None:
    sizes = [MEGABYTE, MEGABYTE, MEGABYTE - 2, 1, 1]
    lay(
        folder,
        *(replace(SVG, name=f"{n}.pdf", content=b"x" * size) for n, size in enumerate(sizes)),
    )

    assert [len(file.content) for file in Badge(folder=folder).files()] == sizes


def test_what_is_no_file_is_named(folder: Path) -> None:
    (folder / "badge" / "old.svg").mkdir()
    assert refused(folder).endswith("old.svg is no file; take it away.")

    (folder / "badge" / "old.svg").rmdir()
    (folder / "badge" / "gone.svg").symlink_to(folder / "nowhere.svg")
    assert refused(folder).endswith("gone.svg is no file; take it away.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(folder: Path) -> None:
    lay(folder, SVG)
    (folder / "badge" / SVG.name).chmod(0)

    assert refused(folder) == (
        f"{folder}/badge/badge.svg cannot be read: Permission denied. Please mend that."
    )


async def test_a_letter_remembers_that_the_badge_goes_with_it(database: Database) -> None:
    letters = Letters(folder=None, links=LINKS, support="support@example.org")
    attaches = {}
    for kind in kinds():
        async with database.read() as store:
            letter, _ = await letters.write(kind, ADA, examples(kind), now=MARCH_2, store=store)
        attaches[kind] = letter.payload.get("attaches")

    with_badge = {kind: said for kind, said in attaches.items() if said}
    assert with_badge == {"approved": "badge", "provisional": "badge"}


async def test_the_folder_of_the_badge_is_nothing_mistyped(
    database: Database, folder: Path
) -> None:
    (folder / "bagde").mkdir()
    letters = Letters(folder=folder, links=LINKS, support="support@example.org")

    assert (await letters.listed(database=database)).strays == ("bagde",)


@asynccontextmanager
async def a_mailing(
    database: Database, clock: StoppedClock, mail: FakeMail, folder: Path | None
) -> AsyncIterator[Mailing]:
    await go_live(database)
    delivering = Delivering(clock=clock, database=database, telling=a_telling())
    async with Mailer.open(mail.url, "rsp@example.org") as mailer:
        yield Mailing(
            delivering=delivering,
            mailer=mailer,
            reply_to="support@example.org",
            badge=Badge(folder=folder),
        )


async def test_the_badge_goes_with_the_letters_that_attach_it_and_with_no_other(
    database: Database, clock: StoppedClock, mail: FakeMail, folder: Path
) -> None:
    lay(folder, SVG, PNG)
    async with a_mailing(database, clock, mail, folder) as mailing:
        await write(database, a_draft(key="mail:a:1", payload=WITH_BADGE), a_draft(key="mail:b:1"))
        await mailing.send_due()

    names = [
        [part.get_filename() for part in letter.message.iter_attachments()]
        for letter in mail.received
    ]
    assert sorted(names) == [[], [PNG.name, SVG.name]]
    assert (await kept(database, "mail:a:1")).stage is Stage.ACCEPTED


async def test_a_letter_waits_for_the_badge_and_says_so_until_it_is_there_and_released(
    database: Database, clock: StoppedClock, mail: FakeMail, folder: Path
) -> None:
    async with a_mailing(database, clock, mail, folder) as mailing:
        (number,) = await write(database, a_draft(payload=WITH_BADGE))
        assert number
        await mailing.send_due()
        held = await kept(database)
        await decide(database, number, Verb.RELEASE)
        await mailing.send_due()
        held_again = await kept(database)
        lay(folder, SVG)
        await decide(database, number, Verb.RELEASE)
        await mailing.send_due()

    assert (held.stage, held.held) == (Stage.HELD, Held.NO_BADGE)
    assert held.why == held_again.why == where_to_put_it(folder)
    assert held_again.held is Held.NO_BADGE
    sent = await kept(database)
    assert (sent.stage, sent.held, len(mail.received)) == (Stage.ACCEPTED, None, 1)


async def test_the_outbox_says_what_goes_with_a_letter_or_what_keeps_it(
    database: Database, folder: Path
) -> None:
    handling = replace(a_handling(database), badge=Badge(folder=folder))
    number = await put(
        database,
        WorkState.HELD,
        payload=WITH_BADGE,
        noted={"held": Held.NO_BADGE, "why": "Put it there."},
    )

    lacking, _ = await handling.find(number, MARCH_2)
    lay(folder, SVG, PNG)
    there, _ = await handling.find(number, MARCH_2)

    assert lacking.why == f"{Held.NO_BADGE}: Put it there."
    assert lacking.attached == where_to_put_it(folder)
    assert there.attached == "Badge (grey).PNG, badge.svg"


@pytest.mark.parametrize(
    ("state", "payload", "said"),
    [
        (WorkState.SENT, WITH_BADGE, "the badge"),
        (WorkState.SENT, LETTER, ""),
        (WorkState.DUE, LETTER, ""),
    ],
)
async def test_of_what_left_the_outbox_names_no_files_that_may_be_others_by_now(
    database: Database, folder: Path, state: WorkState, payload: dict[str, object], said: str
) -> None:
    lay(folder, SVG)
    handling = replace(a_handling(database), badge=Badge(folder=folder))
    number = await put(database, state, payload=payload)

    shown, _ = await handling.find(number, MARCH_2)

    assert shown.attached == said
