"""Signed links, asked as a browser would, and as link scanners and strangers do."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs

from bot.domain.following import VALID
from storage.database import Database
from tests.bot.address_book import BEA, contact, deliveries, journal
from tests.bot.web.conftest import FORM, SUCCESSOR, Web, asking
from tests.bot.web.test_app import EVERY_ANSWER

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_link_confirms_by_a_press_on_its_page(web: Web) -> None:
    path = await web.path()

    asked = await web.client.get(path)
    answer = await web.post(path)

    assert (asked.status_code, answer.status_code) == (200, 200)
    assert "<h1>Is this your address?</h1>" in asked.text
    assert "<h1>Thank you, the address is confirmed</h1>" in answer.text
    assert (await contact(web.world, 1)).confirmed_at == web.clock.now
    assert (await journal(web.world, "CON-1"))[-1][:2] == ("link:CON-1", "confirmed")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_link_scanner_does_nothing(web: Web, method: str) -> None:
    before = await journal(web.world, "CON-1")

    for which in (0, -1):
        for _ in range(3):
            answer = await web.client.request(method, await web.path(which=which))
            assert answer.status_code == 200

    assert await journal(web.world, "CON-1") == before
    assert (await contact(web.world, 1)).confirmed_at is None


async def test_a_second_press_says_what_came_of_the_first(web: Web) -> None:
    path = await web.path()
    first = await web.post(path)

    again = [await web.post(path), await web.client.get(path)]

    assert [one.text for one in again] == [first.text] * 2
    assert len(await deliveries(web.world)) == 2


async def test_a_contact_names_a_successor_who_takes_over(web: Web) -> None:
    leaves = await web.path(which=-1)

    named = await web.post(leaves, **SUCCESSOR)
    succeeds = await web.path("mail:handover:1:2")
    asked = await web.client.get(succeeds)
    taken = await web.post(succeeds)

    assert "We will write to bea@example.org." in named.text
    assert "Ada Example named you" in asked.text
    assert "Thank you, you are the contact now" in taken.text
    for path in (leaves, await web.path(), await web.path("mail:named:1", -1)):
        assert "You are not the contact any more" in (await web.client.get(path)).text
        assert "You are not the contact any more" in (await web.post(path)).text
    assert "Thank you, you are the contact now" in (await web.post(succeeds)).text


async def test_a_form_with_faults_comes_back_with_all_that_was_typed(web: Web) -> None:
    path = await web.path(which=-1)
    typed = {"name": "", "address": "ada@example.org", "words": 'one\n<two> & "three"'}

    answer = await web.post(path, **typed)

    assert answer.status_code == 422
    assert "Please answer this." in answer.text
    assert 'value="ada@example.org"' in answer.text
    assert "\none\n&lt;two&gt; &amp; &#34;three&#34;</textarea>" in answer.text
    assert len(await deliveries(web.world)) == 1
    assert "We will write to bea@example.org." in (await web.post(path, **SUCCESSOR)).text


@ON_SQLITE
async def test_oneself_is_no_successor(web: Web) -> None:
    answer = await web.post(
        await web.path(which=-1), **{**SUCCESSOR, "address": "ADA@example.org"}
    )

    assert answer.status_code == 422
    assert "This is your own address" in answer.text


@ON_SQLITE
async def test_a_credential_is_neither_kept_nor_logged(web: Web) -> None:
    secret = {**SUCCESSOR, "words": "https://bea:geheim@example.org/"}

    with capture_logs() as logged:
        answer = await web.post(await web.path(which=-1), **secret)

    assert "This looks like a password or a key; leave it out." in answer.text
    assert "geheim" not in str(logged)
    assert len(await deliveries(web.world)) == 1


@ON_SQLITE
async def test_lines_are_kept_as_they_were_typed(web: Web) -> None:
    await web.post(await web.path(which=-1), **SUCCESSOR)

    said = (await deliveries(web.world))["post:handover:1:2"].text
    assert "She knows\nit all." in said.replace("  ", "")


@pytest.mark.parametrize(
    ("passed", "status"),
    [(VALID - timedelta(seconds=1), 200), (VALID, 410), (VALID * 12, 410)],
)
@ON_SQLITE
async def test_a_link_that_is_too_old_says_since_when_and_what_to_do(
    web: Web, passed: timedelta, status: int
) -> None:
    path = await web.path()
    web.clock.now += passed

    answer = await web.client.get(path)

    assert answer.status_code == status
    if status == 410:
        assert "It worked until 1 April 2026, 09:00 UTC." in answer.text
        assert "Write to support@datacite.org" in answer.text
        assert (await web.post(path)).status_code == 410
        assert (await contact(web.world, 1)).confirmed_at is None


@ON_SQLITE
async def test_a_database_that_takes_nothing_loses_nothing_that_was_typed(web: Web) -> None:
    path, url = await web.path(which=-1), web.world.settings.database_url
    async with (
        Database.open(url, patience=0.1) as impatient,
        asking(replace(web.world, database=impatient)) as client,
    ):
        async with web.world.database.begin():
            answer = await client.post(path, content=urlencode(SUCCESSOR), headers=FORM)
        later = await client.post(path, content=urlencode(SUCCESSOR), headers=FORM)

    assert answer.status_code == 503
    assert "Please try again in a few minutes" in answer.text
    assert f'value="{BEA.address}"' in answer.text
    assert "We will write to bea@example.org." in later.text


@ON_SQLITE
async def test_a_database_that_is_not_there_is_said_on_a_page(web: Web, tmp_path: Path) -> None:
    path = await web.path()
    async with (
        Database.open(f"sqlite:///{tmp_path}/nowhere/rsp.db") as gone,
        asking(replace(web.world, database=gone)) as client,
    ):
        answer = await client.get(path)

    assert answer.status_code == 503
    assert "This does not work just now" in answer.text


@ON_SQLITE
async def test_a_page_has_the_headers_of_every_answer_and_no_cookie(web: Web) -> None:
    for answer in (await web.client.get(await web.path()), await web.post(await web.path())):
        assert {name: answer.headers[name] for name in EVERY_ANSWER} == EVERY_ANSWER
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "set-cookie" not in answer.headers


@ON_SQLITE
async def test_no_link_is_in_the_log(web: Web) -> None:
    path = await web.path()

    with capture_logs() as logged:
        await web.client.get(path)
        await web.post(path)
        await web.client.get(f"{path}x")

    assert [one["event"] for one in logged] == ["link_used"]
    assert path.removeprefix("/link/") not in str(logged)
