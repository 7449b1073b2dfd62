from dataclasses import replace

import pytest

from bot.domain.people import (
    CLOCK,
    FORM,
    LINK,
    TERMINAL,
    WEB,
    Act,
    Member,
    Person,
    Role,
    Roles,
    Standing,
    standing,
    why_away,
    why_not,
)
from tests.factories import MARCH_2

ROLES = Roles(home_team="THOME", staff=frozenset({"USTAFF"}), approvers=frozenset({"UAPPROVER"}))
NO_ROLES = Roles(home_team="THOME", staff=frozenset(), approvers=frozenset())
ADA = Person("ada", TERMINAL)
STAFF = Member(user="USTAFF", team="THOME")


@pytest.mark.parametrize(
    ("user", "role"), [("USTAFF", Role.STAFF), ("UAPPROVER", Role.APPROVER), ("UOTHER", None)]
)
def test_a_role_is_what_the_roles_say(user: str, role: Role | None) -> None:
    assert standing(Member(user=user, team="THOME"), ROLES).role is role


@pytest.mark.parametrize(
    ("member", "roles", "why"),
    [
        (replace(STAFF, team="TAWAY"), ROLES, "you are of another one"),
        (replace(STAFF, is_deleted=True), ROLES, "is deactivated"),
        (replace(STAFF, is_guest=True), ROLES, "You are a guest"),
        (replace(STAFF, is_bot=True), ROLES, "you are a bot"),
        (replace(STAFF, user="UOTHER"), ROLES, "You are not staff to this bot"),
        (STAFF, NO_ROLES, "Nobody is staff to this bot yet"),
        (STAFF, replace(NO_ROLES, staff_group="SSTAFF"), "You are not staff to this bot"),
    ],
)
def test_who_has_no_role_is_told_why(member: Member, roles: Roles, why: str) -> None:
    found = standing(member, roles)

    assert found.role is None
    assert why in found.why_not


@pytest.mark.parametrize(
    ("team", "home", "why"),
    [
        ("THOME", "THOME", ""),
        ("TAWAY", "THOME", "you are of another one"),
        ("", "THOME", "did not say which workspace"),
        ("", "", "did not say which workspace"),
    ],
)
def test_whose_workspace_is_another_is_told_so(team: str, home: str, why: str) -> None:
    said = why_away(Person("USTAFF", team), home)

    assert (why in said) if why else said == ""


@pytest.mark.parametrize(
    ("may", "role", "is_allowed"),
    [
        ("staff", Role.STAFF, True),
        ("staff", Role.APPROVER, True),
        ("approver", Role.STAFF, False),
        ("approver", Role.APPROVER, True),
        ("provider", Role.APPROVER, False),
    ],
)
def test_a_role_may_what_is_its_own(
    may: str,
    role: Role,
    is_allowed: bool,  # noqa: FBT001 -- a case
) -> None:
    assert (why_not(may, Standing(role=role)) == "") is is_allowed


def test_who_has_no_role_is_told_why_whatever_is_asked() -> None:
    nobody = Standing(role=None, why_not="You are a guest.")

    assert {why_not(may, nobody) for may in ("staff", "approver", "provider")} == {
        "You are a guest."
    }


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (ADA, Person("root", TERMINAL), True),
        (Person("USTAFF", "THOME"), Person("USTAFF", "THOME"), True),
        (Person("USTAFF", "THOME"), Person("USTAFF", "TAWAY"), False),
        (ADA, Person("ada", "THOME"), False),
    ],
)
def test_all_who_type_in_a_terminal_are_one_person(
    one: Person,
    other: Person,
    is_same: bool,  # noqa: FBT001 -- a case
) -> None:
    assert one.is_same_as(other) == is_same


def test_the_journal_tells_the_terminal_from_slack() -> None:
    assert [ADA.signature, Person("USTAFF", "THOME").signature] == ["terminal:ada", "USTAFF"]


@pytest.mark.parametrize(
    ("by", "door", "signature"),
    [
        (ADA, "terminal", "terminal:ada"),
        (CLOCK, "clock", "clock"),
        (FORM, "form", "form"),
        (WEB, "web", "web"),
        (Person("CON-3", LINK), "link", "link:CON-3"),
        (Person("USTAFF", "THOME"), "slack", "USTAFF"),
    ],
)
def test_the_journal_knows_the_door_of_whoever_acts(by: Person, door: str, signature: str) -> None:
    assert (Act(by=by, at=MARCH_2).door, by.signature) == (door, signature)
