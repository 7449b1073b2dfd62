"""The form service's door, asked as a form service would, and as strangers do."""

import asyncio
import hmac
import json
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import permutations
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Route, Router
from structlog.testing import capture_logs

from bot.domain.application import Application, State
from bot.use_cases import filing
from bot.web.guard import Guard
from bot.web.intake import PATH, Intake
from bot.world import World
from storage.database import Database
from tests.bot.address_book import URL, journal
from tests.bot.use_cases.filings import act
from tests.bot.web.cases import all_applications, with_cases
from tests.conftest import StoppedClock
from tests.factories import MARCH_2

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECRET = "a secret of example data"  # noqa: S105 -- it opens nothing
NO_CHANGE = """
    CREATE TRIGGER no_change BEFORE UPDATE ON applications BEGIN SELECT RAISE(IGNORE); END
"""
"""As if somebody else were faster each time."""
REAL = datetime(2031, 5, 6, tzinfo=MARCH_2.tzinfo)
"""A rehearsal's clock stands elsewhere."""
FIELDS = {
    "organisation": "Example Ltd",
    "contact": "helpdesk@example.org",
    "dois": ["10.5555/a", "10.5555/b"],
    "has_members": True,
}


@dataclass
class Service:
    """A form service, which signs what it sends."""

    world: World
    client: httpx.AsyncClient
    secret: str = SECRET

    async def send(self, said: object, **headers: str) -> httpx.Response:
        return await self.post(json.dumps(said).encode(), **headers)

    async def post(self, body: bytes, **headers: str) -> httpx.Response:
        return await self.client.post(PATH, content=body, headers=self.headers(body) | headers)

    def headers(self, body: bytes) -> dict[str, str]:
        timestamp = f"{REAL.timestamp():.0f}"
        return {
            "Content-Type": "application/json",
            "X-RSP-Timestamp": timestamp,
            "X-RSP-Signature": f"v0={self.sign(f'v0:{timestamp}:'.encode() + body)}",
        }

    def sign(self, said: bytes) -> str:
        return hmac.new(self.secret.encode(), said, sha256).hexdigest()

    async def kept(self) -> list[Application]:
        return await all_applications(self.world.cases)


def a_submission(
    number: str = "7", minutes: int = 0, fields: Mapping[str, Any] = FIELDS
) -> dict[str, Any]:
    at = MARCH_2 + timedelta(minutes=minutes)
    return {"id": number, "submitted_at": at.isoformat(), "fields": fields}


def at_the_door(world: World, *, secret: str = SECRET, signature: str = "") -> Service:
    settings = replace(world.settings, form_secret=secret)
    if signature:
        intake = replace(settings.policy.intake, signature=signature)
        settings = replace(settings, policy=replace(settings.policy, intake=intake))
    world = replace(world, settings=settings)
    door = Intake(world, real=lambda: REAL)
    app = Guard(Router([Route(PATH, door.answer, methods=["POST"])]), is_https=False)
    transport = httpx.ASGITransport(app=app)
    return Service(world, httpx.AsyncClient(transport=transport, base_url=URL))


@pytest.fixture
async def service(world: World, clock: StoppedClock) -> AsyncIterator[Service]:
    service = at_the_door(with_cases(world))
    async with service.client:
        yield service


async def test_what_is_submitted_is_logged(service: Service) -> None:
    answer = await service.send(a_submission(fields={**FIELDS, "shoe size": 43}))

    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"id": "APP-1", "came": "new", "ignored": ["shoe size"]}
    (one,) = await service.kept()
    assert (one.outside_id, one.submitted_at) == ("7", MARCH_2)
    assert one.filed.organisation == "Example Ltd"
    assert (one.filed.dois, one.filed.has_members) == (("10.5555/a", "10.5555/b"), True)
    assert one.logged_by == "form"


async def test_the_same_twice_changes_nothing(service: Service) -> None:
    await service.send(a_submission())
    before, noted = await service.kept(), await journal(service.world, "APP-1")

    answers = [await service.send(a_submission()), await service.send(a_submission(minutes=5))]

    assert [(one.status_code, one.json()["came"]) for one in answers] == [(200, "same")] * 2
    sent_last = MARCH_2 + timedelta(minutes=5)
    # Nobody must look again for that: the version stays.
    assert await service.kept() == [replace(one, submitted_at=sent_last) for one in before]
    assert await journal(service.world, "APP-1") == noted


