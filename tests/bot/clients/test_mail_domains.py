"""Who takes mail, as a name server on loopback tells it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot.clients.mail_domains import MailDomains
from bot.demo import names


@pytest.fixture(scope="module")
async def name_server() -> AsyncIterator[str]:
    async with names.answering() as address:
        yield address


@pytest.fixture(scope="module")
async def domains(name_server: str) -> MailDomains:
    return MailDomains(name_server, seconds=0.3)


@pytest.mark.parametrize(
    ("domain", "it_does"),
    [
        ("example.org", True),
        ("EXAMPLE.org.", True),
        ("anybody.example", True),
        ("m\xfcnchen.example", True),
        ("address-only.example", True),
        ("no-mail.example", False),
        ("nothing.example", False),
        ("nowhere.example", False),
        ("example.net", False),
        ("silent.example", None),
        ("broken.example", None),
    ],
)
async def test_a_domain_takes_mail_or_not_or_nobody_tells(
    domains: MailDomains, domain: str, *, it_does: bool | None
) -> None:
    assert await domains.takes_mail(domain) is it_does


@pytest.mark.parametrize(
    "text", ["", ".", "a..example", f"{'a' * 64}.example", "a." * 130, "\ud800.example", "\\9"]
)
async def test_what_is_no_name_takes_no_mail(domains: MailDomains, text: str) -> None:
    assert await domains.takes_mail(text) is False


async def test_a_name_server_that_is_not_there_tells_nothing() -> None:
    async with names.answering() as address:
        pass
    assert await MailDomains(address, seconds=0.3).takes_mail("example.org") is None


async def test_one_that_is_silent_does_not_keep_others_waiting(domains: MailDomains) -> None:
    began = asyncio.get_running_loop().time()
    many = [domains.takes_mail("silent.example") for _ in range(10)]
    assert await asyncio.gather(*many) == [None] * 10
    assert asyncio.get_running_loop().time() - began < 2


@given(text=some.text(max_size=300))
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_has_an_answer(text: str) -> None:
    async def asked() -> bool | None:
        async with names.answering() as address:
            return await MailDomains(address, seconds=0.3).takes_mail(text)

    assert asyncio.run(asked()) in (True, False, None)
