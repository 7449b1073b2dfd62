import json
from pathlib import Path

import pytest

from bot.domain.people import TERMINAL, Person
from bot.messages.message import Outcome
from bot.terminal.answering import Terminal
from tests.bot.terminal.consoles import a_console, shown
from tests.bot.terminal.test_ask import typing
from tests.commands.worlds import a_world

pytestmark = pytest.mark.usefixtures("trial")


def a_terminal(*lines: str | None) -> Terminal:
    """Return a terminal where somebody types these lines; where nobody is, without any."""
    return Terminal(
        world=a_world(),
        person=Person("ada", TERMINAL),
        out=a_console(),
        err=a_console(),
        read=typing(*filter(None, lines))[0] if lines else None,
    )


async def seen(terminal: Terminal, *words: str) -> tuple[Outcome, str, str]:
    outcome = await terminal.run(words)
    return outcome, shown(terminal.out), shown(terminal.err)


async def test_an_answer_is_drawn_on_the_standard_output() -> None:
    assert await seen(a_terminal(), "trial", "well") == (Outcome.DONE, "Done.\n", "")


async def test_a_refusal_leaves_the_standard_output_to_answers() -> None:
    refused = (Outcome.REFUSED, "", "The rules say no.\n")

    assert await seen(a_terminal(), "trial", "refuse") == refused


async def test_json_is_the_value_that_the_answer_was_drawn_from() -> None:
    outcome, out, err = await seen(a_terminal(), "trial", "well", "--json")

    assert (outcome, json.loads(out), err) == (Outcome.DONE, {"message": "done"}, "")


@pytest.mark.parametrize(
    ("words", "outcome", "error"),
    [
        (("trial", "refuse", "--json"), Outcome.REFUSED, "The rules say no."),
        (("trial", "silent", "--json"), Outcome.UNANSWERED, "DataCite did not answer."),
        (
            ("trial", "--json", "--odd"),
            Outcome.USAGE,
            "There is no `--odd` here; `rsp trial --help` shows what there is.",
        ),
    ],
)
async def test_a_script_can_read_why_there_is_no_answer(
    words: tuple[str, ...], outcome: Outcome, error: str
) -> None:
    status, out, err = await seen(a_terminal(), *words)

    assert (status, json.loads(out), err) == (outcome, {"error": error}, f"{error}\n")


async def test_what_follows_two_dashes_asks_for_no_json() -> None:
    _, out, err = await seen(a_terminal(), "trial", "--", "--json")

    assert (out, err) == ("Done.\n", "")


async def test_a_form_is_asked_and_its_answers_are_the_commands() -> None:
    said = (Outcome.DONE, "{'name': \"it's\", 'note': 'x y'}\n", "")

    assert await seen(a_terminal("it's", "x y"), "trial", "form") == said


async def test_a_question_without_an_answer_does_nothing() -> None:
    assert await seen(a_terminal(None), "trial", "form") == (
        Outcome.USAGE,
        "",
        "Nothing was done: a question was not answered.\n",
    )


async def test_where_nobody_can_be_asked_all_that_is_missing_is_named() -> None:
    assert await seen(a_terminal(), "trial", "form", "note=x") == (
        Outcome.USAGE,
        "",
        (
            "There is no terminal to ask in, and the command lacks name=…;"
            " `rsp trial --help` shows every way to give it.\n"
        ),
    )


async def test_faults_of_a_form_come_all_at_once() -> None:
    assert await seen(a_terminal(), "trial", "form", "name=", f"note={'x' * 1001}") == (
        Outcome.USAGE,
        "",
        "name: Please answer this.\nnote: At most 1000 characters.\n",
    )


async def test_what_was_answered_wrongly_is_asked_once_more_and_nothing_else() -> None:
    terminal = a_terminal("Ada", "x" * 1001, "at last", "it's")

    assert await seen(terminal, "trial", "wary") == (
        Outcome.DONE,
        "{'note': 'at last', 'name': \"it's\"}\n",
        "name: No capital letters.\n",
    )


async def test_steps_are_asked_one_after_the_other() -> None:
    said = (Outcome.DONE, "{'note': 'two'}\n", "")

    assert await seen(a_terminal("one", "two"), "trial", "steps") == said


async def test_where_nobody_can_be_asked_later_steps_are_named_too() -> None:
    _, _, err = await seen(a_terminal(), "trial", "steps")

    assert "the command lacks name=…, note=…; `rsp trial --help`" in err


async def test_where_nobody_can_be_asked_what_was_begun_is_not_gone_on_with() -> None:
    _, _, err = await seen(a_terminal(), "trial", "steps", "name=Ada", "note=x")

    assert "the form wants to be looked through; `rsp trial --help`" in err


@pytest.mark.parametrize(
    ("lines", "said"), [(("yes",), "True"), (("no",), "False"), ((None,), "False"), ((), "None")]
)
async def test_whoever_can_be_asked_sees_what_would_be_done_first(
    lines: tuple[str | None, ...], said: str
) -> None:
    _, out, err = await seen(a_terminal(*lines), "trial", "sure", "--json")

    assert json.loads(out) == {"message": said}
    assert err == ("Would do it.\n" if lines else "")


async def test_a_command_reads_files_of_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("10.5555/a\n\n10.5555/b\n")

    _, out, _ = await seen(a_terminal(), "trial", "read", "--file", str(file))

    assert out == "10.5555/a|10.5555/b\n"


async def test_progress_is_shown_on_a_terminal_alone() -> None:
    terminal = a_terminal()

    assert await seen(terminal, "trial", "count") == (Outcome.DONE, "Done.\n", "")
