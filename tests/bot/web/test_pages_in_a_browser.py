"""Every page in a real browser: with a keyboard, on a phone, without JavaScript, and by axe.

Screenshots stay in the folder `screenshots` of pytest's base folder, which `--basetemp` names.
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped] # it has no types
from playwright.async_api import Browser, Page, async_playwright

from bot.demo.table import Row
from bot.domain.link import Link, Purpose
from bot.domain.work import WorkState
from bot.use_cases import checks, holding
from bot.use_cases.ready import ready_link
from bot.use_cases.status import status_link
from bot.web.app import make_app
from bot.web.server import listen, serving
from bot.world import World
from tests.bot.address_book import ask, contact, deliveries, put, tokens
from tests.bot.use_cases.filings import act, march
from tests.bot.web.cases import all_applications, an_application, with_cases
from tests.conftest import StoppedClock
from tests.fakes.neighbours import FakeNeighbours

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

_IS_CI = bool(os.environ.get("CI"))  # noqa: TID251 -- about the tests, no setting of the program
PHONE, DESKTOP = (360, 740), (1280, 900)
PRESS = "Enter"
FINE = ("10.5555/fine-1", "10.5555/fine-2", "10.5555/fine-3")
ODD = ("10.5555/draft", "10.5555/page-gone", "10.5555/datacite-down")


@dataclass
class Site:
    """The web door at a loopback port, in whose address book Ada was asked to confirm."""

    world: World
    url: str
    browser: Browser
    screenshots: Path
    complaints: list[str] = field(default_factory=list)
    """What the browser said that a page asked for and did not get."""

    async def link(self, key: str = "mail:confirm:1:1", which: int = 0) -> str:
        return f"{self.url}/link/{tokens((await deliveries(self.world))[key])[which]}"

    async def visit(
        self, url: str = "", *, size: tuple[int, int] = PHONE, script: bool = False
    ) -> Page:
        """Open a window, without JavaScript unless it is asked for."""
        width, height = size
        page = await self.browser.new_page(
            viewport={"width": width, "height": height}, java_script_enabled=script
        )
        page.on("console", lambda said: self.complaints.append(said.text))
        if url:
            await page.goto(url)
        return page


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        without = pytest.fail if _IS_CI else pytest.skip
        without("There is no Chromium here: install `chromium`.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program)
        yield browser
        await browser.close()


@pytest.fixture
async def site(
    world: World,
    neighbours: FakeNeighbours,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Site]:
    neighbours.add(*(Row(doi=doi, shows="all is well") for doi in FINE))
    screenshots = tmp_path_factory.getbasetemp() / "screenshots"
    screenshots.mkdir(exist_ok=True)
    with listen("127.0.0.1", 0) as socket:
        url = f"http://127.0.0.1:{socket.getsockname()[1]}"
        world = with_cases(world, url)
        await put(world, await ask(world), WorkState.SENT)
        async with serving(make_app(world, None), socket):
            yield Site(world, url, browser, screenshots)
    for context in browser.contexts:
        await context.close()


async def front(site: Site, page: Page) -> None:
    await page.goto(site.url)


async def question(site: Site, page: Page) -> None:
    await page.goto(await site.link())


async def form(site: Site, page: Page) -> None:
    await page.goto(await site.link(which=-1))


async def form_with_faults(site: Site, page: Page) -> None:
    await form(site, page)
    await page.get_by_label("E-mail address").fill("ada@example.org")
    await page.get_by_role("button").press(PRESS)


async def done(site: Site, page: Page) -> None:
    await question(site, page)
    # Once it is done, there is nothing to press.
    if await page.get_by_role("button").count():
        await page.get_by_role("button").press(PRESS)


async def expired(site: Site, page: Page) -> None:
    ended = site.world.clock() - timedelta(days=1)
    link = Link(purpose=Purpose.CONFIRM, subject="CON-1", expires=ended)
    await page.goto(site.world.links.make(link))


async def not_found(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/link/nothing")


async def trying(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/try")


async def trying_with_faults(site: Site, page: Page) -> None:
    await trying(site, page)
    await page.get_by_label("Which DOIs?").fill("hello")
    await page.get_by_role("button").press(PRESS)


async def tried(site: Site, page: Page, *dois: str) -> None:
    """Paste DOIs; once they are checked, look at the same check again."""
    if (await checks.recent(database=site.world.database)).checks:
        await page.goto(ready_link(1, site.world.links, site.world.clock()))
        return
    await trying(site, page)
    await page.get_by_label("Which DOIs?").fill("\n".join(dois))
    async with page.expect_navigation():
        await page.get_by_role("button").press(PRESS)


async def ready(site: Site, page: Page) -> None:
    await tried(site, page, *FINE)


async def not_yet(site: Site, page: Page) -> None:
    await tried(site, page, *ODD)


async def status(site: Site, page: Page) -> None:
    if not await all_applications(site.world.cases):
        await an_application(site.world)
        items = ("A page where users get support", "https://example.org/" + "long" * 50)
        await holding.ask(1, items, march(16), "", act(1), cases=site.world.cases)
    (application,) = await all_applications(site.world.cases)
    await page.goto(status_link(application, site.world.links, site.world.clock()))


PAGES: dict[str, tuple[Callable[[Site, Page], Awaitable[None]], str]] = {
    "front": (front, "Service Provider Bot"),
    "question": (question, "Is this your address?"),
    "form": (form, "Who is the contact now?"),
    "form-with-faults": (form_with_faults, "Not sent: Who is the contact now?"),
    "done": (done, "Thank you, the address is confirmed"),
    "expired": (expired, "This link is too old"),
    "not-found": (not_found, "This link does not work"),
    "try": (trying, "Try before you apply"),
    "try-with-faults": (trying_with_faults, "Not sent: Try before you apply"),
    "try-ready": (ready, "Ready: CHK-1"),
    "try-not-yet": (not_yet, "Not yet: CHK-1"),
    "status": (status, "Application APP-1"),
}


async def violations(page: Page) -> list[str]:
    found = (await Axe().run(page)).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_has_nothing_that_axe_finds_on_any_screen_in_any_light(
    site: Site, name: str
) -> None:
    reach, title = PAGES[name]
    for screen, size in (("phone", PHONE), ("desktop", DESKTOP)):
        for light in ("light", "dark"):
            page = await site.visit(size=size, script=True)
            await page.emulate_media(color_scheme=light)

            await reach(site, page)

            assert await page.title() == title
            await page.screenshot(
                path=site.screenshots / f"{name}-{screen}-{light}.png", full_page=True
            )
            assert await violations(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
            assert [one for one in site.complaints if "Security Policy" in one] == []


async def test_a_page_has_its_style(site: Site) -> None:
    page = await site.visit(await site.link(), script=True)

    height = await page.get_by_role("button").evaluate("b => b.getBoundingClientRect().height")
    width = await page.evaluate("getComputedStyle(document.body).maxWidth")

    assert height >= 44
    assert width == "680px"


async def test_an_address_is_confirmed_with_two_keys_and_no_script(
    site: Site, clock: StoppedClock
) -> None:
    page = await site.visit(await site.link())

    await page.keyboard.press("Tab")
    assert await page.locator("button:focus").inner_text() == "Yes, this address is mine"
    async with page.expect_navigation():
        await page.keyboard.press(PRESS)

    assert await page.get_by_role("heading", level=1).inner_text() == (
        "Thank you, the address is confirmed"
    )
    assert (await contact(site.world, 1)).confirmed_at == clock.now


async def test_loading_a_page_again_and_again_confirms_nothing(site: Site) -> None:
    page = await site.visit(await site.link(), script=True)

    for _ in range(3):
        await page.reload()

    assert (await contact(site.world, 1)).confirmed_at is None


async def test_a_form_is_filled_in_by_keys_alone_and_its_faults_are_found_first(
    site: Site,
) -> None:
    page = await site.visit(await site.link(which=-1))
    for text in ("", "bea", "She knows it all."):
        await page.keyboard.press("Tab")
        await page.keyboard.type(text)
    await page.keyboard.press("Tab")
    async with page.expect_navigation():
        await page.keyboard.press(PRESS)

    assert await page.locator(":focus").get_attribute("role") == "alert"
    assert await page.get_by_label("Is there anything").input_value() == "She knows it all."
    await page.keyboard.press("Tab")
    await page.keyboard.press(PRESS)
    assert await page.locator(":focus").get_attribute("id") == "name"
    await page.keyboard.type("Bea Example")
    await page.keyboard.press("Tab")
    await page.keyboard.type("bea@example.org")
    for _ in range(2):
        await page.keyboard.press("Tab")
    async with page.expect_navigation():
        await page.keyboard.press(PRESS)

    assert await page.title() == "Thank you, we will ask your successor"
    assert (await contact(site.world, 2)).name == "Bea Example"


async def test_a_screen_reader_is_told_what_each_question_is_and_what_is_wrong(
    site: Site,
) -> None:
    page = await site.visit(script=True)
    await form_with_faults(site, page)

    named = {
        box: await page.get_by_role("textbox", name=box).get_attribute("aria-describedby")
        for box in ("Name", "E-mail address", "Is there anything that we should know? (optional)")
    }
    said = {
        box: [await page.locator(f"#{one}").inner_text() for one in (ids or "").split()]
        for box, ids in named.items()
    }

    assert said["Name"] == ["Of a person or a team.", "Please mend: Please answer this."]
    assert len(said["Is there anything that we should know? (optional)"]) == 1
    assert await page.get_by_role("textbox", name="Name").get_attribute("aria-invalid") == "true"


async def test_a_successor_takes_over_on_a_phone_without_script(site: Site) -> None:
    page = await site.visit(await site.link(which=-1))
    await page.get_by_label("Name").fill("Bea Example")
    await page.get_by_label("E-mail address").fill("bea@example.org")
    await page.get_by_role("button").click()

    await page.goto(await site.link("mail:handover:1:2"))
    await page.get_by_role("button", name="Yes, I take over").click()

    assert await page.title() == "Thank you, you are the contact now"
    assert (await contact(site.world, 1)).left_at


async def test_a_page_is_printed_without_its_button(site: Site) -> None:
    page = await site.visit(await site.link(), script=True)

    await page.emulate_media(media="print")
    await page.screenshot(path=site.screenshots / "question-printed.png", full_page=True)

    assert not await page.get_by_role("button").is_visible()
    assert await page.get_by_role("heading", level=1).is_visible()


async def test_dois_are_tried_on_a_phone_without_script_until_they_are_ready(site: Site) -> None:
    page = await site.visit(f"{site.url}/try")
    await page.get_by_label("Which DOIs?").fill("\n".join(ODD))
    async with page.expect_navigation():
        await page.get_by_role("button", name="Try these DOIs").click()

    assert await page.title() == "Not yet: CHK-1"
    said = await page.locator("main").inner_text()
    assert "Publish what is not findable" in said
    assert "Name CHK-1 in your application" in said
    await page.go_back()
    await page.get_by_label("Which DOIs?").fill("\n".join(FINE))
    async with page.expect_navigation():
        await page.get_by_role("button", name="Try these DOIs").click()
    assert await page.title() == "Ready: CHK-2"
    assert await page.get_by_role("link", name="What to do").count() == 0


async def test_dois_are_tried_by_keys_alone(site: Site) -> None:
    page = await site.visit(f"{site.url}/try")

    await page.keyboard.press("Tab")
    await page.keyboard.type(FINE[0])
    await page.keyboard.press("Tab")
    async with page.expect_navigation():
        await page.keyboard.press(PRESS)

    assert "Findable examples: 1; needed: 3." in await page.locator("main").inner_text()
