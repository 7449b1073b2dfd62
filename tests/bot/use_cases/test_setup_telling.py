"""Whether what the bot says by itself can leave, and what to do where it cannot."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clients.mail import Mailer
from bot.domain.people import Act, Person
from bot.domain.policy import Hours
from bot.domain.setup import Point, Working
from bot.settings import Settings
from bot.use_cases import setup
from bot.use_cases.live import GoingLive
from bot.use_cases.looking import Looking
from bot.world import World
from storage.database import Database
from tests.bot.clients.letters import mailing
from tests.factories import MARCH_2
from tests.fakes.mail import FakeMail, Fault, cut, refused, slow

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LINKS = {"RSP_PUBLIC_URL": "http://127.0.0.1:1", "RSP_SECRET_KEY": "an-example-of-a-key-" * 2}
MAIL = {"SMTP_URL": "smtp://mail.example.org", "RSP_MAIL_FROM": "rsp@example.org"}


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running(tls="starttls", wants_login=True) as mail:
        yield mail


@pytest.fixture
async def mailer(mail: FakeMail) -> AsyncIterator[Mailer]:
    async with mailing(mail) as mailer:
        yield mailer


def looking(world: World, environ: Mapping[str, str], mailer: Mailer | None = None) -> Looking:
    return Looking(
        settings=Settings.from_environ(environ),
        scopes=(),
        slack=None,
        mailer=mailer,
        database=world.database,
        neighbours=world.checking.neighbours,
        clock=world.clock,
        patience=1.5,
    )


async def point(name: str, looking: Looking) -> Point:
    return next(point for point in (await setup.look(looking)).points if point.name == name)


async def test_a_mail_server_that_lets_the_bot_in_works(
    world: World, mail: FakeMail, mailer: Mailer
) -> None:
    assert await point("Mail", looking(world, MAIL, mailer)) == Point(
        name="Mail",
        working=Working.YES,
        says="The mail server lets the bot in; letters come from rsp@example.org.",
    )
    assert mail.said[-1] == "AUTH"


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({}, "SMTP_URL and RSP_MAIL_FROM are not set, so letters wait."),
        ({"SMTP_URL": MAIL["SMTP_URL"]}, "RSP_MAIL_FROM is not set, so letters wait."),
    ],
)
async def test_without_mail_letters_wait(world: World, environ: dict[str, str], says: str) -> None:
    found = await point("Mail", looking(world, environ))

    assert (found.working, found.says) == (Working.PARTLY, says)
    assert "RSP_MAIL_FROM" in found.remedy


async def test_a_mail_server_that_does_not_let_the_bot_in_says_what_to_put_right(
    world: World, mail: FakeMail, mailer: Mailer
) -> None:
    mail.disturb("AUTH", refused(535, "No"))
    found = await point("Mail", looking(world, MAIL, mailer))

    assert found.working is Working.UNKNOWN
    assert "put right user, password and tls in SMTP_URL" in found.says


@pytest.mark.parametrize("fault", [cut(), slow(30)])
async def test_a_mail_server_that_is_silent_is_unknown(
    world: World, mail: FakeMail, mailer: Mailer, fault: Fault
) -> None:
    mail.disturb("EHLO", fault)

    assert (await point("Mail", looking(world, MAIL, mailer))).working is Working.UNKNOWN


@pytest.mark.parametrize("missing", [*LINKS])
async def test_without_links_no_letter_can_be_written(world: World, missing: str) -> None:
    whole = await point("Links", looking(world, LINKS))
    found = await point("Links", looking(world, LINKS | {missing: ""}))

    assert (whole.working, whole.remedy) == (Working.YES, "")
    assert found.working is Working.PARTLY
    assert (
        found.says == f"{missing} is not set, so no letter can be written: each has a link in it."
    )
    assert missing in found.remedy


async def test_it_says_since_when_it_is_live(world: World) -> None:
    before = await point("Live", looking(world, {}))
    lead = Act(by=Person("ULEAD", "THOME"), at=MARCH_2)
    going = GoingLive.of(world.settings, telling=world.telling, database=world.database)
    await going.go(lead)

    assert (before.working, before.says) == (
        Working.PARTLY,
        "Not live yet: outsiders get no letters and no posts.",
    )
    assert "`rsp live`" in before.remedy
    found = await point("Live", looking(world, {}))
    assert (found.working, found.says) == (
        Working.YES,
        "Live since 2026-03-02 09:00 UTC, by ULEAD.",
    )


async def test_a_silent_database_leaves_it_unknown_whether_it_is_live(
    world: World, tmp_path: Path
) -> None:
    async with Database.open(f"postgresql://rsp@/db?host={tmp_path}") as silent:
        found = await point("Live", replace(looking(world, {}), database=silent))

    assert found.working is Working.UNKNOWN


@pytest.mark.parametrize(
    ("hours", "working", "says"),
    [
        (("", ""), Working.YES, "The policy names no country"),
        (("DE", "BE"), Working.YES, "Staff are not called on the public holidays of DE BE."),
        (("DE", "XX"), Working.NO, "The holidays of DE with the region XX are not known"),
        (("", "BE"), Working.NO, "hours.region in the policy does nothing without"),
    ],
)
async def test_holidays_of_nowhere_do_not_work(
    world: World, hours: tuple[str, str], working: Working, says: str
) -> None:
    country, region = hours
    so_set = looking(world, {})
    days = Hours(weekdays=(1,), country=country, region=region)
    policy = replace(so_set.settings.policy, hours=days)

    found = await point(
        "Holidays", replace(so_set, settings=replace(so_set.settings, policy=policy))
    )

    assert found.working is working
    assert found.says.startswith(says)
