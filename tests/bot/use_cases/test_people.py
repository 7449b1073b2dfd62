"""Who may, as the loopback Slack says."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.people import (
    AT_THE_TERMINAL,
    TERMINAL,
    Identity,
    Person,
    Role,
    Roles,
    Standing,
)
from bot.errors import BotError, ForbiddenError
from bot.use_cases.people import People
from bot.world import World
from storage.database import Database
from tests.conftest import StoppedClock
from tests.fakes.slack import FakeSlack, Fault, busy, cut, refused

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STAFF, LEAD = Person("USTAFF", "THOME"), Person("ULEAD", "THOME")
BOT = Identity(team="THOME", user="UBOT")
REFUSALS = [
    (refused("token_revoked"), "an admin must install me again"),
    (refused("missing_scope", needed="users:read"), "the scope `users:read`"),
]


def people_of(
    world: World, roles: Roles | None = None, database: Database | None = None
) -> People:
    """Start anew, as another process would."""
    return People(
        roles=roles or world.settings.roles,
        slack=world.slack,
        database=database or world.database,
        clock=world.clock,
        token=world.settings.slack_bot_token,
    )


def asked(slack: FakeSlack) -> list[str]:
    return sorted(call.method for call in slack.calls)


@ON_SQLITE
@pytest.mark.parametrize(
    ("person", "role"),
    [
        (STAFF, Role.STAFF),
        (LEAD, Role.APPROVER),
        (Person("ada", TERMINAL), Role.APPROVER),
    ],
)
async def test_who_has_a_role_has_it_by_the_groups(
    slack_world: World, person: Person, role: Role
) -> None:
    assert await slack_world.people.standing(person) == Standing(role=role)


@ON_SQLITE
@pytest.mark.parametrize(
    ("person", "why"),
    [
        (Person("UOTHER", "THOME"), "You are not staff to this bot"),
        (Person("UGUEST", "THOME"), "You are a guest"),
        (Person("UGONE", "THOME"), "is deactivated"),
        (Person("UBOT", "THOME"), "you are a bot"),
        (Person("UNOBODY", "THOME"), "Slack knows no user of your id"),
        # Its own workspace says so, but a door that were deceived would not.
        (Person("UFOREIGN", "THOME"), "you are of another one"),
        (Person("UFOREIGN", "TOTHER"), "you are of another one"),
        (Person("USTAFF", ""), "did not say which workspace"),
    ],
)
async def test_who_has_none_is_told_why(slack_world: World, person: Person, why: str) -> None:
    with pytest.raises(ForbiddenError, match=why):
        await slack_world.people.require("staff", person)


@ON_SQLITE
async def test_an_approver_may_more_than_staff(slack_world: World) -> None:
    await slack_world.people.require("staff", STAFF)
    await slack_world.people.require("approver", LEAD)
    await slack_world.people.require("approver", Person("ada", TERMINAL))

    with pytest.raises(ForbiddenError, match="Only an approver"):
        await slack_world.people.require("approver", STAFF)


@ON_SQLITE
async def test_what_anyone_may_is_nobodys_question(slack_world: World, slack: FakeSlack) -> None:
    await slack_world.people.require("anyone", Person("UFOREIGN", "TOTHER"))

    assert slack.calls == []


@ON_SQLITE
async def test_a_list_of_ids_does_where_there_are_no_groups(
    slack_world: World, slack: FakeSlack
) -> None:
    listed = Roles(staff=frozenset({"UOTHER"}), approvers=frozenset({"ULEAD"}))
    people = people_of(slack_world, listed)

    await people.require("staff", Person("UOTHER", "THOME"))
    await people.require("approver", LEAD)

    assert "usergroups.users.list" not in asked(slack)


@ON_SQLITE
async def test_where_no_role_is_set_nobody_has_one(slack_world: World) -> None:
    people = people_of(slack_world, Roles(staff=frozenset(), approvers=frozenset()))

    with pytest.raises(ForbiddenError, match="Nobody is staff to this bot yet"):
        await people.require("staff", STAFF)


@ON_SQLITE
async def test_strangers_are_refused_without_a_question_to_slack(
    slack_world: World, slack: FakeSlack
) -> None:
    people = people_of(slack_world, replace(slack_world.settings.roles, home_team="THOME"))

    with pytest.raises(ForbiddenError):
        await people.require("staff", Person("UFOREIGN", "TOTHER"))

    assert slack.calls == []


@ON_SQLITE
async def test_the_home_may_be_another_workspace_than_the_tokens(slack_world: World) -> None:
    roles = replace(slack_world.settings.roles, home_team="TOTHER")

    with pytest.raises(ForbiddenError, match="you are of another one"):
        await people_of(slack_world, roles).require("staff", STAFF)


@ON_SQLITE
async def test_many_who_ask_at_once_share_the_questions(
    slack_world: World, slack: FakeSlack
) -> None:
    people = slack_world.people
    await asyncio.gather(*(people.require("staff", STAFF) for _ in range(20)))
    await people.require("approver", LEAD)

    assert asked(slack) == [
        "auth.test",
        "usergroups.users.list",
        "usergroups.users.list",
        "users.info",
        "users.info",
    ]


@ON_SQLITE
@pytest.mark.parametrize(("minutes", "is_asked"), [(4, False), (5, True)])
async def test_what_slack_said_is_remembered_for_five_minutes(
    slack_world: World, slack: FakeSlack, clock: StoppedClock, minutes: int, *, is_asked: bool
) -> None:
    await slack_world.people.require("staff", STAFF)
    slack.users["USTAFF"]["deleted"] = True
    clock.now += timedelta(minutes=minutes)

    standing = await slack_world.people.standing(STAFF)

    assert (standing.role is None) is is_asked


@ON_SQLITE
async def test_who_leaves_the_group_loses_the_role(
    slack_world: World, slack: FakeSlack, clock: StoppedClock
) -> None:
    await slack_world.people.require("staff", STAFF)
    slack.groups["SSTAFF"].remove("USTAFF")
    clock.now += timedelta(minutes=5)

    with pytest.raises(ForbiddenError, match="You are not staff to this bot"):
        await slack_world.people.require("staff", STAFF)


@ON_SQLITE
@pytest.mark.parametrize(
    ("method", "fault", "why"),
    [
        *(
            (method, fault, "try again in a minute")
            for method in ("auth.test", "users.info", "usergroups.users.list")
            for fault in (busy(30), cut(), Fault(status=502))
        ),
        *(
            (method, fault, why)
            for method in ("auth.test", "users.info")
            for fault, why in REFUSALS
        ),
    ],
)
async def test_where_slack_does_not_say_nobody_may_until_it_does(
    slack_world: World, slack: FakeSlack, method: str, fault: Fault, why: str
) -> None:
    slack.disturb(method, fault, times=2 if method == "usergroups.users.list" else 1)

    with pytest.raises(ForbiddenError, match=why):
        await slack_world.people.require("staff", STAFF)

    await slack_world.people.require("staff", STAFF)


@ON_SQLITE
async def test_a_group_that_is_gone_keeps_everybody_out(
    slack_world: World, slack: FakeSlack
) -> None:
    del slack.groups["SSTAFF"]

    with pytest.raises(ForbiddenError, match="no such user group"):
        await slack_world.people.require("staff", STAFF)


@ON_SQLITE
@pytest.mark.parametrize(("fault", "why"), REFUSALS)
async def test_a_group_that_slack_does_not_show_is_asked_for_again_after_five_minutes(
    slack_world: World, slack: FakeSlack, clock: StoppedClock, fault: Fault, why: str
) -> None:
    slack.disturb("usergroups.users.list", fault, times=2)
    for _ in range(3):
        with pytest.raises(ForbiddenError, match=why):
            await slack_world.people.require("staff", STAFF)
    assert len(slack.asked("usergroups.users.list")) == 2

    clock.now += timedelta(minutes=5)

    await slack_world.people.require("staff", STAFF)


@ON_SQLITE
@pytest.mark.parametrize("code", ["missing_scope", "no_such_subteam"])
async def test_who_is_listed_by_id_needs_no_group_and_the_log_names_the_one_that_fails(
    slack_world: World, slack: FakeSlack, code: str
) -> None:
    listed = replace(slack_world.settings.roles, staff=frozenset({"UOTHER"}))
    slack.disturb("usergroups.users.list", refused(code), times=2)

    with capture_logs() as logged:
        await people_of(slack_world, listed).require("staff", Person("UOTHER", "THOME"))

    told = {(line["log_level"], line["group"]) for line in logged if "group" in line}
    assert told == {("error", "SSTAFF"), ("error", "SLEADS")}


@ON_SQLITE
async def test_a_group_that_fails_keeps_only_its_own_members_out(
    slack_world: World, slack: FakeSlack
) -> None:
    del slack.groups["SLEADS"]
    people = slack_world.people

    await people.require("staff", STAFF)

    with pytest.raises(ForbiddenError, match="Only an approver"):
        await people.require("approver", LEAD)


@ON_SQLITE
async def test_who_is_listed_by_id_is_kept_out_too_where_slack_is_silent_about_groups(
    slack_world: World, slack: FakeSlack
) -> None:
    listed = replace(slack_world.settings.roles, staff=frozenset({"UOTHER"}))
    slack.disturb("usergroups.users.list", Fault(status=502), times=2)

    with pytest.raises(ForbiddenError, match="try again in a minute"):
        await people_of(slack_world, listed).require("staff", Person("UOTHER", "THOME"))


@ON_SQLITE
async def test_one_who_gives_up_waiting_does_not_take_the_answer_from_others(
    slack_world: World, slack: FakeSlack
) -> None:
    slack.disturb("users.info", Fault(seconds=0.2))
    first = asyncio.create_task(slack_world.people.require("staff", STAFF))
    await slack.wait_for(lambda: slack.asked("users.info"))
    second = asyncio.create_task(slack_world.people.require("staff", STAFF))
    await asyncio.sleep(0.05)
    first.cancel()

    await second

    assert len(slack.asked("users.info")) == 1


async def test_who_the_bot_is_is_asked_once_and_kept(slack_world: World, slack: FakeSlack) -> None:
    assert await people_of(slack_world).identity() == BOT
    assert await people_of(slack_world).identity() == BOT

    assert asked(slack) == ["auth.test"]


async def test_another_token_is_another_identity(slack_world: World, slack: FakeSlack) -> None:
    await people_of(slack_world).identity()
    another = replace(slack_world.settings, slack_bot_token="xoxb-2-example")  # noqa: S106 -- opens nothing

    await people_of(replace(slack_world, settings=another)).identity()

    assert asked(slack) == ["auth.test", "auth.test"]


async def test_no_mark_names_a_token(slack_world: World) -> None:
    await slack_world.people.identity()

    async with slack_world.database.read() as store:
        assert await store.marks.get(f"slack:{slack_world.settings.slack_bot_token}") is None


@ON_SQLITE
async def test_a_silent_database_keeps_nobody_from_being_known(
    slack_world: World, tmp_path: Path
) -> None:
    async with Database.open(f"postgresql://rsp@/db?host={tmp_path}") as silent:
        await people_of(slack_world, database=silent).require("staff", STAFF)


@ON_SQLITE
async def test_without_a_token_nobody_in_slack_may(world: World) -> None:
    with pytest.raises(ForbiddenError, match="no bot token is set"):
        await world.people.require("staff", STAFF)
    with pytest.raises(BotError, match="no bot token is set"):
        await world.people.identity()
    assert await world.people.standing(Person("ada", TERMINAL)) == AT_THE_TERMINAL