async def test_in_whatever_order_three_come_the_newest_stays(service: Service) -> None:
    said = [("A", 0), ("B", 2), ("A", 4)]
    for number, order in enumerate(permutations(said)):
        for name, minutes in order:
            fields = {**FIELDS, "organisation": name}
            await service.send(a_submission(f"{number}", minutes, fields))

    assert [one.filed.organisation for one in await service.kept()] == ["A"] * 6


async def test_what_is_newer_updates_and_what_is_older_does_not(service: Service) -> None:
    await service.send(a_submission())
    newer = a_submission(minutes=5, fields={**FIELDS, "organisation": "Example GmbH"})
    older = a_submission(minutes=3, fields={**FIELDS, "organisation": "Example Inc"})

    answers = [await service.send(newer), await service.send(older)]

    assert [(one.status_code, one.json()["came"]) for one in answers] == [
        (200, "updated"),
        (200, "older"),
    ]
    assert [one.filed.organisation for one in await service.kept()] == ["Example GmbH"]


async def test_what_a_person_changed_here_stays(service: Service) -> None:
    await service.send(a_submission())
    await filing.change(1, {"organisation": "Example e. V."}, act(), cases=service.world.cases)

    answer = await service.send(a_submission(minutes=5, fields={**FIELDS, "note": "New."}))

    assert answer.json()["came"] == "updated"
    (one,) = await service.kept()
    assert (one.filed.organisation, one.filed.note) == ("Example e. V.", "New.")


async def test_what_does_not_fit_what_a_person_changed_is_refused(service: Service) -> None:
    await service.send(a_submission(fields={**FIELDS, "service": "Depot"}))
    await filing.change(1, {"service": ""}, act(), cases=service.world.cases)

    fields = {**FIELDS, "service": "Depot", "api": "REST API"}
    answer = await service.send(a_submission(minutes=5, fields=fields))

    assert answer.status_code == 422
    assert answer.json()["faults"] == {"service": "Name the service that the rest is about."}


async def test_of_two_deliveries_at_once_one_is_new(service: Service) -> None:
    answers = await asyncio.gather(*(service.send(a_submission()) for _ in range(4)))

    assert sorted(one.json()["came"] for one in answers) == ["new", "same", "same", "same"]
    assert [one.state for one in await service.kept()] == [State.RECEIVED]


async def test_of_ten_newer_ones_at_once_the_newest_stays(service: Service) -> None:
    await service.send(a_submission())
    newer = [
        a_submission(minutes=minutes, fields={**FIELDS, "organisation": f"Example {minutes}"})
        for minutes in range(1, 11)
    ]

    answers = await asyncio.gather(*map(service.send, newer))

    assert {one.status_code for one in answers} == {200}
    assert [one.filed.organisation for one in await service.kept()] == ["Example 10"]


async def test_whoever_changes_an_application_meanwhile_does_not_keep_the_form_out(
    service: Service,
) -> None:
    await service.send(a_submission())
    newer = a_submission(minutes=5, fields={**FIELDS, "note": "New."})

    async with service.world.database.begin() as store:
        (one,) = await store.applications.open()
        await store.applications.save(one, replace(one, owner="USTAFF"))
        sending = asyncio.create_task(service.send(newer))
        await asyncio.sleep(0.3)
        assert not sending.done()
    answer = await sending

    assert answer.json()["came"] == "updated"
    assert [(one.owner, one.filed.note) for one in await service.kept()] == [("USTAFF", "New.")]


@ON_SQLITE
async def test_faults_are_named_by_field_and_nothing_is_kept(service: Service) -> None:
    fields = {**FIELDS, "contact": "nobody", "website": {"a": "b"}}

    answer = await service.send(a_submission(fields={**FIELDS, "contact": "nobody"}))
    odd = await service.send(a_submission(fields=fields))

    assert answer.status_code == odd.status_code == 422
    assert [*answer.json()] == ["error", "faults"]
    assert [*answer.json()["faults"]] == ["contact"]
    assert [*odd.json()["faults"]] == ["website"]
    assert await service.kept() == []


