"""An application from its first line to its letter, by each door; and the three intakes."""

import hashlib
import hmac
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.acceptance.bot import Bot, started
from tests.acceptance.program import run
from tests.fakes import mail as mail_servers
from tests.fakes.mail import FakeMail, Received, Remote
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import People

ROLES = {"RSP_STAFF_GROUP": "SSTAFF", "RSP_APPROVER_GROUP": "SLEADS"}
RECEIVED = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
FORM_SECRET = "what-the-form-signs-by-0123456789"  # noqa: S105 -- opens nothing
EXAMPLES = ("10.5555/made-up-1", "10.5555/made-up-2", "10.5555/made-up-3")
FILED = {
    "organisation": "Example Ltd",
    "website": "https://www.example.org/",
    "country": "DE",
    "kind": "repository platform",
    "service": "Example Repository",
    "service_url": "https://repository.example.org/",
    "audience": "researchInstitution",
    "focus": "general",
    "integrations": "REST API",
    "api": "REST API",
    "members": "Example University",
    "has_members": "yes",
    "contact": "helpdesk@example.org",
    "contact_name": "Example Helpdesk",
    "support": "support@example.org",
    "handover": "they are never shared",
    "repository": "example.repo",
    "dois": "\n".join(EXAMPLES),
}
At = Callable[..., str]


