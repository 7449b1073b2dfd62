"""What is for staff is held where others came to read, before anything of it is said."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.domain.delivery import Audience, Draft, Held, Medium, Stage
from bot.domain.work import WorkState
from bot.errors import ConflictError
from bot.messages.message import Internal, for_channel
from bot.use_cases.cases import Cases
from bot.use_cases.drawing import _KINDS, Drawing
from bot.use_cases.posting import Posting
from storage.database import Database
from tests.bot.domain.cases import a_provider
from tests.bot.use_cases.filings import logged
from tests.bot.use_cases.outboxes import put
from tests.bot.use_cases.posts import Things, a_card, a_post, a_posting, call, only, post_all, show
from tests.bot.use_cases.telling import BERLIN, kept, write
from tests.conftest import StoppedClock
from tests.factories import MARCH_2
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# Of each kind that is drawn when it is delivered, something of which there is anything to say.
DRAWN = {
    "trouble": "OUT-1",
    "ceiling": "2026-03-02",
    "digest": "2026-W10",
    "application": "APP-1",
    "checklist": "PRV-1",
}
EVERY_KIND = pytest.mark.parametrize("kind", _KINDS)
BOTH_MEDIA = pytest.mark.parametrize("medium", [Medium.CARD, Medium.POST])
SHARED = pytest.mark.parametrize("shared", ["is_ext_shared", "is_pending_ext_shared"])
WRITES = ("chat.postMessage", "chat.update", "chat.postEphemeral")


@pytest.fixture
async def drawing(
    database: Database, clock: StoppedClock, slack: FakeSlack, cases: Cases
) -> AsyncIterator[Posting]:
    """Make somebody who posts what the program draws; there is something to draw of."""
    await put(database, WorkState.UNSURE)
    await logged(cases)
    async with database.begin() as store:
        await store.providers.add(a_provider(application=1, contact=1))
    async with a_posting(database, clock, slack, Things()) as posting:
        yield replace(posting, draw=Drawing(zone=BERLIN, cases=cases).draw)


def of_kind(kind: str, medium: Medium = Medium.CARD) -> Draft:
    return a_post(key=f"{medium}:{kind}:test", kind=kind, about=DRAWN[kind], payload={})


def asked(slack: FakeSlack) -> list[str]:
    return [call.method for call in slack.calls if call.method in WRITES]


@EVERY_KIND
async def test_what_is_drawn_is_for_staff(database: Database, drawing: Posting, kind: str) -> None:
    await write(database, of_kind(kind))
    card = await kept(database, of_kind(kind).key)

    async with database.read() as store:
        message = await drawing.draw(card, store=store, now=MARCH_2)

    assert type(message) is Internal
    with pytest.raises(ConflictError):
        for_channel(message, is_shared=True)


@SHARED
@BOTH_MEDIA
@EVERY_KIND
async def test_what_is_drawn_is_held_where_the_channel_became_shared(
    database: Database,
    drawing: Posting,
    slack: FakeSlack,
    kind: str,
    medium: Medium,
    shared: str,
) -> None:
    draft = of_kind(kind, medium)
    await write(database, draft)
    slack.channels["CSTAFF"][shared] = True

    await drawing.post_due()

    found = await kept(database, draft.key)
    assert (found.stage, found.held) == (Stage.HELD, Held.SHARED)
    assert asked(slack) == []


@EVERY_KIND
async def test_a_drawn_card_in_a_channel_that_became_shared_is_not_edited_there(
    database: Database, drawing: Posting, slack: FakeSlack, clock: StoppedClock, kind: str
) -> None:
    await show(drawing, of_kind(kind))
    await post_all(clock, drawing)
    slack.channels["CSTAFF"]["is_ext_shared"] = True
    await show(drawing, of_kind(kind))

    await post_all(clock, drawing)

    assert (await kept(database, of_kind(kind).key)).held is Held.SHARED
    assert asked(slack) == ["chat.postMessage"]


@EVERY_KIND
async def test_a_drawn_kind_that_is_taken_for_an_external_one_is_not_said_either(
    database: Database, drawing: Posting, slack: FakeSlack, kind: str
) -> None:
    """As a row would be that somebody wrote with the wrong audience."""
    draft = replace(of_kind(kind), audience=Audience.EXTERNAL, to="CSHARED")
    await write(database, draft)
    async with database.begin() as store:
        await store.marks.set_first("live", "ULEAD")
        await store.work.move(draft.key, (WorkState.HELD,), WorkState.DUE, MARCH_2)

    await drawing.post_due()

    found = await kept(database, draft.key)
    assert (found.stage, "for staff only" in found.why) == (Stage.FAILED, True)
    assert asked(slack) == []


@SHARED
async def test_what_is_kept_word_for_word_is_held_where_the_channel_became_shared(
    database: Database, posting: Posting, slack: FakeSlack, shared: str
) -> None:
    await write(database, a_post())
    slack.channels["CSTAFF"][shared] = True

    await posting.post_due()

    assert (await kept(database, a_post().key)).held is Held.SHARED
    assert asked(slack) == []


@SHARED
async def test_who_is_called_in_a_channel_that_became_shared_is_not_called_there(
    database: Database, posting: Posting, slack: FakeSlack, clock: StoppedClock, shared: str
) -> None:
    await show(posting, a_card())
    await post_all(clock, posting)
    slack.channels["CSTAFF"][shared] = True
    nudge = await call(posting, a_card())

    await post_all(clock, posting)

    assert (await kept(database, nudge.key)).held is Held.SHARED
    assert only(slack).text == "This is APP-1."
    assert asked(slack) == ["chat.postMessage"]
