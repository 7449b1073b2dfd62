import pytest

from bot.errors import UsageError
from commands.typed import split, writable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("  check   10.5555/a\n10.5555/b ", ("check", "10.5555/a", "10.5555/b")),
        ("check 10.5555/o'brien 10.5555/d'arc", ("check", "10.5555/o'brien", "10.5555/d'arc")),
        ("check 10.5555/a=b 10.5555/(c)\\d", ("check", "10.5555/a=b", "10.5555/(c)\\d")),
        ("apply name='Example Ltd' x", ("apply", "name=Example Ltd", "x")),
        ('apply name="it\'s late" x', ("apply", "name=it's late", "x")),
        ("apply name='it's late' x", ("apply", "name=it's late", "x")),
        ("apply name=“Example Ltd”", ("apply", "name=Example Ltd")),
        ("apply name=„Beispiel GmbH“", ("apply", "name=Beispiel GmbH")),
        ("apply name=\u2018Example Ltd\u2019", ("apply", "name=Example Ltd")),
        ("apply note=''", ("apply", "note=")),
        ("show 'Example Ltd'", ("show", "Example Ltd")),
        ('check "10.5555/a", "10.5555/b"', ("check", "10.5555/a", "10.5555/b")),
        ("check --file='my list.txt'", ("check", "--file=my list.txt")),
        ("check —json 10.5555/a", ("check", "--json", "10.5555/a")),
        ("check — 10.5555/a", ("check", "—", "10.5555/a")),
        ("check\u00a010.5555/a", ("check", "10.5555/a")),
    ],
)
def test_typed_text_is_split_into_words(text: str, words: tuple[str, ...]) -> None:
    assert split(text) == words


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\0b", "a\ufffdb"),
        ("a\udcff\udce9", "a\ufffd\ufffd"),
        ("naïve 日本 👩\u200d🚀\n", "naïve 日本 👩\u200d🚀\n"),
    ],
)
def test_what_no_database_takes_is_replaced(text: str, written: str) -> None:
    assert writable(text) == written


@pytest.mark.parametrize("text", ["apply name='Example", "show “Example Ltd", "check '"])
def test_an_unclosed_quote_is_refused_and_the_text_given_back(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        split(text)

    assert str(refused.value) == f"A quotation mark is missing its other half: {text}"


def test_a_long_paste_is_split_in_one_pass() -> None:
    dois = tuple(f"10.5555/o'{number}" for number in range(50_000))

    assert split(" ".join(dois)) == dois
