import pytest

from bot.clients.texts import plain


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://example.org/é", "https://example.org/é"),
        ("10.5555/x\n\nDear colleague", "10.5555/x��Dear colleague"),
        ("a\x00b\ud800c\x1b[31m", "a�b�c�[31m"),
        ("x" * 3_000_000, "x" * 2_000 + "…"),
    ],
)
def test_a_text_from_outside_is_one_short_line(text: str, kept: str) -> None:
    assert plain(text) == kept
