"""Web addresses as people type them."""

import pytest

from bot.forms.addresses import read_support, read_web_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" https://example.org\n", "https://example.org"),
        ("http://archive.example.org:8080/a?b=c#d", "http://archive.example.org:8080/a?b=c#d"),
        ("<https://example.org|example.org>", "https://example.org"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("HTTPS://Example.org", "HTTPS://Example.org"),
        ("https://büro.example", "https://büro.example"),
    ],
)
def test_a_web_address_is_taken_as_it_is(typed: str, address: str) -> None:
    assert read_web_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "example.org",
        "ftp://example.org",
        "javascript:alert(1)",
        "https://",
        "https://localhost",
        "https://ada@example.org",
        "https://example.org/a b",
        'https://example.org/"onclick=',
        "https://[::1",
        "https://example.org:http",
    ],
)
def test_what_is_no_whole_web_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Give a whole web address, such as"):
        read_web_address(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org/help", "https://example.org/help"),
        ("help@example.org", "help@example.org"),
        ("<mailto:help@example.org|help@example.org>", "help@example.org"),
    ],
)
def test_support_is_a_page_or_an_address(typed: str, kept: str) -> None:
    assert read_support(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"), [("by phone", "or an e-mail address"), ("help@", "after the @-sign")]
)
def test_support_that_nobody_can_reach_is_refused(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_support(typed)
