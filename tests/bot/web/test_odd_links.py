"""What strangers send to where links are followed."""

from datetime import timedelta

import pytest

from bot.domain.following import VALID
from bot.domain.link import Link, Purpose
from tests.bot.address_book import URL, contact, deliveries
from tests.bot.web.conftest import FORM, SUCCESSOR, Web

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ON_SQLITE
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("odd", ["x", "x.y", "x" * 5000, "%00", "%0d%0aX-Odd:1", "ä", "..%2f"])
async def test_what_is_no_link_of_ours_is_not_found(web: Web, method: str, odd: str) -> None:
    answer = await web.client.request(method, f"{URL}/link/{odd}", headers=FORM)

    assert answer.status_code == 404
    assert "x-odd" not in answer.headers


@ON_SQLITE
async def test_an_altered_link_and_one_of_another_subject_are_not_found(web: Web) -> None:
    path = await web.path()

    for odd in (path[:-1], f"{path}A", path.replace("link/W", "link/X")):
        answer = await web.post(odd)
        assert answer.status_code == 404
        assert "This link does not work" in answer.text
    assert (await contact(web.world, 1)).confirmed_at is None


@ON_SQLITE
async def test_a_link_of_a_contact_that_is_gone_is_not_found(web: Web) -> None:
    link = Link(purpose=Purpose.CONFIRM, subject="CON-7", expires=web.clock.now + VALID)
    path = web.world.links.make(link)

    assert (await web.client.get(path)).status_code == 404
    assert (await web.post(path)).status_code == 404


@ON_SQLITE
async def test_the_links_of_whoever_was_erased_do_nothing(web: Web) -> None:
    await web.post(await web.path(which=-1), **SUCCESSOR)
    paths = [await web.path(which=which) for which in (0, -1)]
    paths.append(await web.path("mail:handover:1:2"))
    async with web.world.database.begin() as store:
        for number in (1, 2):
            await store.privacy.erase_contact(number)
    before = await deliveries(web.world)

    for path in paths:
        for answer in (await web.client.get(path), await web.post(path, **SUCCESSOR)):
            assert "We do not write to you any more" in answer.text

    assert await deliveries(web.world) == before
    assert (await contact(web.world, 1)).left_at is None


@ON_SQLITE
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("text/plain", b"name=Bea"),
        ("", b"name=Bea"),
        ("application/x-www-form-urlencoded", b"name"),
        ("application/x-www-form-urlencoded", b"name=a&name=b"),
        ("application/x-www-form-urlencoded", b"name=%ff%fe"),
        ("application/x-www-form-urlencoded", b"name=%ed%a0%80"),
        ("application/x-www-form-urlencoded", "name=ä".encode()),
        ("application/x-www-form-urlencoded", b"colour=red"),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=x" % n for n in range(21))),
    ],
)
async def test_what_no_page_of_ours_sends_is_refused(web: Web, kind: str, body: bytes) -> None:
    path = await web.path(which=-1)

    answer = await web.client.post(path, content=body, headers={"Content-Type": kind})

    assert answer.status_code == 400
    assert "This was not understood" in answer.text
    assert len(await deliveries(web.world)) == 1


@ON_SQLITE
async def test_a_browser_may_name_the_encoding(web: Web) -> None:
    kind = "Application/X-WWW-Form-URLEncoded; charset=UTF-8"

    answer = await web.client.post(await web.path(), headers={"Content-Type": kind})

    assert "Thank you" in answer.text


@ON_SQLITE
async def test_a_link_is_posted_to_thirty_times_an_hour(web: Web) -> None:
    path = await web.path(which=-1)

    statuses = [
        (await web.client.post(path, content="name=", headers=FORM)).status_code for _ in range(31)
    ]

    assert statuses == [422] * 30 + [429]
    assert "Thank you" in (await web.client.post(await web.path(), headers=FORM)).text
    web.clock.now += timedelta(hours=1)
    assert "We will write to" in (await web.post(path, **SUCCESSOR)).text
