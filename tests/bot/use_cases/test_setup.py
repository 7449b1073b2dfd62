"""What works, what does not, and what nobody can tell: against a loopback Slack."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clients.mail import Mailer
from bot.clients.slack import Slack
from bot.domain.people import Member, why_none
from bot.domain.setup import Point, Setup, Working, flaw
from bot.messages.json import encode
from bot.settings import Settings
from bot.use_cases import setup, ticks
from bot.use_cases.looking import Looking
from bot.use_cases.telling import LIVE
from bot.world import World
from commands.scopes import SCOPES
from tests.bot.clients.letters import mailing
from tests.conftest import StoppedClock
from tests.factories import MARCH_2
from tests.fakes.mail import FakeMail
from tests.fakes.neighbours import FakeNeighbours
from tests.fakes.slack import APP_TOKEN, FakeSlack, Fault, busy, cut, refused
from tests.fakes.wire import Answer, answering

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROLES = {"RSP_STAFF_GROUP": "SSTAFF", "RSP_STAFF_USERS": "UOTHER", "RSP_APPROVER_GROUP": "SLEADS"}
MAIL = {"SMTP_URL": "smtp://mail.example.org", "RSP_MAIL_FROM": "rsp@example.org"}
KEY = {"RSP_SECRET_KEY": "an-example-of-a-key-" * 2}
IM_WRITE = "im:write (reports to one person, where a channel will not do)"
FILES_WRITE = "files:write (the whole of a long check, as CSV in its thread)"
FILES_READ = "files:read (files handed to the form)"
NOT_LOOKED_FOR = (
    "nobody looks whether a post that was cut off is there: it stays unsure, and waits for a "
    "person."
)
NO_CHANNEL = (
    "RSP_STAFF_CHANNEL is not set, so nothing that fails, is held or changes hands is told in "
    "Slack, and there is no digest."
)
SOCKET_MODE = "Socket Mode: the bot connects to Slack by itself."
HEALTHY = Answer(body=b'{"healthy": true}')


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack.running() as slack:
        slack.scopes |= {scope.name for scope in SCOPES}
        yield slack


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running(tls="starttls", wants_login=True) as mail:
        yield mail


@pytest.fixture
async def mailer(mail: FakeMail) -> AsyncIterator[Mailer]:
    async with mailing(mail) as mailer:
        yield mailer


@pytest.fixture
async def looking(
    world: World, slack: FakeSlack, mailer: Mailer, database_url: str
) -> AsyncIterator[Looking]:
    """Return what is well set up, for Slack by HTTP."""
    environ = slack.environ | ROLES | MAIL | KEY | {"RSP_STAFF_CHANNEL": "CSTAFF"}
    settings = Settings.from_environ(environ | {"DATABASE_URL": database_url})
    await ticks.tick(world.clock(), database=world.database)
    async with Slack.open(settings.slack_bot_token, settings.slack_api_url) as client:
        yield Looking(
            settings=settings,
            scopes=SCOPES,
            slack=client,
            mailer=mailer,
            database=world.database,
            neighbours=world.checking.neighbours,
            clock=world.clock,
            patience=1.5,
        )


def changed(looking: Looking, **settings: object) -> Looking:
    return replace(looking, settings=replace(looking.settings, **settings))  # type: ignore[arg-type] # fields of Settings


async def point(name: str, looking: Looking) -> Point:
    return next(point for point in (await setup.look(looking)).points if point.name == name)


async def says(name: str, looking: Looking) -> tuple[Working, str]:
    found = await point(name, looking)
    return found.working, found.says


async def test_where_all_is_well_every_point_works(looking: Looking) -> None:
    async with looking.database.begin() as store:
        await store.marks.set_first(LIVE, f"{MARCH_2.isoformat()} ULEAD")
    async with answering(HEALTHY) as wire:
        found = await setup.look(changed(looking, public_url=wire.url))

    assert {point.working for point in found.points} == {Working.YES}
    assert [point.name for point in found.points] == [
        "Slack token",
        "Scopes",
        "Posts cut off",
        "Roles",
        "Staff channel",
        "Way to Slack",
        "Public address",
        "Links",
        "Mail",
        "Live",
        "Holidays",
        "Database",
        "Worker",
        "DataCite",
        "doi.org",
    ]


@ON_SQLITE
async def test_the_token_is_shown_by_whose_it_is(looking: Looking) -> None:
    assert await says("Slack token", looking) == (
        Working.YES,
        "The bot is UBOT of workspace THOME.",
    )
    elsewhere = changed(looking, home_team="TOTHER")
    assert (await point("Slack token", elsewhere)).says.endswith(
        "Staff are of another one, TOTHER."
    )


@ON_SQLITE
async def test_a_revoked_token_does_not_work(looking: Looking, slack: FakeSlack) -> None:
    slack.token_error = "token_revoked"  # noqa: S105 -- Slack's word for it

    found = await point("Slack token", looking)

    assert found.working is Working.NO
    assert "SLACK_BOT_TOKEN" in found.remedy


@ON_SQLITE
async def test_a_silent_slack_is_unknown_and_no_failure(
    looking: Looking, slack: FakeSlack
) -> None:
    slack.disturb("auth.test", cut(), times=15)
    slack.disturb("conversations.info", Fault(seconds=60), times=10)
    slack.disturb("usergroups.users.list", busy(30), times=10)
    slack.disturb("apps.connections.open", busy(30), times=10)

    found = await setup.look(changed(looking, slack_app_token=APP_TOKEN))

    unknown = [point.name for point in found.points if point.working is Working.UNKNOWN]
    assert unknown == [
        "Slack token",
        "Scopes",
        "Posts cut off",
        "Roles",
        "Staff channel",
        "Way to Slack",
    ]


@ON_SQLITE
@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (set(), (Working.YES, "The token has every scope that the bot uses.")),
        (
            {"files:read"},
            (
                Working.YES,
                f"All that is needed. Optional, and missing: {FILES_READ}.",
            ),
        ),
        (
            {"files:read", "im:write", "files:write"},
            (
                Working.NO,
                f"Missing: {IM_WRITE}, {FILES_WRITE}.",
            ),
        ),
    ],
)
async def test_missing_scopes_are_named_with_their_reason(
    looking: Looking, slack: FakeSlack, missing: set[str], expected: tuple[Working, str]
) -> None:
    slack.scopes -= missing

    assert await says("Scopes", looking) == expected


@ON_SQLITE
async def test_without_histories_what_stays_unsure_is_said(
    looking: Looking, slack: FakeSlack
) -> None:
    slack.scopes -= {"groups:history", "im:history"}

    found = await point("Posts cut off", looking)

    assert (found.working, found.says) == (
        Working.PARTLY,
        f"Without groups:history, im:history {NOT_LOOKED_FOR}",
    )
    assert found.remedy.startswith("Give the app the scopes")


@ON_SQLITE
async def test_scopes_that_slack_does_not_tell_are_unknown(
    looking: Looking, slack: FakeSlack
) -> None:
    body = b'{"ok": true, "team_id": "THOME", "user_id": "UBOT", "bot_id": "BBOT"}'
    slack.disturb(
        "auth.test", Fault(body=body, headers={"Content-Type": "application/json"}), times=10
    )

    assert (await says("Scopes", looking))[0] is Working.UNKNOWN
    assert (await says("Posts cut off", looking))[0] is Working.UNKNOWN


@ON_SQLITE
async def test_roles_are_counted_in_groups_and_lists(looking: Looking, slack: FakeSlack) -> None:
    slack.groups = {"SSTAFF": ["USTAFF", "ULEAD"], "SLEADS": ["ULEAD"]}

    assert await says("Roles", looking) == (
        Working.YES,
        "Staff: 3. Approvers among them: 1.",
    )


@ON_SQLITE
async def test_nobody_in_any_role_does_not_work(looking: Looking, slack: FakeSlack) -> None:
    slack.groups = {"SSTAFF": []}
    nobody = {"staff_users": frozenset(), "approver_group": ""}

    assert (await says("Roles", changed(looking, **nobody)))[0] is Working.NO
    unset = await point("Roles", changed(looking, **nobody, staff_group=""))
    assert (unset.working, unset.says) == (
        Working.NO,
        "No role is set, so nobody may do anything in Slack.",
    )
    assert "RSP_STAFF_GROUP" in unset.remedy


@ON_SQLITE
@pytest.mark.parametrize(
    ("user", "why"),
    [
        ("UGUEST", "a guest"),
        ("UGONE", "deactivated"),
        ("UFOREIGN", "of another workspace"),
        ("UBOT", "a bot"),
        ("UNONE", "unknown to Slack"),
    ],
)
async def test_who_is_listed_and_can_have_no_role_is_named(
    looking: Looking, user: str, why: str
) -> None:
    listed = changed(looking, approver_users=frozenset({user, "ULEAD"}))

    found = await point("Roles", listed)

    assert found.working is Working.NO
    assert found.says.endswith(f"Listed, and refused: {user} ({why}).")
    assert "RSP_APPROVER_USERS" in found.remedy


@ON_SQLITE
async def test_whoever_is_listed_counts_in_the_home_that_is_set(looking: Looking) -> None:
    elsewhere = changed(looking, home_team="TOTHER", staff_users=frozenset({"UFOREIGN"}))

    assert (await says("Roles", elsewhere))[0] is Working.YES


@ON_SQLITE
async def test_people_are_unknown_where_slack_is_silent(
    looking: Looking, slack: FakeSlack
) -> None:
    slack.disturb("users.info", cut(), times=10)

    assert (await says("Roles", looking))[0] is Working.UNKNOWN


@pytest.mark.parametrize("name", ["team", "is_deleted", "is_guest", "is_bot", "user"])
def test_the_set_up_and_the_wall_refuse_the_same_people(name: str) -> None:
    member = replace(Member(user="UADA", team="THOME"), **{name: "odd"})  # type: ignore[arg-type] # a flag that is true

    assert bool(flaw(member, "THOME")) == bool(why_none(member, "THOME"))


@ON_SQLITE
async def test_a_group_that_cannot_be_read_does_not_work(
    looking: Looking, slack: FakeSlack
) -> None:
    slack.disturb("usergroups.users.list", refused("no_such_subteam"), times=2)

    assert (await says("Roles", looking))[0] is Working.NO


@ON_SQLITE
async def test_a_scope_that_groups_need_is_missed_there(
    looking: Looking, slack: FakeSlack
) -> None:
    slack.scopes -= {"usergroups:read"}

    found = await point("Roles", looking)

    assert found.working is Working.NO
    assert "usergroups:read" in found.says


@ON_SQLITE
@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("CSTAFF", (Working.YES, "The bot is in channel CSTAFF, and no other organisation is.")),
        (
            "",
            (
                Working.PARTLY,
                NO_CHANNEL,
            ),
        ),
        ("CNONE", (Working.NO, "The bot sees no channel CNONE.")),
        ("COUT", (Working.NO, "The bot is not in channel COUT, so it cannot post there.")),
        (
            "CSHARED",
            (Working.NO, "Other organisations read channel CSHARED, or are invited to."),
        ),
    ],
)
async def test_the_staff_channel_is_one_that_only_staff_read(
    looking: Looking, channel: str, expected: tuple[Working, str]
) -> None:
    assert await says("Staff channel", changed(looking, staff_channel=channel)) == expected


@ON_SQLITE
@pytest.mark.parametrize(
    ("secret", "app_token", "expected"),
    [
        ("s", "", "HTTP: Slack connects to the bot, and signs what it sends."),
        ("", APP_TOKEN, SOCKET_MODE),
        (
            "s",
            APP_TOKEN,
            f"{SOCKET_MODE} Requests over HTTP are answered too.",
        ),
    ],
)
async def test_the_way_to_slack_is_named(
    looking: Looking, secret: str, app_token: str, expected: str
) -> None:
    so_set = changed(looking, slack_signing_secret=secret, slack_app_token=app_token)

    assert await says("Way to Slack", so_set) == (Working.YES, expected)
    is_needed = (await says("Public address", so_set))[0] is Working.NO
    assert is_needed == (not app_token)


@ON_SQLITE
async def test_an_app_token_that_slack_refuses_does_not_work(looking: Looking) -> None:
    found = await point("Way to Slack", changed(looking, slack_app_token="xapp-1-wrong"))  # noqa: S106 -- a made-up one

    assert (found.working, found.says) == (
        Working.NO,
        "Slack does not take SLACK_APP_TOKEN (invalid_auth).",
    )
    assert "connections:write" in found.remedy


@ON_SQLITE
@pytest.mark.parametrize(
    ("answer", "working"),
    [
        (HEALTHY, Working.YES),
        (Answer(body=b'{"status": "up"}'), Working.NO),
        (Answer(body=b"<html>", status=502), Working.UNKNOWN),
        (Answer(fault="hang"), Working.UNKNOWN),
    ],
)
async def test_the_public_address_leads_here(
    looking: Looking, answer: Answer, working: Working
) -> None:
    async with answering(answer) as wire:
        found = await point("Public address", changed(looking, public_url=f"{wire.url}/rsp"))

    assert found.working is working
    assert wire.asked[:1] == ["/rsp/health"]


@ON_SQLITE
async def test_the_public_address_must_be_https(looking: Looking) -> None:
    plain = changed(looking, public_url="http://rsp.example.org")

    assert await says("Public address", plain) == (
        Working.NO,
        "http://rsp.example.org is not https.",
    )


async def test_the_database_is_named_without_its_password(
    looking: Looking, database_url: str
) -> None:
    working, said = await says("Database", looking)

    assert working is Working.YES
    assert said.startswith("SQLite, in /" if database_url.startswith("sqlite") else "PostgreSQL, ")


@ON_SQLITE
async def test_a_database_that_is_older_or_away_does_not_work_or_is_unknown(
    looking: Looking, tmp_path: Path
) -> None:
    old = changed(looking, database_url=f"sqlite:///{tmp_path}/empty.db")
    away = changed(looking, database_url=f"postgresql://rsp:secret@/rsp?host={tmp_path}")

    assert (await point("Database", old)).remedy == "Run `rsp migrate`."
    assert (await says("Database", away))[0] is Working.UNKNOWN


@ON_SQLITE
async def test_a_worker_that_is_late_does_not_work(looking: Looking, clock: StoppedClock) -> None:
    assert await says("Worker", looking) == (
        Working.YES,
        "A worker has ticked within the last 10 minutes.",
    )
    clock.now += timedelta(minutes=11)
    assert await says("Worker", looking) == (
        Working.NO,
        "No worker has ticked for 11 minutes.",
    )


@ON_SQLITE
async def test_neighbours_that_are_down_or_hang_are_unknown(
    looking: Looking, neighbours: FakeNeighbours
) -> None:
    neighbours.fail("status", role="doi", status=503)
    neighbours.delay("api", 20)

    assert [(await point(name, looking)).working for name in ("DataCite", "doi.org")] == [
        Working.UNKNOWN,
        Working.UNKNOWN,
    ]


@ON_SQLITE
async def test_without_a_token_what_to_set_is_said(looking: Looking) -> None:
    bare = replace(
        looking,
        slack=None,
        mailer=None,
        settings=Settings.from_environ({"DATABASE_URL": looking.settings.database_url}),
    )

    found = await setup.look(bare)

    assert [point.working for point in found.points[:5]] == [
        Working.NO,
        Working.UNKNOWN,
        Working.UNKNOWN,
        Working.NO,
        Working.PARTLY,
    ]
    assert "set SLACK_BOT_TOKEN" in found.points[0].remedy


@ON_SQLITE
async def test_no_secret_is_told(looking: Looking, slack: FakeSlack, tmp_path: Path) -> None:
    secret = {
        "slack_app_token": "xapp-1-example",
        "smtp_url": "smtp://rsp:mail-password@mail.example.org",
        "database_url": f"postgresql://rsp:db-password@/rsp?host={tmp_path}&password=db-password",
    }
    said = []
    for error in ("", "token_revoked", "invalid_auth"):
        slack.token_error = error
        said.append(encode(await setup.look(changed(looking, **secret))))

    told = "".join(said)
    settings = looking.settings
    for text in (settings.slack_bot_token, settings.slack_signing_secret, "xapp-", "-password"):
        assert text not in told


def test_a_setup_knows_what_is_in_it() -> None:
    works = Point(name="DataCite", working=Working.YES, says="Answers.")

    assert Setup(points=(works,)).has(Working.YES)
    assert not Setup(points=(works,)).has(Working.NO)
