import pytest

from bot.domain.secrets import without_passwords


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://ada:secret@example.org/x", "https://…@example.org/x"),
        ('{"url": "http://:secret@example.org/"}', '{"url": "http://…@example.org/"}'),
        ("https://example.org/a:b@c", "https://example.org/a:b@c"),
        ("https://example.org:8080/", "https://example.org:8080/"),
        ("see https://example.org and mail ada@example.org", None),
    ],
)
def test_a_password_in_an_address_is_left_out(text: str, kept: str | None) -> None:
    assert without_passwords(text) == (kept or text)