@ON_SQLITE
async def test_a_credential_is_neither_kept_nor_logged(service: Service) -> None:
    with capture_logs() as logged:
        answer = await service.send(
            a_submission(fields={**FIELDS, "note": "our password: geheim"})
        )

    assert answer.status_code == 422
    assert "looks like a password" in answer.json()["faults"]["note"]
    assert await service.kept() == []
    assert "geheim" not in f"{answer.text} {logged}"


@ON_SQLITE
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-RSP-Signature": ""}, 401),
        ({"X-RSP-Signature": "v0=" + "0" * 64}, 401),
        ({"X-RSP-Timestamp": "1"}, 401),
        ({"Content-Type": "text/plain"}, 201),
        ({"Content-Type": ""}, 201),
    ],
)
async def test_headers_are_looked_at_before_the_body(
    service: Service, headers: dict[str, str], status: int
) -> None:
    answer = await service.send(a_submission(), **headers)

    assert answer.status_code == status
    assert "error" in answer.json() or status == 201


@ON_SQLITE
async def test_what_is_not_signed_is_not_even_parsed(service: Service) -> None:
    body = b"{" * 1000

    unsigned = await service.post(body, **{"X-RSP-Signature": "v0=x"})
    signed = await service.post(body)

    assert (unsigned.status_code, signed.status_code) == (401, 422)


@ON_SQLITE
async def test_a_time_is_measured_by_the_real_clock(service: Service, clock: StoppedClock) -> None:
    clock.now += timedelta(days=900)

    assert (await service.send(a_submission())).status_code == 201


@ON_SQLITE
@pytest.mark.parametrize(("size", "status"), [(256_000, 422), (256_001, 413)])
async def test_a_body_has_an_end(service: Service, size: int, status: int) -> None:
    answer = await service.post(b"[" + b" " * (size - 2) + b"]")

    assert answer.status_code == status
    assert answer.json()["error"]


@ON_SQLITE
async def test_without_a_secret_the_service_is_told_to_come_again(world: World) -> None:
    service = at_the_door(with_cases(world), secret="")
    async with service.client:
        answer = await service.send(a_submission())

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "RSP_FORM_SECRET" in answer.json()["error"]


@ON_SQLITE
async def test_a_service_that_signs_the_body_alone_is_asked_for_no_time(world: World) -> None:
    service = at_the_door(with_cases(world), signature="body")
    body = json.dumps(a_submission()).encode()
    headers = {"Content-Type": "application/json", "X-RSP-Signature": service.sign(body)}
    async with service.client as client:
        good = await client.post(PATH, content=body, headers=headers)
        other = await client.post(PATH, content=body + b" ", headers=headers)

    assert (good.status_code, other.status_code) == (201, 401)


@ON_SQLITE
async def test_a_database_that_is_not_there_is_told_to_come_again(
    service: Service, tmp_path: Path
) -> None:
    async with Database.open(f"sqlite:///{tmp_path}/nowhere/rsp.db") as gone:
        cases = replace(service.world.cases, database=gone)
        world = replace(service.world, cases=cases)
        async with at_the_door(world).client as client:
            answer = await replace(service, client=client).send(a_submission())

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "send it again" in answer.json()["error"]


@ON_SQLITE
async def test_what_conflicts_again_and_again_is_told_to_come_again(
    service: Service, database_url: str
) -> None:
    await service.send(a_submission())
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        connection.execute(NO_CHANGE)

    answer = await service.send(a_submission(minutes=5, fields={**FIELDS, "note": "New."}))

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "send it again" in answer.json()["error"]


@ON_SQLITE
async def test_the_log_says_that_something_was_refused_and_no_more(service: Service) -> None:
    with capture_logs() as logged:
        await service.send(a_submission(), **{"X-RSP-Signature": "v0=x"})
        await service.send(a_submission())

    assert [(one["event"], one.get("status")) for one in logged] == [
        ("intake_refused", 401),
        ("intake_received", None),
    ]
    assert "Example Ltd" not in str(logged)
