"""Letters, posts and cards through each door, from where they are asked for to who gets them."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from urllib.parse import urlsplit

import httpx
import pytest

from tests.acceptance.bot import Bot, started
from tests.acceptance.program import Rsp, run
from tests.fakes import mail as mail_servers
from tests.fakes.mail import FakeMail, Received, Remote, refused
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People
from tests.faults.lives import begun_by

PUBLIC = "https://rsp.example.org"
LINKS = {"RSP_PUBLIC_URL": PUBLIC, "RSP_SECRET_KEY": "k" * 32, "RSP_MAIL_FROM": "rsp@example.org"}
ROLES = {"RSP_STAFF_GROUP": "SSTAFF", "RSP_APPROVER_GROUP": "SLEADS"}
Cron = Callable[..., Awaitable[None]]
A_MONDAY = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


@pytest.fixture
def mail_beside() -> Iterator[Remote]:
    with mail_servers.started() as remote:
        yield remote


@pytest.fixture
def settings(environ: dict[str, str]) -> dict[str, str]:
    return environ | LINKS


@pytest.fixture
def rsp(settings: dict[str, str], mail_beside: Remote) -> Rsp:
    return partial(run, settings | {"SMTP_URL": mail_beside.url})


def link_in(letter: Received) -> str:
    """Return the path of the link that the letter is about."""
    (link,) = set(re.findall(rf"{PUBLIC}/link/\S+", letter.text())) - leave_links(letter)
    return str(urlsplit(link).path)


def leave_links(letter: Received) -> set[str]:
    foot = letter.text().rpartition("--")[2]
    return set(re.findall(rf"{PUBLIC}/link/\S+", foot))


def stage(rsp: Rsp, number: int = 1) -> str:
    return str(json.loads(rsp("show", f"OUT-{number}", "--json").stdout)["stage"])


def test_a_letter_from_a_terminal_to_a_mail_server(rsp: Rsp, mail_beside: Remote) -> None:
    """Written, previewed, held, released, received and accepted."""
    asked = rsp("confirm", "ada@example.org", "name=Ada Example")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "OUT-1" in asked.stdout
    previewed = rsp("show", "OUT-1").stdout
    assert "not live yet" in previewed
    assert "Ada Example" in previewed

    assert rsp("work", "--once").returncode == 0
    assert (mail_beside.received(), stage(rsp)) == ([], "held")
    assert "ada@example.org" in rsp("live").stdout
    assert rsp("live", "--yes").returncode == 0

    assert rsp("outbox", "hold", "OUT-1", "wait for Eve").returncode == 0
    assert rsp("work", "--once").returncode == 0
    assert (mail_beside.received(), stage(rsp)) == ([], "held")
    assert rsp("outbox", "release", "OUT-1").returncode == 0
    assert rsp("work", "--once").returncode == 0

    (letter,) = mail_beside.received()
    assert stage(rsp) == "accepted"
    # What was previewed is what left.
    assert [line for line in letter.text().splitlines() if line not in previewed] == []


async def test_the_link_in_a_letter_acts_once_its_page_is_answered(
    rsp: Rsp, settings: dict[str, str], mail_beside: Remote
) -> None:
    rsp("live", "--yes")
    rsp("confirm", "ada@example.org", "name=Ada Example")
    rsp("work", "--once")
    (letter,) = mail_beside.received()

    async with started("serve", settings) as bot, httpx.AsyncClient(base_url=bot.url) as browser:
        page = await browser.get(link_in(letter))
        assert (page.status_code, "ada@example.org" in unescape(page.text)) == (200, True)
        assert json.loads(rsp("show", "CON-1", "--json").stdout)["confirmed_at"] is None
        done = await browser.post(link_in(letter), content="")
        assert done.status_code == 200
    assert json.loads(rsp("show", "CON-1", "--json").stdout)["confirmed_at"]
    assert "confirmed" in rsp("log", "CON-1").stdout


async def test_who_leaves_names_a_successor_who_confirms(
    rsp: Rsp, settings: dict[str, str], mail_beside: Remote
) -> None:
    rsp("live", "--yes")
    rsp("confirm", "ada@example.org", "name=Ada Example")
    rsp("work", "--once")
    (first,) = mail_beside.received()
    (leave,) = leave_links(first)

    async with started("serve", settings) as bot, httpx.AsyncClient(base_url=bot.url) as browser:
        form = {"name": "Eve Example", "address": "eve@example.org", "words": ""}
        done = await browser.post(urlsplit(leave).path, data=form)
        assert done.status_code == 200
        rsp("work", "--once")
        to_eve = next(one for one in mail_beside.received() if one.to == "eve@example.org")
        assert (await browser.post(link_in(to_eve), content="")).status_code == 200
        # The old link leads nowhere any more.
        await browser.post(link_in(first), content="")

    former = json.loads(rsp("show", "CON-1", "--json").stdout)
    successor = json.loads(rsp("show", "CON-2", "--json").stdout)
    assert (former["successor"], bool(former["left_at"])) == ("CON-2", True)
    assert former["confirmed_at"] is None
    assert successor["confirmed_at"]


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        yield mail


@pytest.fixture
def staffed(settings: dict[str, str], slack: FakeSlack, mail: FakeMail) -> dict[str, str]:
    channel = {"RSP_STAFF_CHANNEL": "CSTAFF", "SMTP_URL": mail.url}
    return {**settings, **slack.environ, **ROLES, **channel}


@pytest.fixture
async def door(staffed: dict[str, str], slack: FakeSlack) -> AsyncIterator[tuple[Bot, People]]:
    async with started("run", staffed) as bot:
        yield bot, slack.people(bot.url)
    assert slack.refusals == []


async def test_a_letter_from_slack_that_is_refused_becomes_a_card_that_is_edited(
    door: tuple[Bot, People], slack: FakeSlack, mail: FakeMail
) -> None:
    _, people = door
    mail.disturb("RCPT", refused(550, "5.2.2 Mailbox full"))
    await people.command("live --yes", who="ULEAD")
    await slack.told("live", user="ULEAD", seconds=20)

    await people.command("confirm ada@example.org name=Ada")
    card = await slack.told("OUT-1 failed", way="post", seconds=30)
    assert (card.channel, card.thread) == ("CSTAFF", "")

    await people.press(card, "Send it")
    (letter,) = await mail.arrived(1, seconds=30)
    await slack.wait_for(lambda: len(card.edits) > 0, seconds=30)
    assert letter.to == "ada@example.org"
    posts = [m for m in slack.messages if m.way == "post" and m.text.startswith("OUT-1 ")]
    assert [m.ts for m in posts] == [card.ts]


@pytest.fixture
async def cron(staffed: dict[str, str]) -> AsyncIterator[Cron]:
    """Start commands at whatever time; there is no mail server, so letters wait."""
    async with begun_by("tests.acceptance.year", staffed | {"SMTP_URL": ""}) as live:

        async def cron(now: datetime, *words: str) -> None:
            assert await live(now=f"{now:%Y-%m-%dT%H:%M:%SZ}", words=words) == 0

        yield cron


async def test_a_year_of_digests_lived_by_a_worker_that_cron_starts(
    cron: Cron, slack: FakeSlack, database_url: str
) -> None:
    """There is something to say each Monday as long as a letter is held, and then nothing."""
    # On the second database a quarter of the year tells as much.
    weeks = 52 if database_url.startswith("sqlite") else 13
    await cron(A_MONDAY, "confirm", "ada@example.org")
    for week in range(1, weeks + 1):
        await cron(A_MONDAY + timedelta(weeks=week), "work", "--once")
        assert len(digests(slack)) == week
    await cron(A_MONDAY + timedelta(weeks=weeks, hours=1), "work", "--once")
    await cron(A_MONDAY + timedelta(weeks=weeks, hours=2), "outbox", "withdraw", "OUT-1")
    await cron(A_MONDAY + timedelta(weeks=weeks + 1), "work", "--once")

    assert len(digests(slack)) == weeks


def digests(slack: FakeSlack) -> list[object]:
    return [m for m in slack.messages if m.channel == "CSTAFF" and m.has("OUT-1")]
