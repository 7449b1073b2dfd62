from importlib.util import find_spec

import pytest

from commands import usage
from commands.table import FIRST, PROGRAM, WORDS


def test_help_is_short() -> None:
    assert usage.overview() == (
        "usage: rsp COMMAND WORDS…    (alone: a prompt)\n"
        "\n"
        "  check      are these DOIs findable, whose are they, is their metadata valid?\n"
        "  help       show the main commands, one of them, or all\n"
        "\n"
        "`rsp help all` shows every command, `rsp COMMAND --help` how one is typed.\n"
        "A bare thing is a command: `rsp 10.5555/example` checks it, `rsp CHK-12` shows it.\n"
        "New here? `rsp demo` tries it all with made-up neighbours, without internet."
    )


def test_a_manual_names_every_way_to_type_a_word() -> None:
    assert usage.manual("show") == (
        "usage: rsp show [--resume] [--reply] [--json] CHK-12 [DOI]\n"
        "\n"
        "show: show a check, or one of its DOIs in full\n"
        "\n"
        "  CHK-12          the check's id\n"
        "  DOI             one DOI of that check, with all that was found out about it\n"
        "  --resume        first go on with a check that was interrupted\n"
        "  --reply         the answer as plain text for a mail to whoever asked\n"
        "  --json          one JSON object instead of text"
    )


@pytest.mark.parametrize("name", sorted(usage.ALL))
def test_every_option_is_in_the_usage_and_every_word_in_the_whole_help(name: str) -> None:
    word = usage.ALL[name]

    assert [option for option in word.options if option.name not in word.usage[0]] == []
    assert f"  rsp {word.usage[0]}\n" in usage.everything()
    assert word.may in ("staff", "approver", "provider", "anyone")


@pytest.mark.parametrize("name", sorted(WORDS))
def test_every_word_has_its_module(name: str) -> None:
    assert find_spec(WORDS[name].module)


def test_first_come_those_of_the_six_words_that_there_are() -> None:
    assert FIRST == ("check", "help")
    assert not set(PROGRAM) & set(WORDS)
