"""What is said in a case's thread, put on the case once and taken off again, on each database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.clients.slack import Slack
from bot.errors import BotError, ConflictError, NotFoundError, RepeatedKnock
from bot.use_cases.cases import Cases
from bot.use_cases.noting import Place, put, take_off
from tests.bot.use_cases.filings import STAFF, act, logged, noted
from tests.factories import MARCH_2
from tests.fakes.slack import TOKEN, FakeSlack


@pytest.fixture
async def bot(slack: FakeSlack) -> AsyncIterator[Slack]:
    async with Slack.open(TOKEN, slack.api_url) as bot:
        yield bot


@pytest.fixture
async def said(cases: Cases, slack: FakeSlack) -> Place:
    """Return where somebody said something in the thread of APP-1's card."""
    await logged(cases)
    card = slack.say("post", "CSTAFF", {"text": "APP-1"})
    async with cases.database.begin() as store:
        await cases.telling.write(cases.card("APP-1", MARCH_2), act(), store=store)
        await store.deliveries.note("card:application:APP-1", channel="CSTAFF", ts=card.ts)
    message = slack.people().write("They are away.", thread=card.ts, who="ULEAD")
    return Place("CSTAFF", message.ts)


async def texts(cases: Cases) -> list[str]:
    return [note.text for note in (await cases.find(1, MARCH_2)).notes]


async def test_it_is_put_there_once_however_many_do_so(
    cases: Cases, bot: Slack, said: Place
) -> None:
    twice = (put(said, act(by=STAFF), slack=bot, cases=cases) for _ in range(2))

    came = await asyncio.gather(*twice, return_exceptions=True)

    refused = [one for one in came if isinstance(one, BotError)]
    assert [type(one) for one in refused] == [ConflictError]
    assert await texts(cases) == ["They are away."]
    assert [what for what, _, _ in await noted(cases, "APP-1")].count("put on the case") == 1


async def test_every_note_counts_as_a_change_of_the_case(
    cases: Cases, bot: Slack, said: Place
) -> None:
    before = (await cases.find(1, MARCH_2)).application.version

    there = await put(said, act(by=STAFF), slack=bot, cases=cases)
    gone = await take_off(said, act(by=STAFF), cases=cases)

    versions = [one.application.version for one in (there, gone)]
    assert versions == [before + 1, before + 2]
    assert await texts(cases) == []
    with pytest.raises(NotFoundError, match=r"^That message is on no case\.$"):
        await take_off(said, act(by=STAFF), cases=cases)


async def test_the_same_knock_puts_it_there_once(cases: Cases, bot: Slack, said: Place) -> None:
    knock = replace(act(by=STAFF), knock="Ev1")
    await put(said, knock, slack=bot, cases=cases)
    await take_off(said, act(by=STAFF), cases=cases)

    with pytest.raises(RepeatedKnock):
        await put(said, knock, slack=bot, cases=cases)
    assert await texts(cases) == []