@pytest.fixture
def mail_beside() -> Iterator[Remote]:
    with mail_servers.started() as remote:
        yield remote


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Return a folder of the installation, with a badge in it."""
    folder = tmp_path / "letters"
    (folder / "badge").mkdir(parents=True)
    (folder / "badge" / "badge.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return folder


@pytest.fixture
def settings(environ: dict[str, str], letters: Path) -> dict[str, str]:
    return environ | {
        "RSP_PUBLIC_URL": "https://rsp.example.org",
        "RSP_SECRET_KEY": "k" * 32,
        "RSP_MAIL_FROM": "rsp@example.org",
        "RSP_LETTERS_DIR": str(letters),
        "RSP_FORM_SECRET": FORM_SECRET,
    }


@pytest.fixture
def at(settings: dict[str, str], mail_beside: Remote) -> At:
    """Run a command so many days after the application was received, each a bit later."""
    moments = itertools.count(step=20)

    def at(day: float, *words: str, status: int = 0) -> str:
        now = RECEIVED + timedelta(days=day, seconds=next(moments))
        more = {"RSP_NOW": f"{now:%Y-%m-%dT%H:%M:%SZ}", "SMTP_URL": mail_beside.url}
        done = run(settings | more, *words)
        assert (done.returncode, done.stderr) == (status, ""), (words, done)
        return done.stdout

    return at


def filled(**different: str) -> list[str]:
    return [f"{name}={value}" for name, value in (FILED | different).items()]


def test_an_application_walks_to_its_letter_from_the_terminal(at: At, mail_beside: Remote) -> None:
    at(0, "live", "--yes")
    assert "APP-1" in at(0, "apply", *filled())
    at(0, "work", "--once")
    (receipt,) = mail_beside.received()
    assert (receipt.to, "APP-1" in receipt.text()) == ("helpdesk@example.org", True)
    assert "contact them and offer the verification call" in at(0, "queue")
    # A missing signature is asked for on day 3, and not twice.
    for day in (3, 4):
        at(day, "work", "--once")
    assert len(mail_beside.received()) == 2

    held(at)
    blocked = at(8, "approve", "APP-1", status=1)
    assert "R8 Contact e-mail" in blocked
    at(8, "set", "APP-1", "R8", "met", "they answered the phone")

    assert "tell APP-1" in at(9, "approve", "APP-1")
    at(9, "work", "--once")
    assert len(mail_beside.received()) == 2
    at(9, "tell", "APP-1")
    at(9, "work", "--once")
    assert_registered(at, mail_beside.received()[-1])


def held(at: At) -> None:
    """Walk on until the call was held."""
    at(5, "contact", "APP-1", "offered three times for a call")
    at(5, "signed", "APP-1")
    at(6, "call", "APP-1", "scheduled", "2026-12-08")
    at(8, "call", "APP-1", "held")


def assert_registered(at: At, letter: Received) -> None:
    assert letter.to == "helpdesk@example.org"
    names = [part.get_filename() for part in letter.message.walk() if part.get_filename()]
    assert names == ["badge.svg"]
    assert json.loads(at(9, "show", "APP-1", "--json"))["state"] == "approved"
    assert "Example Ltd" in at(9, "show", "PRV-1")
    noted = at(9, "log", "APP-1")
    assert all(what in noted for what in ("logged", "contacted", "moved", "decided", "told"))


def test_a_case_without_contact_is_late_when_day_15_begins(at: At, mail_beside: Remote) -> None:
    at(0, "apply", *filled(signed="2026-11-30"))
    at(14, "work", "--once")
    assert "ran out" not in at(14, "log", "APP-1")
    at(15, "work", "--once")
    at(15.1, "work", "--once")
    assert at(15.2, "log", "APP-1").count("ran out") == 1


async def test_the_three_intakes_know_each_other(settings: dict[str, str], tmp_path: Path) -> None:
    """The same outside id by webhook and by file is one application."""
    async with started("serve", settings) as bot, httpx.AsyncClient(base_url=bot.url) as form:
        first = await _send(form, {"id": "F-1", "fields": FILED})
        again = await _send(form, {"id": "F-1", "fields": FILED})
    assert (first.status_code, first.json()["came"]) == (201, "new")
    assert (again.status_code, again.json()["came"]) == (200, "same")

    changed = FILED | {"id": "F-1", "note": "by file"}
    file = tmp_path / "more.json"
    file.write_text(json.dumps([changed, FILED | {"id": "F-2", "organisation": "Another Ltd"}]))
    dry = run(settings, "import", "--dry-run", str(file))
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "note" in dry.stdout
    done = run(settings, "import", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    listed = json.loads(run(settings, "queue", "--json").stdout)
    assert sorted(line["organisation"] for line in listed["lines"]) == [
        "Another Ltd",
        "Example Ltd",
    ]


async def _send(form: httpx.AsyncClient, body: dict[str, object]) -> httpx.Response:
    content = json.dumps({"submitted_at": "2026-11-20T10:00:00Z", **body}).encode()
    timestamp = f"{datetime.now(UTC).timestamp():.0f}"  # noqa: TID251 -- signatures keep real time
    signed = b"v0:%s:%s" % (timestamp.encode(), content)
    signature = hmac.new(FORM_SECRET.encode(), signed, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-RSP-Timestamp": timestamp,
        "X-RSP-Signature": f"v0={signature}",
    }
    return await form.post("/intake/form", content=content, headers=headers)


@pytest.fixture
async def mail() -> AsyncIterator[FakeMail]:
    async with FakeMail.running() as mail:
        yield mail


@pytest.fixture
async def door(
    settings: dict[str, str], slack: FakeSlack, mail: FakeMail
) -> AsyncIterator[tuple[Bot, People]]:
    more = {"RSP_STAFF_CHANNEL": "CSTAFF", "SMTP_URL": mail.url}
    async with started("run", {**settings, **slack.environ, **ROLES, **more}) as bot:
        yield bot, slack.people(bot.url)
    assert slack.refusals == []


async def test_an_application_walks_to_its_letter_in_slack(
    door: tuple[Bot, People], slack: FakeSlack, mail: FakeMail
) -> None:
    _, people = door
    await people.command("live --yes", who="ULEAD")
    await fill_in(people, slack)
    card = await slack.told("APP-1", way="post", seconds=30)
    (receipt,) = await mail.arrived(1, seconds=30)
    assert (card.channel, receipt.to) == ("CSTAFF", "helpdesk@example.org")
    await slack.wait_for(lambda: card.edits and "R2 ✓" in card.edits[-1].text, seconds=30)

    await people.press(card, "I take it")
    for words in ("contact APP-1 offered", "signed APP-1", "call APP-1 held"):
        await people.command(words)
    await people.command("set APP-1 R8 met they answered the phone")
    # Staff do not decide.
    await people.command("approve APP-1")
    await slack.told("approver", user="USTAFF", seconds=20)
    await people.command("approve APP-1", who="ULEAD")
    decided = await slack.told("Example Ltd: approved", user="ULEAD", seconds=20)
    await people.press(decided, "Send it", who="ULEAD")
    _, letter = await mail.arrived(2, seconds=30)
    assert letter.to == "helpdesk@example.org"
    await slack.wait_for(lambda: "approved" in card.edits[-1].text, seconds=30)
    await slack.told("PRV-1", way="post", seconds=30)


async def fill_in(people: People, slack: FakeSlack) -> None:
    """Answer the three steps of the form."""
    await people.command("apply")
    await slack.wait_for(lambda: slack.views)
    for _ in range(3):
        view = slack.views[-1]
        asked = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        answers = {name: value for name, value in FILED.items() if name in asked}
        await people.submit(view, answers)
