import pytest
from structlog.testing import capture_logs

from bot.clients.slack import Slack
from bot.clients.slack_wire import is_slacks
from bot.errors import NotFoundError, UsageError
from tests.bot.clients.slack_calls import DOIS, MB, error_of, read_file, url_of
from tests.fakes.slack import TOKEN, FakeSlack, Fault
from tests.fakes.wire import Answer, answering


async def test_a_file_that_somebody_uploaded_is_read(bot: Slack, slack: FakeSlack) -> None:
    assert await bot.read_file(url_of(slack, "a.txt", DOIS), MB) == DOIS


async def test_a_file_is_read_up_to_its_most(bot: Slack, slack: FakeSlack) -> None:
    assert len(await bot.read_file(url_of(slack, "a.txt", b"a" * MB), MB)) == MB
    error = await error_of(bot.read_file(url_of(slack, "a.txt", b"a" * (MB + 1)), MB))
    assert (type(error), str(error)) == (UsageError, "The file is larger than 1 MB.")


async def test_a_file_that_never_ends_is_too_large() -> None:
    async with answering(Answer(fault="endless")) as wire, Slack.open(TOKEN, wire.url) as bot:
        with pytest.raises(UsageError):
            await bot.read_file(f"{wire.url}/files-pri/F1/a.txt", MB)


async def test_a_file_that_is_gone_is_not_found(bot: Slack, slack: FakeSlack) -> None:
    with pytest.raises(NotFoundError):
        await bot.read_file(f"{slack.url}/files-pri/FGONE/a.txt", MB)


async def test_a_file_behind_a_login_names_the_scope(bot: Slack, slack: FakeSlack) -> None:
    slack.scopes.discard("files:read")
    with capture_logs() as lines:
        error = await error_of(read_file(bot, slack))
    assert "`files:read`" in str(error)
    assert [line["needed"] for line in lines] == ["files:read"]


async def test_a_redirect_does_not_carry_the_token_away(slack: FakeSlack) -> None:
    async with answering(Answer()) as elsewhere:
        away = {"Location": f"{elsewhere.url}/"}
        slack.disturb("download", Fault(status=302, body=b"", headers=away))
        async with Slack.open(TOKEN, slack.api_url) as bot:
            await error_of(read_file(bot, slack))
        assert elsewhere.heads == []


async def test_the_token_goes_to_no_other_host(bot: Slack) -> None:
    async with answering(Answer()) as stranger:
        with pytest.raises(UsageError):
            await bot.read_file(f"{stranger.url}/files-pri/F1/a.txt", MB)
        assert stranger.heads == []


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com/files-pri/T1-F1/download/a.txt",
        "https://slack.com/a",
        "http://127.0.0.1:3000/files-pri/F1/a",
    ],
)
def test_slacks_own_addresses_are_trusted(url: str) -> None:
    assert is_slacks(url, "http://127.0.0.1:3000/api/")


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/a",
        "https://files.slack.com.evil.example/a",
        "https://notslack.com/a",
        "https://files.slack.com:8443/a",
        "https://files.slack.com@evil.example/a",
        "https://user:word@files.slack.com/a",
        "https://evil.example\\.slack.com/a",
        "https://evil.example/?.slack.com",
        "https://evil.example#.slack.com",
        "//files.slack.com/a",
        "file:///etc/passwd",
        "ftp://files.slack.com/a",
        "/files-pri/F1/a",
        "https://[::1",
        "http://127.0.0.1:1/files-pri/F1/a",
        "",
    ],
)
async def test_only_slacks_own_addresses_are_read(bot: Slack, url: str) -> None:
    with pytest.raises(UsageError):
        await bot.read_file(url, MB)
