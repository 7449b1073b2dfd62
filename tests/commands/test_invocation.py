import pytest

from bot.domain.doi import read_entries
from bot.domain.people import Act, Person
from bot.errors import UsageError
from commands.invocation import NOBODY, Caller, Invocation
from commands.table import WORDS, Option
from tests.conftest import StoppedClock

AN_ACT = Act(by=Person("USTAFF", "THOME"), at=StoppedClock().now)


def read(asked: str | tuple[str, ...], **answers: str) -> Invocation:
    return Invocation.read(asked, AN_ACT, answers, NOBODY)


@pytest.mark.parametrize(
    ("asked", "words", "options"),
    [
        ("check 10.5555/a", ("check", "10.5555/a"), {}),
        ("Check 10.5555/A", ("check", "10.5555/A"), {}),
        ("10.5555/A", ("check", "10.5555/A"), {}),
        (
            "https://doi.org/10.5555/a 10.5555/b",
            ("check", "https://doi.org/10.5555/a", "10.5555/b"),
            {},
        ),
        ("10/bcc7", ("check", "10/bcc7"), {}),
        ("CHK-12", ("show", "CHK-12"), {}),
        ("chk-12 --reply", ("show", "chk-12"), {"--reply": ""}),
        ("check --json --test 10.5555/a", ("check", "10.5555/a"), {"--json": "", "--test": ""}),
        ("check 10.5555/a --json", ("check", "10.5555/a"), {"--json": ""}),
        ("check --file F", ("check",), {"--file": "F"}),
        ("check --file=F --json", ("check",), {"--file": "F", "--json": ""}),
        ("check --file -", ("check",), {"--file": "-"}),
        ("check -", ("check", "-"), {}),
        ("check -- --json -x", ("check", "--json", "-x"), {}),
        ("check 10.5555/a=b", ("check", "10.5555/a=b"), {}),
        ("check doi=10.5555/a", ("check", "doi=10.5555/a"), {}),
        ("validate --json a.xml", ("validate", "a.xml"), {"--json": ""}),
        ("check --test --help", ("help", "check"), {}),
        ("", ("help",), {}),
    ],
)
def test_words_and_options_are_told_apart(
    asked: str, words: tuple[str, ...], options: dict[str, str]
) -> None:
    invocation = read(asked)

    assert (invocation.words, dict(invocation.options)) == (words, options)


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (
            "chekc x",
            "There is no command `chekc`, perhaps `check`; `rsp help` shows the commands.",
        ),
        ("waltz", "There is no command `waltz`; `rsp help` shows the commands."),
        (
            "check --jsno 10.5555/a",
            "There is no `--jsno` here, perhaps `--json`; `rsp check --help` shows what there is.",
        ),
        ("schema -x", "There is no `-x` here; `rsp schema --help` shows what there is."),
        ("check --json=yes", "`--json` takes no value."),
        ("check --file", "`--file` wants a value: `--file F`."),
        ("check --file --json", "`--file` wants a value: `--file F`."),
        ("check --file=", "`--file` wants a value: `--file F`."),
        ("check --file a --file b", "`--file` is there twice; one is enough."),
        ("work --once", "`rsp work` is started from a shell, not from here."),
    ],
)
def test_what_is_mistyped_is_a_sentence(asked: str, fault: str) -> None:
    with pytest.raises(UsageError) as refused:
        read(asked)

    assert str(refused.value) == fault


def test_an_option_for_several_values_has_one_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    option = Option("--map", "a match", "THEIRS=OURS…")
    monkeypatch.setitem(WORDS, "import", WORDS["import"]._replace(options=(option,)))

    found = read(("import", "--map", "Name=organisation", "a.csv", "--map=Zip code="))

    assert found.options == {"--map": "Name=organisation\nZip code="}
    assert found.words == ("import", "a.csv")


def test_words_of_a_shell_are_never_split_again() -> None:
    dois = tuple(f"10.5555/it's {number}" for number in range(5_000))

    assert read(("check", *dois)).words == ("check", *dois)


def test_answers_are_read_for_fields_of_the_words_form_alone() -> None:
    invocation = read("check dois=10.5555/a dois='10.5555/b 10.5555/c' name=x")

    assert invocation.answers == {"dois": "10.5555/a\n10.5555/b 10.5555/c"}
    assert invocation.words == ("check", "name=x")


def test_answers_of_a_form_never_go_through_text() -> None:
    said = "--json 'unclosed name=x"

    assert read(("check", "dois=before"), dois=said).answers == {"dois": said}


def test_every_word_and_answer_can_be_written_down() -> None:
    invocation = read(("log", "a\udcff", "b\0"), words="c\0\ud800")

    assert invocation.words == ("log", "a\ufffd", "b\ufffd")
    assert invocation.answers == {"words": "c\ufffd\ufffd"}
    assert read(("check", "dois=a\udcff")).answers == {"dois": "a\ufffd"}


@pytest.mark.parametrize("asked", [("check", "10.5555/a\udcff"), ("10.5555/a\0",)])
def test_a_doi_ends_where_odd_bytes_begin(asked: tuple[str, ...]) -> None:
    _, *words = read(asked).words

    assert [entry.doi for entry in read_entries(words)] == ["10.5555/a"]


@pytest.mark.parametrize(
    "asked", [("validate", "caf\udce9.xml"), ("export", "\udce9"), ("import", "--all", "\udce9")]
)
def test_a_file_keeps_its_name(asked: tuple[str, ...]) -> None:
    assert read(asked).words[-1] == asked[-1]


async def test_lines_that_hold_nothing_are_left_out() -> None:
    async def read_file(name: str, most: int) -> bytes:
        assert (name, most) == ("list.txt", 100)
        return b"\xef\xbb\xbf10.5555/a\r\n\r\n  10.5555/\xc3\xa4 \n\xff\n"

    invocation = Invocation.read("check", AN_ACT, {}, Caller(read_file=read_file))

    typed = ("10.5555/a", "  10.5555/ä ", "\ufffd")
    assert await invocation.lines("list.txt", 100) == typed


async def test_where_there_are_no_files_a_sentence_says_so() -> None:
    with pytest.raises(UsageError) as refused:
        await read("check --file list.txt").lines("list.txt", 100)

    assert str(refused.value) == (
        "`list.txt` can only be read in a terminal; paste what is in it here."
    )


@pytest.mark.parametrize("asked", ["show", "show CHK-1 CHK-2"])
def test_one_word_is_neither_none_nor_two(asked: str) -> None:
    with pytest.raises(UsageError) as refused:
        read(asked).only_word()

    assert str(refused.value) == (
        "Type `rsp show [--resume] [--reply] [--json] CHK-12 [DOI]`; `rsp show --help` says more."
    )
