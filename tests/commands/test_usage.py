from importlib.util import find_spec

import pytest

from commands import usage
from commands.table import ALIASES, FIRST, PROGRAM, WORDS


def test_help_is_short() -> None:
    assert usage.overview() == (
        "usage: rsp COMMAND WORDS…    (alone: a prompt)\n"
        "\n"
        "  check      are these DOIs findable, whose are they, is their metadata valid?\n"
        "  apply      log an application: its checks begin by themselves\n"
        "  queue      list what somebody must do something about: our move first, oldest first\n"
        "  help       show the main commands, one of them, or all\n"
        "\n"
        "`rsp help all` shows every command, `rsp COMMAND --help` how one is typed.\n"
        "A bare thing is a command: `rsp 10.5555/example` checks it, `rsp APP-12` shows that\n"
        "application, as its organisation's name does; so do CHK-12, OUT-7, CON-3, PRV-3.\n"
        "New here? `rsp demo` tries it all with made-up neighbours, without internet."
    )


def test_a_manual_names_every_way_to_type_a_word() -> None:
    assert usage.manual("show") == (
        "usage: rsp show [--resume] [--reply] [--json] CHK-12 [DOI]\n"
        "       rsp show [--html] [--json] OUT-7\n"
        "       rsp show [--json] CON-3 | APP-12 | PRV-3 | NAME…\n"
        "\n"
        "show: show a check, a letter or post, a contact, an application, a provider\n"
        "\n"
        "  CHK-12          the check's id\n"
        "  DOI             one DOI of that check, with all that was found out about it\n"
        "  OUT-7           a letter or post: what it says, to whom, what became of it\n"
        "  CON-3           somebody in the address book, and what was said to them\n"
        "  APP-12          an application: whose move it is, its clocks, its criteria\n"
        "  PRV-3           a provider, and the checklist of what is to be done\n"
        "  NAME…           an organisation that applied: its whole name, or how that begins\n"
        "  --resume        first go on with a check that was interrupted\n"
        "  --reply         the answer as plain text for a mail to whoever asked\n"
        "  --html          a letter's HTML alone\n"
        "  --json          one JSON object instead of text"
    )


@pytest.mark.parametrize("name", sorted(usage.ALL))
def test_what_a_manual_says_stands_in_one_column(name: str) -> None:
    told = usage.details(usage.ALL[name])
    lines = usage.manual(name).splitlines()

    columns = {
        line.index(about, len(what) + 2)
        for what, about in told
        for line in lines
        if line.startswith(f"  {what} ") and line.endswith(about)
    }
    assert len(columns) == min(1, len(told))
    assert all(f"  {what}  " in "\n".join(lines) for what, _ in told)


@pytest.mark.parametrize("name", sorted(usage.ALL))
def test_every_option_is_in_the_usage_and_every_word_in_the_whole_help(name: str) -> None:
    word = usage.ALL[name]

    uses = " ".join(word.usage)
    assert [option for option in word.options if option.name not in uses] == []
    described = "\n".join(f"  rsp {use}" for use in word.usage)
    assert f"{described}\n      {word.help}\n" in usage.everything()
    assert word.may in ("staff", "approver", "provider", "anyone")


@pytest.mark.parametrize("name", sorted(WORDS))
def test_every_word_has_its_module(name: str) -> None:
    assert find_spec(WORDS[name].module)


def test_first_come_those_of_the_six_words_that_there_are() -> None:
    assert FIRST == ("check", "apply", "queue", "help")
    assert not set(PROGRAM) & set(WORDS)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("manifest",), None),
        (("manifest", "--url", "https://rsp.example.org"), None),
        (("manifest", "--url=https://rsp.example.org"), None),
        (("manifest", "--url"), "`--url` wants a value: `--url URL`."),
        (("manifest", "--url="), "`--url` wants a value: `--url URL`."),
        (
            ("manifest", "x"),
            "`x` does not belong here; `rsp manifest --help` shows how.",
        ),
        (("work", "--once"), None),
        (
            ("work", "--once=2"),
            "`--once=2` does not belong here, perhaps `--once`; `rsp work --help` shows how.",
        ),
        (("run", "now"), "`now` does not belong here; `rsp run --help` shows how."),
        (("demo", "whatever"), None),
    ],
)
def test_what_does_not_belong_or_is_missing_is_named(
    words: tuple[str, ...], fault: str | None
) -> None:
    assert usage.misfit(words[0], words[1:]) == fault


@pytest.mark.parametrize(
    ("word", "is_slip"),
    [("chekc", True), ("--jsno", True), ("Example", False), ("Universität", False)],
)
def test_a_slip_is_told_from_a_name(word: str, is_slip: bool) -> None:  # noqa: FBT001 -- of the table
    assert usage.is_slip(word) == is_slip


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("app-12",), ("show", "app-12")),
        (("PRV-3",), ("show", "PRV-3")),
        (("/rsp", "APP-12"), ("show", "APP-12")),
        (("APP-x",), ("APP-x",)),
        (("10.5555/a",), ("check", "10.5555/a")),
        (("Example", "Ltd"), ("Example", "Ltd")),
    ],
)
def test_a_bare_thing_is_a_command(words: tuple[str, ...], meant: tuple[str, ...]) -> None:
    assert usage.meant(words) == meant


def test_slacks_commands_stand_for_words_that_there_are() -> None:
    words = [word for word in ALIASES.values() if word]

    assert ALIASES["/rsp"] == ""
    assert {*words} <= {*WORDS}
    assert [*ALIASES][1:] == [f"/rsp-{word}" for word in words]
