"""One message read back: who said what, and in which thread."""

import pytest

from bot.clients.slack import Slack
from bot.clients.slack_messages import Spoken, plain
from bot.errors import BotError, NotFoundError, OutsideError
from tests.bot.clients.slack_calls import HELLO, error_of, saying
from tests.fakes.slack import FakeSlack
from tests.fakes.wire import Answer


async def test_a_message_in_a_thread_is_read_with_its_author(bot: Slack, slack: FakeSlack) -> None:
    card = await bot.post("CSTAFF", HELLO)
    await bot.post("CSTAFF", HELLO, thread=card)
    said = slack.people().write("They are away until Friday.", thread=card, who="ULEAD")
    slack.people().write("Good.", thread=card)

    assert await bot.message("CSTAFF", said.ts) == Spoken(
        author="ULEAD", text="They are away until Friday.", thread=card
    )


async def test_a_message_in_no_thread_says_so(bot: Slack, slack: FakeSlack) -> None:
    said = slack.people().write("Hello")

    assert await bot.message("CSTAFF", said.ts) == Spoken(author="USTAFF", text="Hello", thread="")


async def test_a_message_has_an_address(bot: Slack, slack: FakeSlack) -> None:
    card = await bot.post("CSTAFF", HELLO)
    said = slack.people().write("Hello", thread=card)

    link = await bot.permalink("CSTAFF", said.ts)

    assert link == (
        f"https://example.slack.com/archives/CSTAFF/p{said.ts.replace('.', '')}"
        f"?thread_ts={card}&cid=CSTAFF"
    )


async def test_a_message_that_is_gone_is_missed(bot: Slack) -> None:
    for asking in (bot.message("CSTAFF", "1.2"), bot.permalink("CSTAFF", "1.2")):
        assert type(await error_of(asking)) is NotFoundError


@pytest.mark.parametrize(
    ("channel", "scope"), [("CSTAFF", "channels:history"), ("CPRIVATE", "groups:history")]
)
async def test_the_scope_that_is_missing_is_named(
    bot: Slack, slack: FakeSlack, channel: str, scope: str
) -> None:
    slack.scopes.discard(scope)

    error = await error_of(bot.message(channel, "1.2"))

    assert (type(error), str(error)) == (
        BotError,
        f"An admin must give me the scope `{scope}` and install me again.",
    )


@pytest.mark.parametrize(
    ("messages", "spoken"),
    [
        (
            b'[{"ts": "1", "text": "the card"}, {"ts": "2", "thread_ts": "1", "bot_id": "B1"}]',
            Spoken(author="B1", text="", thread="1"),
        ),
        (b'[null, {"ts": 2}, {"ts": "2"}]', Spoken(author="", text="", thread="")),
    ],
)
async def test_what_is_not_said_is_empty(messages: bytes, spoken: Spoken) -> None:
    async with saying(Answer(body=b'{"ok": true, "messages": ' + messages + b"}")) as bot:
        assert await bot.message("CSTAFF", "2") == spoken


@pytest.mark.parametrize(
    "said", [b'{"ok": true}', b'{"ok": true, "messages": {}, "permalink": 1}']
)
async def test_an_answer_without_what_was_asked_for_says_nothing(said: bytes) -> None:
    async with saying(Answer(body=said)) as bot:
        for asking in (bot.message("CSTAFF", "2"), bot.permalink("CSTAFF", "2")):
            assert type(await error_of(asking)) is OutsideError


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U1|ada> and <@U2>: see <#C1|general>", "@ada and @U2: see #general"),
        ("<https://example.org|here>", "here (https://example.org)"),
        ("<http://example.org|example.org>", "example.org"),
        ("<https://example.org>", "https://example.org"),
        ("<mailto:ada@example.org|ada@example.org>", "ada@example.org"),
        ("<!here> <!subteam^S1|@staff>", "@here @staff"),
        ("R&amp;D &lt;3, &amp;lt;", "R&D <3, &lt;"),
    ],
)
def test_slacks_marks_are_taken_out(text: str, shown: str) -> None:
    assert plain(text) == shown
