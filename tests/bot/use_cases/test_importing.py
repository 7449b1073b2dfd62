"""Files of applications: looked at, taken in, and once more."""

import json
from datetime import date

import pytest

from bot.domain.application import Application
from bot.domain.filing import Came, Change
from bot.domain.importing import Import, Imported
from bot.errors import UsageError
from bot.use_cases import filing
from bot.use_cases.importing import entries, look, take_in
from bot.world import World
from tests.factories import AN_ACT

HEADER = "id,organisation,contact,received,note\n"
FIRST = "17,Example Ltd,helpdesk@example.org,2026-02-20,\n"
VISIBLE = "The id must have at most 200 characters, all of them visible."
SECOND = "18,Another Ltd,bea@example.org,,Met.\n"


async def take(world: World, text: str, seen: list[tuple[int, int, int]] | None = None) -> Import:
    noted = seen if seen is not None else []

    def progress(done: int, total: int, problems: int) -> None:
        noted.append((done, total, problems))

    rows = entries(text.encode(), {})
    return await take_in(rows, AN_ACT, cases=world.cases, progress=progress)


async def applications(world: World) -> list[Application]:
    async with world.database.read() as store:
        return await store.applications.open()


def came(found: Import) -> list[tuple[str, Came]]:
    return [(row.where, row.came) for row in found.rows]


async def test_each_row_is_an_application(world: World) -> None:
    seen: list[tuple[int, int, int]] = []

    found = await take(world, HEADER + FIRST + SECOND, seen)

    assert [(row.application, row.came) for row in found.rows] == [
        ("APP-1", Came.NEW),
        ("APP-2", Came.NEW),
    ]
    assert {one.outside_id: one.filed.organisation for one in await applications(world)} == {
        "17": "Example Ltd",
        "18": "Another Ltd",
    }
    assert seen == [(1, 2, 0), (2, 2, 0)]


async def test_looking_changes_nothing(world: World) -> None:
    await take(world, HEADER + FIRST)
    rows = entries((HEADER + FIRST.replace("\n", "New.\n") + SECOND).encode(), {})

    found = await look(rows, AN_ACT.at, cases=world.cases)

    assert found.rows[0] == Imported(
        where="line 2",
        id="17",
        organisation="Example Ltd",
        application="APP-1",
        came=Came.UPDATED,
        changes=(Change(field="note", before="", after="New.", is_kept=False),),
    )
    assert came(found)[1] == ("line 3", Came.NEW)
    (only,) = await applications(world)
    assert only.filed.note == ""


async def test_the_same_file_once_more_changes_nothing(world: World) -> None:
    await take(world, HEADER + FIRST + SECOND)

    again = await take(world, HEADER + FIRST + SECOND)

    assert came(again) == [("line 2", Came.SAME), ("line 3", Came.SAME)]
    assert not again.changes_something


async def test_an_empty_cell_empties_nothing(world: World) -> None:
    await take(world, HEADER + SECOND)

    again = await take(world, HEADER + SECOND.replace("Met.", ""))

    assert came(again) == [("line 2", Came.SAME)]


async def test_what_a_person_changed_here_stays(world: World) -> None:
    await take(world, HEADER + SECOND)
    await filing.change(1, {"note": "Ours."}, AN_ACT, cases=world.cases)

    found = await take(world, HEADER + SECOND.replace("Met.", "Theirs."))

    assert found.rows[0].changes == (
        Change(field="note", before="Ours.", after="Theirs.", is_kept=True),
    )
    (only,) = await applications(world)
    assert (found.rows[0].came, only.filed.note) == (Came.SAME, "Ours.")


async def test_what_does_not_fit_what_a_person_changed_is_a_fault_of_its_row(world: World) -> None:
    header, row = "id,organisation,contact,service,api\n", "17,Example Ltd,a@example.org,Depot,"
    await take(world, f"{header}{row}\n")
    await filing.change(1, {"service": ""}, AN_ACT, cases=world.cases)

    found = await take(world, f"{header}{row}REST API\n")

    assert came(found) == [("line 2", Came.REFUSED)]
    assert found.rows[0].faults == {"service": "Name the service that the rest is about."}


async def test_bad_rows_are_named_and_the_good_ones_go(world: World) -> None:
    bad = "19,Third Ltd,nobody,2026-02-30,password: Xy7-hunter\n"

    found = await take(world, HEADER + bad + FIRST)

    assert came(found) == [("line 2", Came.REFUSED), ("line 3", Came.NEW)]
    assert dict(found.rows[0].faults) == {
        "contact": "An email address must have an @-sign.",
        "received": "Write the day as 2026-11-24.",
        "note": "This looks like a password or a key; leave it out.",
    }
    assert [one.outside_id for one in await applications(world)] == ["17"]


