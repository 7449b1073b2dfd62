"""What makes a link, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from itsdangerous import URLSafeSerializer

from bot.domain.link import Link, Purpose
from bot.errors import ConflictError, NotFoundError
from bot.use_cases import knocks
from bot.use_cases.links import Links, claim, short
from storage.database import Database

LINKS = Links(public_url="https://rsp.example.org", secret="a key of example data")  # noqa: S106 -- it opens nothing
LINK = Link(
    purpose=Purpose.CONFIRM, subject="CON-3", expires=datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
)
START = "https://rsp.example.org/link/"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def token(link: Link = LINK, links: Links = LINKS) -> str:
    return links.make(link).removeprefix(START)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_is_read_back_as_it_was_made(purpose: Purpose) -> None:
    link = replace(LINK, purpose=purpose, subject="CON-3>CON-4")

    assert LINKS.read(token(link)) == link
    assert LINKS.make(link).startswith(START)


def test_a_link_that_has_expired_is_read_all_the_same() -> None:
    link = replace(LINK, expires=datetime(2001, 1, 1, tzinfo=UTC))

    assert LINKS.read(token(link)) == link


@pytest.mark.parametrize(
    ("url", "secret"), [("", ""), ("https://rsp.example.org", ""), ("", "a key")]
)
def test_no_link_is_made_before_both_settings_are_there(url: str, secret: str) -> None:
    links = Links(public_url=url, secret=secret)

    with pytest.raises(ConflictError, match=r"RSP_PUBLIC_URL and RSP_SECRET_KEY"):
        links.make(LINK)
    assert not links.can_make


def test_without_a_key_no_link_is_read_that_was_signed_without_one() -> None:
    nobodys = Links(public_url="https://rsp.example.org", secret="")
    forged = nobodys._token(LINK)  # noqa: SLF001 -- what a stranger would compute

    with pytest.raises(NotFoundError):
        nobodys.read(forged)


@pytest.mark.parametrize("at", range(len(token())))
def test_a_link_with_any_one_sign_changed_is_none(at: int) -> None:
    made = token()
    for sign in ALPHABET:
        if sign != made[at]:
            with pytest.raises(NotFoundError):
                LINKS.read(f"{made[:at]}{sign}{made[at + 1 :]}")


@pytest.mark.parametrize(
    "odd",
    [
        "",
        ".",
        "x",
        token()[:-1],
        token()[1:],
        token().partition(".")[0],
        f"{token()}=",
        f"{token()}.",
        f" {token()}",
        token() * 9,
        "x" * 1_000_000,
        "ä.ö",
        "\x00",
    ],
)
def test_a_link_that_is_cut_or_long_or_odd_is_none(odd: str) -> None:
    with pytest.raises(NotFoundError):
        LINKS.read(odd)


def test_the_parts_of_two_links_make_no_third() -> None:
    other = replace(LINK, subject="CON-4")
    body, signature = token().split(".")[0], token(other).split(".")[1]

    with pytest.raises(NotFoundError):
        LINKS.read(f"{body}.{signature}")


@pytest.mark.parametrize("secret", ["another key", "a key of example dat"])
def test_a_link_that_another_key_signed_is_none(secret: str) -> None:
    with pytest.raises(NotFoundError):
        LINKS.read(token(links=replace(LINKS, secret=secret)))


@pytest.mark.parametrize(
    "payload",
    [["fly", "CON-3", 1], ["confirm", "CON-3"], {}, "confirm", ["confirm", "CON-3", "x"]],
)
def test_a_link_of_another_version_of_the_program_is_none(payload: object) -> None:
    signed: URLSafeSerializer = LINKS._signed  # noqa: SLF001 -- with the right key

    with pytest.raises(NotFoundError):
        LINKS.read(str(signed.dumps(payload)))


def test_the_key_is_not_shown() -> None:
    assert "a key" not in repr(LINKS)


async def test_a_link_is_used_once_however_many_use_it(database: Database) -> None:
    async with database.begin() as store:
        claimed = [await claim(LINK, store=store) for _ in range(3)]

    assert claimed == [True, False, False]


@pytest.mark.parametrize(
    "other",
    [
        replace(LINK, purpose=Purpose.LEAVE),
        replace(LINK, subject="CON-4"),
        replace(LINK, expires=LINK.expires + timedelta(seconds=1)),
    ],
)
async def test_the_use_of_a_link_is_not_the_use_of_another(
    database: Database, other: Link
) -> None:
    async with database.begin() as store:
        assert [await claim(link, store=store) for link in (LINK, other)] == [True, True]
    assert short(LINK) != short(other)


async def test_that_a_link_was_used_is_remembered_for_as_long_as_it_could_be_followed(
    database: Database,
) -> None:
    async with database.begin() as store:
        await claim(LINK, store=store)

    await knocks.forget(LINK.expires, database=database)

    async with database.begin() as store:
        assert not await claim(LINK, store=store)
