import pytest

from bot.domain.people import TERMINAL, Person, Roles
from bot.errors import ForbiddenError

ROLES = Roles(home_team="THOME", staff=frozenset({"USTAFF"}), approvers=frozenset({"UAPPROVER"}))
ADA = Person("ada", TERMINAL)


@pytest.mark.parametrize(
    ("may", "person"),
    [
        ("staff", Person("USTAFF", "THOME")),
        ("staff", Person("UAPPROVER", "THOME")),
        ("approver", Person("UAPPROVER", "THOME")),
        ("approver", ADA),
        ("anyone", Person("USTAFF", "TAWAY")),
    ],
)
def test_who_has_the_role_may(may: str, person: Person) -> None:
    ROLES.require(may, person)


@pytest.mark.parametrize(
    ("may", "person"),
    [
        ("approver", Person("USTAFF", "THOME")),
        ("staff", Person("USTAFF", "TAWAY")),
        ("staff", Person("UOTHER", "THOME")),
        ("provider", Person("USTAFF", "THOME")),
    ],
)
def test_who_has_not_may_not(may: str, person: Person) -> None:
    with pytest.raises(ForbiddenError, match=f"Only {may} may do this"):
        ROLES.require(may, person)


def test_a_role_that_is_not_set_means_that_nobody_has_it() -> None:
    nobody = Roles(home_team="", staff=frozenset(), approvers=frozenset())

    with pytest.raises(ForbiddenError):
        nobody.require("staff", Person("", ""))


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
