"""Everything that the Slack client does, so that each failure can be tried on all of it."""

import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.clients.slack import Slack
from bot.errors import BotError
from tests.factories import MARCH_2
from tests.fakes.slack import TOKEN, FakeSlack
from tests.fakes.wire import Answer, answering

HELLO: dict[str, Any] = {"text": "Hello", "blocks": [{"type": "divider"}]}
DOIS = b"10.5555/a"
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Example"}, "blocks": []}
HOME_TAB = {"type": "home", "blocks": [{"type": "divider"}]}
MB = 1_000_000

Does = Callable[[Slack, FakeSlack], Awaitable[object]]


async def respond(bot: Slack, slack: FakeSlack) -> None:
    await bot.respond(slack.response_url("CSTAFF", "USTAFF"), HELLO)


async def share_file(bot: Slack, slack: FakeSlack) -> None:
    file, thread = await bot.keep_file("a.csv", b"doi\n"), await bot.post("CSTAFF", HELLO)
    await bot.share_file(file, "All", "CSTAFF", thread, comment="Done.")


async def edit(bot: Slack, slack: FakeSlack) -> None:
    await bot.edit("CSTAFF", await bot.post("CSTAFF", HELLO), {"text": "Done"})


async def permalink(bot: Slack, slack: FakeSlack) -> None:
    await bot.permalink("CSTAFF", await bot.post("CSTAFF", HELLO))


async def find_reply(bot: Slack, slack: FakeSlack) -> None:
    thread = await bot.post("CSTAFF", HELLO)
    await bot.find("CSTAFF", "id", MARCH_2, thread=thread)


async def read_file(bot: Slack, slack: FakeSlack) -> None:
    await bot.read_file(url_of(slack, "a.txt", DOIS), MB)


ASKS: dict[str, Does] = {
    "auth.test": lambda bot, _: bot.whoami(),
    "users.info": lambda bot, _: bot.member("USTAFF"),
    "usergroups.users.list": lambda bot, _: bot.group("SSTAFF"),
    "conversations.info": lambda bot, _: bot.channel("CSTAFF"),
    "conversations.open": lambda bot, _: bot.direct("USTAFF"),
    "conversations.history": lambda bot, _: bot.find("CSTAFF", "id", MARCH_2),
    "conversations.replies": find_reply,
    "chat.getPermalink": permalink,
    "chat.update": edit,
    "views.open": lambda bot, slack: bot.open_view(slack.trigger(), MODAL),
    "views.publish": lambda bot, _: bot.publish("USTAFF", HOME_TAB),
    "files.getUploadURLExternal": lambda bot, _: bot.keep_file("a.csv", b"doi\n"),
    "upload": lambda bot, _: bot.keep_file("a.csv", b"doi\n"),
    "download": read_file,
}
SAYS: dict[str, Does] = {
    "chat.postMessage": lambda bot, _: bot.post("CSTAFF", HELLO),
    "chat.postEphemeral": lambda bot, _: bot.whisper("CSTAFF", "USTAFF", HELLO),
    "response_url": respond,
    "files.completeUploadExternal": share_file,
}
EVERYTHING = ASKS | SAYS


@asynccontextmanager
async def saying(answer: Answer) -> AsyncIterator[Slack]:
    async with answering(answer) as wire, Slack.open(TOKEN, f"{wire.url}/api") as bot:
        yield bot


def url_of(slack: FakeSlack, name: str, content: bytes) -> str:
    return f"{slack.url}/files-pri/{slack.attach(name, content).id}/{name}"


async def error_of(doing: Awaitable[object]) -> BotError:
    with pytest.raises(BotError) as caught:
        await doing
    return caught.value


async def traceback_of(doing: Awaitable[object]) -> str:
    try:
        await doing
    except BotError as error:
        return "".join(traceback.format_exception(error))
    return ""