async def test_an_id_that_is_there_twice_is_taken_from_neither_row(world: World) -> None:
    found = await take(world, HEADER + FIRST + SECOND + FIRST)

    assert came(found) == [
        ("line 2", Came.REFUSED),
        ("line 3", Came.NEW),
        ("line 4", Came.REFUSED),
    ]
    assert found.rows[0].faults == {"row": "The id “17” is in line 4 too: keep one."}
    assert found.rows[2].faults == {"row": "The id “17” is in line 2 too: keep one."}


@pytest.mark.parametrize(
    ("own", "why"),
    [
        ("x" * 201, VISIBLE),
        ("1\0", VISIBLE),
        ("\ud800", VISIBLE),
        ("\u202e71", VISIBLE),
        ("1\u200b7", VISIBLE),
        ("1\n7", VISIBLE),
        ("password: geheim1", "The id looks like a password or a key; give another."),
    ],
)
async def test_an_id_that_the_webhook_would_refuse_is_refused_with_its_row(
    world: World, own: str, why: str
) -> None:
    rows = [
        {"id": own, "organisation": "Odd Ltd", "contact": "a@example.org"},
        {"id": 7, "organisation": "Example Ltd", "contact": "b@example.org"},
    ]

    looked = await look(entries(json.dumps(rows).encode(), {}), AN_ACT.at, cases=world.cases)
    found = await take(world, json.dumps(rows))

    assert looked.rows[0] == found.rows[0]
    assert found.rows[0] == Imported(
        where="object 1",
        id="",
        organisation="Odd Ltd",
        application=None,
        came=Came.REFUSED,
        faults={"row": why},
    )
    assert [one.outside_id for one in await applications(world)] == ["7"]


def test_two_rows_with_one_bad_id_are_not_told_it() -> None:
    rows = entries(b"id,organisation\n" + 2 * b"password: geheim1,Example Ltd\n", {})

    assert "geheim1" not in str(rows)


@pytest.mark.parametrize(
    ("row", "is_double"),
    [
        (",EXAMPLE  ltd,a@example.org,2026-02-20,", True),
        (",Example Ltd,a@example.org,2026-02-21,", False),
        (",Example Ltd,a@example.org,,", True),
        (",Other Ltd,a@example.org,2026-02-20,", False),
    ],
)
async def test_a_row_without_an_id_that_looks_like_a_double_is_refused(
    world: World, row: str, *, is_double: bool
) -> None:
    await take(world, HEADER + FIRST)

    found = await take(world, f"{HEADER}{row}\n")

    assert (found.rows[0].came is Came.REFUSED) == is_double
    if is_double:
        assert "APP-1 is of the same organisation" in found.rows[0].faults["row"]


async def test_two_rows_of_one_file_may_look_like_doubles_too(world: World) -> None:
    text = f"{HEADER}{FIRST[2:]}{FIRST[2:]}"

    looked = await look(entries(text.encode(), {}), AN_ACT.at, cases=world.cases)
    found = await take(world, text)

    assert came(looked) == came(found) == [("line 2", Came.NEW), ("line 3", Came.REFUSED)]
    assert "Another row is of the same organisation" in found.rows[1].faults["row"]


async def test_json_is_taken_like_csv(world: World) -> None:
    one = {
        "id": 17,
        "organisation": "Example Ltd",
        "contact": "helpdesk@example.org",
        "has_members": False,
        "dois": ["10.5555/a", "10.5555/b"],
        "received": "2026-02-20",
    }

    found = await take(world, json.dumps({"applications": [one, 3]}))

    assert came(found) == [("object 1", Came.NEW), ("object 2", Came.REFUSED)]
    (only,) = await applications(world)
    assert only.received_on == date(2026, 2, 20)
    assert (only.filed.has_members, only.filed.dois) == (False, ("10.5555/a", "10.5555/b"))


def test_columns_are_matched_before_anything_is_taken() -> None:
    with pytest.raises(UsageError, match="Column “firm” is not known"):
        entries(b"id,firm\n17,Example Ltd\n", {})
    (row,) = entries(b"id,firm\n17,Example Ltd\n", {"firm": "organisation"})
    assert row.outside.answers == {"organisation": "Example Ltd"}
