"""The status page: what applicants see by the link of their letters, and that it only shows."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.domain.application import State
from bot.domain.link import Link, Purpose
from bot.use_cases import deciding, holding
from bot.use_cases.deciding import Ruling
from bot.use_cases.status import VALID, status_link
from bot.world import World
from tests.bot.address_book import URL, journal
from tests.bot.use_cases.filings import act, settled
from tests.bot.use_cases.telling import go_live
from tests.bot.web.cases import an_application, with_cases
from tests.bot.web.conftest import FORM, Web, asking
from tests.conftest import StoppedClock
from tests.factories import MARCH_2

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def web(world: World, clock: StoppedClock) -> AsyncIterator[Web]:
    world = with_cases(world)
    async with asking(world) as client:
        yield Web(world, clock, client)


async def a_path(web: Web, **details: object) -> str:
    application = await an_application(web.world, **details)
    return status_link(application, web.world.links, MARCH_2).removeprefix(URL)


async def seen(web: Web, path: str) -> str:
    answer = await web.client.get(path)
    assert answer.status_code == 200
    return answer.text


async def test_an_applicant_sees_where_it_stands(web: Web) -> None:
    page = await seen(web, await a_path(web))

    assert "<h1>Application APP-1</h1>" in page
    assert "Example Ltd" in page
    assert "by 16 March 2026" in page
    assert "has not arrived yet" in page


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
async def test_whatever_is_done_to_it_the_page_only_shows(web: Web, method: str) -> None:
    path = await a_path(web)
    before, shown = await journal(web.world, "APP-1"), await seen(web, path)

    answer = await web.client.request(method, path, content="state=approved", headers=FORM)

    assert answer.status_code == 200
    assert answer.text == ("" if method == "HEAD" else shown)
    assert await journal(web.world, "APP-1") == before


async def test_what_they_are_asked_for_is_there_and_what_the_board_is_asked_is_not(
    web: Web,
) -> None:
    path = await a_path(web)
    items, due = ("A support page", "Three DOIs"), date(2026, 3, 16)
    await holding.ask(1, items, due, "", act(1), cases=web.world.cases)
    await holding.ask_board(1, "Is it too secret?", due, act(1), cases=web.world.cases)

    page = await seen(web, path)

    assert "A support page" in page
    assert "Three DOIs" in page
    assert "secret" not in page
    assert "board" not in page


@pytest.mark.parametrize("to", [State.APPROVED, State.DECLINED, State.WITHDRAWN])
async def test_a_decision_shows_only_when_it_is_told(web: Web, to: State) -> None:
    path, cases = await a_path(web), web.world.cases
    await settled(1, cases)
    await holding.ask(1, ("One more DOI",), date(2026, 3, 20), "", act(6), cases=cases)
    before = await seen(web, path)

    await deciding.decide(1, Ruling(to=to, words="no comment"), act(7), cases=cases)

    assert await seen(web, path) == before
    assert (await web.post(path)).text == before


async def test_a_decision_that_was_told_is_shown(web: Web) -> None:
    path, cases = await a_path(web), web.world.cases
    await go_live(cases.database)
    await settled(1, cases)
    await deciding.decide(1, Ruling(to=State.DECLINED, reasons=("R3",)), act(7), cases=cases)

    await deciding.tell(1, act(7), cases=cases)

    page = await seen(web, path)
    assert "We could not register your organisation." in page
    assert "R3" not in page


async def test_an_application_that_does_not_exist_is_no_link_of_ours(web: Web) -> None:
    link = Link(purpose=Purpose.STATUS, subject="APP-7", expires=MARCH_2 + VALID)

    answer = await web.client.get(web.world.links.make(link))

    assert answer.status_code == 404
    assert "This link does not work" in answer.text


async def test_an_altered_link_is_not_found(web: Web) -> None:
    path = await a_path(web)

    assert (await web.client.get(path[:-1])).status_code == 404


async def test_the_link_lasts_for_four_hundred_days(web: Web) -> None:
    path = await a_path(web)
    web.clock.now = MARCH_2 + VALID - timedelta(seconds=1)
    assert (await web.client.get(path)).status_code == 200

    web.clock.now = MARCH_2 + VALID

    assert (await web.client.get(path)).status_code == 410


async def test_who_was_erased_is_shown_nothing(web: Web) -> None:
    path = await a_path(web)
    async with web.world.database.begin() as store:
        await store.privacy.erase_contact(1)

    page = await seen(web, path)

    assert "Your name and address were erased here" in page
    assert "Example Ltd" not in page
