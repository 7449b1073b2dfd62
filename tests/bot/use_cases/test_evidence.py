"""Evidence is found by itself, from the made-up neighbours."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.application import Application, Filed, Handover, Service, ServiceKind
from bot.domain.assessment import Answer
from bot.domain.check import Environment
from bot.domain.criteria import Status
from bot.domain.people import CLOCK, Act
from bot.domain.work import WorkState
from bot.use_cases import checks, evidence
from bot.use_cases.checking import piece
from bot.use_cases.evidence import FOUND, Gathering
from bot.use_cases.neighbours import Neighbours
from bot.use_cases.work import work_due
from bot.world import World
from storage.database import Database, Store
from tests.bot.domain.cases import an_application, filed
from tests.conftest import StoppedClock
from tests.factories import AN_ACT, MARCH_2
from tests.fakes.neighbours import FakeNeighbours, made_up

ALL_WELL = ("10.5555/made-up-1", "10.5555/made-up-2", "10.5555/made-up-3")
SOFTWARE = Service(
    name="Example Repository Software",
    audience="researchInstitution",
    focus="general",
    integrations="REST API",
)


@pytest.fixture(autouse=True)
def known_dois(neighbours: FakeNeighbours) -> None:
    neighbours.add(*made_up(3))


class Told:
    """Whoever is told that something was found, within the transaction."""

    def __init__(self) -> None:
        self.applications: list[Application] = []
        self.acts: list[Act] = []
        self.counts: list[int] = []
        """How much is known by then."""

    async def __call__(self, application: Application, act: Act, /, *, store: Store) -> None:
        self.applications.append(application)
        self.acts.append(act)
        self.counts.append(len(await store.evidence.of(application.number)))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def gathering(world: World, told: Told) -> Gathering:
    return Gathering(
        clock=world.clock,
        database=world.database,
        neighbours=world.checking.neighbours,
        examples=3,
        tell=told,
    )


def all_filed(neighbours: FakeNeighbours, **details: Any) -> Filed:  # noqa: ANN401 -- as in Filed
    plain: dict[str, Any] = {
        "services": (SOFTWARE,),
        "support": f"{neighbours.urls.pages}/10.5555/findable",
        "handover": Handover.NEVER,
        "dois": ALL_WELL,
    }
    return filed(**(plain | details))


async def logged(database: Database, what: Filed, address: str = "info@example.org") -> int:
    """Keep an application as filing does, and begin to look for evidence."""
    async with database.begin() as store:
        contact = await store.contacts.add("Example", address, AN_ACT)
        new = an_application(number=0, filed=what, contact=contact.number)
        added = await store.applications.add(new, AN_ACT)
        begun = await evidence.begin(added, AN_ACT, store=store)
        return (await store.applications.save(added, begun)).number


async def begin_again(database: Database, number: int, **details: Any) -> Application:  # noqa: ANN401 -- as in Filed
    async with database.begin() as store:
        before = await store.applications.get(number)
        assert before
        after = replace(before, filed=replace(before.filed, **details))
        begun = await evidence.begin(after, AN_ACT, store=store)
        return await store.applications.save(before, begun)


async def check_all(world: World) -> None:
    while await work_due(world.checking.workers, clock=world.clock, database=world.database):
        pass


async def gather(gathering: Gathering) -> int:
    return await work_due(gathering.workers, clock=gathering.clock, database=gathering.database)


async def found(database: Database, number: int = 1) -> dict[str, Answer]:
    async with database.read() as store:
        return {one.key: one for one in await store.evidence.of(number) if not one.is_person}


async def noted(database: Database, number: int = 1) -> list[tuple[str, str]]:
    async with database.read() as store:
        lines = await store.journal.of(f"APP-{number}")
    return [(line.before, line.after) for line in lines if line.what == FOUND]


def statuses(answers: dict[str, Answer]) -> dict[str, str]:
    return {key: one.status for key, one in answers.items()}


async def test_every_criterion_gets_the_answer_that_can_be_found(
    world: World, neighbours: FakeNeighbours, gathering: Gathering
) -> None:
    await logged(world.database, all_filed(neighbours))
    await check_all(world)

    assert await gather(gathering) == 1

    answers = await found(world.database)
    assert statuses(answers) == {
        "R1": "met",
        "R2": "met",
        "R3": "met",
        "R4": "not applicable",
        "R5": "met",
        "R6": "due later",
        "R7": "met",
        "R8": "unclear",
        "R9": "met",
        "E1": "met",
        "E2": "unclear",
        "E3": "unclear",
        "E4": "met",
    }
    assert {key: one.by for key, one in answers.items()} == {
        **dict.fromkeys(("R1", "R2", "R3", "R5", "E2", "E3"), "CHK-1"),
        "R4": "application",
        "R6": "the program",
        "R7": "web page",
        "R8": "CON-1",
        "R9": "application",
        "E1": "DataCite",
        "E4": "re3data",
    }
    assert answers["E1"].note == (
        "Named in the settings of repositories: Example Repository Software (2)."
    )
    assert {one.at for one in answers.values()} == {MARCH_2}


async def test_examples_of_both_systems_are_checked_each_in_its_own(
    world: World, neighbours: FakeNeighbours
) -> None:
    what = all_filed(neighbours, test_dois=("10.5555/only-in-test",), check="CHK-77")
    number = await logged(world.database, what)

    async with world.database.read() as store:
        kept = await store.applications.get(number)
        first, second = await store.checks.get(1), await store.checks.get(2)
    assert kept
    assert (kept.check, kept.test_check) == (1, 2)
    assert first
    assert second
    assert (first.how.environment, first.count) == (Environment.PRODUCTION, 3)
    assert (second.how.environment, second.count) == (Environment.TEST, 1)
    assert first.asked_by == AN_ACT.by.signature


async def test_nobody_reports_on_the_checks_of_an_application(
    world: World, neighbours: FakeNeighbours
) -> None:
    await logged(world.database, all_filed(neighbours))

    async with world.database.read() as store:
        assert await store.reports.get(1) is None


async def test_without_examples_nothing_is_checked_and_the_rest_is_found(
    world: World, neighbours: FakeNeighbours, gathering: Gathering
) -> None:
    await logged(world.database, all_filed(neighbours, dois=()))

    await gather(gathering)

    answers = statuses(await found(world.database))
    assert (answers["R2"], answers["R7"], answers["E1"]) == ("unclear", "met", "met")


async def test_it_waits_until_its_checks_are_finished(
    world: World, neighbours: FakeNeighbours, gathering: Gathering, clock: StoppedClock
) -> None:
    await logged(world.database, all_filed(neighbours))

    assert await gather(gathering) == 1
    assert await found(world.database) == {}
    assert await gather(gathering) == 0

    await check_all(world)
    clock.now += timedelta(seconds=5)
    assert await gather(gathering) == 1
    assert (await found(world.database))["R2"].status is Status.MET


async def test_it_does_not_wait_for_a_check_that_nobody_goes_on_with(
    world: World, neighbours: FakeNeighbours, gathering: Gathering
) -> None:
    await logged(world.database, all_filed(neighbours))
    await checks.stop(1, AN_ACT, database=world.database)

    await gather(gathering)

    answer = (await found(world.database))["R2"]
    assert (answer.status, answer.note) == (
        Status.UNCLEAR,
        "Not known yet: 3 of 3 examples; re-check them.",
    )


@pytest.mark.parametrize(
    ("role", "path", "unknown"),
    [
        ("api", "software=", {"E1"}),
        ("api", "/repositories.ids=", {"E4"}),
        ("re3data", "", {"E4"}),
        ("pages", "findable", {"R7"}),
    ],
)
async def test_a_silent_neighbour_leaves_only_that_unknown(
    world: World,
    neighbours: FakeNeighbours,
    gathering: Gathering,
    role: str,
    path: str,
    unknown: set[str],
) -> None:
    await logged(world.database, all_filed(neighbours))
    await check_all(world)
    kind = "500" if role == "pages" else "html"
    neighbours.fail(kind, role=role, path=path)

    await gather(gathering)

    answers = statuses(await found(world.database))
    unclear = {"R8", "E2", "E3"} | unknown
    assert {key for key, status in answers.items() if status == "unclear"} == unclear


async def test_a_domain_that_takes_no_mail_is_not_met(
    world: World, neighbours: FakeNeighbours, gathering: Gathering
) -> None:
    support = "help@nowhere.example"
    what = all_filed(neighbours, dois=(), support=support)
    await logged(world.database, what, "info@no-mail.example")

    await gather(gathering)

    answers = statuses(await found(world.database))
    assert (answers["R7"], answers["R8"]) == ("not met", "not met")


async def test_who_has_no_product_is_not_asked_about(
    world: World, neighbours: FakeNeighbours, gathering: Gathering
) -> None:
    await logged(world.database, all_filed(neighbours, dois=(), kind=ServiceKind.HELP))

    await gather(gathering)

    assert (await found(world.database))["E1"].status is Status.NOT_APPLICABLE
    assert neighbours.paths("api") == []


async def test_whoever_took_over_is_the_contact(
    world: World, neighbours: FakeNeighbours, gathering: Gathering
) -> None:
    await logged(world.database, all_filed(neighbours, dois=()))
    async with world.database.begin() as store:
        successor = await store.contacts.add("Bea", "bea@example.org", AN_ACT)
        await store.contacts.note(successor.number, confirmed_at=MARCH_2)
        await store.contacts.note(1, left_at=MARCH_2, successor=successor.number)

    await gather(gathering)

    answer = (await found(world.database))["R8"]
    assert (answer.by, answer.status) == ("CON-2", Status.MET)


async def test_whoever_shows_the_case_is_told_with_what_was_found(
    world: World, neighbours: FakeNeighbours, gathering: Gathering, told: Told
) -> None:
    number = await logged(world.database, all_filed(neighbours, dois=()))

    await gather(gathering)

    async with world.database.read() as store:
        assert told.applications == [await store.applications.get(number)]
    assert told.acts == [Act(by=CLOCK, at=MARCH_2)]
    assert told.counts == [13]


async def test_the_journal_says_what_changed(
    world: World, neighbours: FakeNeighbours, gathering: Gathering, clock: StoppedClock
) -> None:
    number = await logged(world.database, all_filed(neighbours, dois=()))
    await gather(gathering)
    (first,) = await noted(world.database)
    assert first[0] == ""
    assert "R7 met: The support page answers." in first[1].splitlines()

    async with world.database.begin() as store:
        await store.contacts.note(1, confirmed_at=MARCH_2)
        await evidence.look(number, AN_ACT, store=store)
    await gather(gathering)
    assert (await noted(world.database))[-1] == (
        "R8 unclear: The address is not confirmed yet: press *Ask to confirm*.",
        "R8 met: The address was confirmed on 2 March 2026.",
    )

    async with world.database.begin() as store:
        await evidence.look(number, AN_ACT, store=store)
    await gather(gathering)
    assert (await noted(world.database))[-1] == ("", "nothing new")
    assert clock.now == MARCH_2


async def test_what_a_person_says_and_dismisses_stays(
    world: World, neighbours: FakeNeighbours, gathering: Gathering
) -> None:
    number = await logged(world.database, all_filed(neighbours, dois=()))
    await gather(gathering)
    said = Answer(key="R2", status=Status.MET, by="USTAFF", at=MARCH_2, is_person=True)
    async with world.database.begin() as store:
        await store.evidence.say(number, said)
        await store.evidence.dismiss(number, "E2", "they count elsewhere")
        await evidence.look(number, AN_ACT, store=store)

    await gather(gathering)

    async with world.database.read() as store:
        people = [one for one in await store.evidence.of(number) if one.is_person]
    assert people == [said]
    assert (await found(world.database))["E2"].dismissed == "they count elsewhere"


async def test_to_begin_again_checks_the_examples_that_there_are_now(
    world: World, neighbours: FakeNeighbours, gathering: Gathering, clock: StoppedClock
) -> None:
    number = await logged(world.database, all_filed(neighbours))
    await check_all(world)
    await gather(gathering)

    after = await begin_again(world.database, number, dois=("10.5555/registered",))
    assert after.check == 2
    await check_all(world)
    await gather(gathering)

    answer = (await found(world.database))["R2"]
    assert (answer.status, answer.by) == (Status.NOT_MET, "CHK-2")


async def test_examples_that_are_gone_are_checked_no_more(
    world: World, neighbours: FakeNeighbours, gathering: Gathering
) -> None:
    number = await logged(world.database, all_filed(neighbours))

    after = await begin_again(world.database, number, dois=())

    assert after.check is None
    await gather(gathering)
    assert (await found(world.database))["R2"].status is Status.UNCLEAR


async def test_what_changes_meanwhile_is_looked_at_anew(
    world: World, neighbours: FakeNeighbours, gathering: Gathering
) -> None:
    number = await logged(world.database, all_filed(neighbours, dois=()))

    async def change() -> None:
        await begin_again(world.database, number, website="", dois=())

    await gather(replace(gathering, neighbours=_once(change, gathering.neighbours)))
    assert await found(world.database) == {}

    await gather(gathering)
    assert (await found(world.database))["R9"].status is Status.NOT_MET


async def test_a_change_that_begins_nothing_anew_is_looked_at_all_the_same(
    world: World, neighbours: FakeNeighbours, gathering: Gathering
) -> None:
    await logged(world.database, all_filed(neighbours, dois=()))

    async def confirm() -> None:
        async with world.database.begin() as store:
            await store.contacts.note(1, confirmed_at=MARCH_2)

    await gather(replace(gathering, neighbours=_once(confirm, gathering.neighbours)))
    await gather(gathering)

    assert (await found(world.database))["R8"].status is Status.MET
    async with world.database.read() as store:
        assert await store.work.count(WorkState.DUE, WorkState.CLAIMED) == 0


async def test_a_new_owner_makes_no_difference(
    world: World, neighbours: FakeNeighbours, gathering: Gathering, told: Told
) -> None:
    number = await logged(world.database, all_filed(neighbours, dois=()))

    async def own() -> None:
        async with world.database.begin() as store:
            before = await store.applications.get(number)
            assert before
            await store.applications.save(before, replace(before, owner="USTAFF"))

    await gather(replace(gathering, neighbours=_once(own, gathering.neighbours)))

    assert [one.owner for one in told.applications] == ["USTAFF"]


async def test_an_application_that_is_not_there_is_nothing_to_look_at(
    world: World, gathering: Gathering, told: Told
) -> None:
    async with world.database.begin() as store:
        await evidence.look(7, AN_ACT, store=store)

    assert await gather(gathering) == 1
    assert told.applications == []


async def test_a_check_that_an_application_asks_for_is_undone_with_it(
    world: World, neighbours: FakeNeighbours
) -> None:
    with pytest.raises(RuntimeError):
        await _log_and_fail(world.database, all_filed(neighbours))

    async with world.database.read() as store:
        assert await store.checks.recent(9) == []
        assert not await store.work.is_left(piece(1))


async def _log_and_fail(database: Database, what: Filed) -> None:
    async with database.begin() as store:
        await evidence.begin(an_application(filed=what), AN_ACT, store=store)
        raise RuntimeError("something else of it went wrong")


def _once(
    doing: Callable[[], Awaitable[None]], neighbours: Callable[[], Awaitable[Neighbours]]
) -> Callable[[], Awaitable[Neighbours]]:
    """Do something while the neighbours are asked."""

    async def reach() -> Neighbours:
        await doing()
        return await neighbours()

    return reach
