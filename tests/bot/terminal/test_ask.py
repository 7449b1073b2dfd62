from collections.abc import Awaitable, Callable, Iterable

import pytest

from bot.forms.dois import dois_form
from bot.forms.form import Field, Form
from bot.terminal.ask import ask

CALL = Field(name="call", label="Was a call offered?", choices=("yes", "no"))
NOTE = Field(name="note", label="Note?", is_required=False)
DOIS = Field(name="dois", label="Which DOIs?", is_multiline=True)
PASTE = "Which DOIs? (one a line; then press Enter on an empty line)\n"


def typing(*lines: str) -> tuple[Callable[[str], Awaitable[str]], list[str]]:
    """Return somebody who types these lines, then Ctrl-D; and the prompts that were seen."""
    left, prompts = iter(lines), list[str]()

    async def read(prompt: str) -> str:
        prompts.append(prompt)
        for line in left:
            return line
        raise EOFError

    return read, prompts


def a_form(*fields: Field, **answers: str) -> Form:
    return Form(command=("trial",), title="A trial", fields=fields, answers=answers)


async def test_a_question_is_asked_until_its_answer_will_do() -> None:
    read, prompts = typing("perhaps", " yes ", "")

    assert await ask(a_form(CALL, NOTE), read) == {"call": "yes"}
    assert prompts == [
        "Was a call offered? (yes/no) ",
        "Choose one of yes, no. Was a call offered? (yes/no) ",
        "Note? ",
    ]


async def test_what_was_answered_well_is_not_asked_again() -> None:
    read, prompts = typing("no")

    assert await ask(a_form(CALL, NOTE, call="so", note="kept"), read) == {
        "call": "no",
        "note": "kept",
    }
    assert prompts == ["Was a call offered? (yes/no) "]


@pytest.mark.parametrize(
    "lines",
    [
        ("10.5555/a", "10.5555/b", "", "not read"),
        ("10.5555/a", "10.5555/b"),
        # A terminal may hand over what was pasted as one piece.
        ("10.5555/a\n10.5555/b", ""),
    ],
)
async def test_lines_are_pasted_until_an_empty_one_or_the_end(lines: Iterable[str]) -> None:
    read, prompts = typing(*lines)

    assert await ask(a_form(DOIS), read) == {"dois": "10.5555/a\n10.5555/b"}
    assert prompts[0] == PASTE


async def test_nothing_pasted_is_asked_again_and_the_end_gives_up() -> None:
    read, prompts = typing("")

    with pytest.raises(EOFError):
        await ask(a_form(DOIS), read)
    assert prompts == [PASTE, f"Please answer this. {PASTE}"]


async def test_a_file_is_not_asked_for_and_what_it_can_replace_is() -> None:
    read, prompts = typing("", "10.5555/a", "")

    assert await ask(dois_form(("check",)), read) == {"dois": "10.5555/a"}
    assert prompts == [PASTE, f"Please answer this. {PASTE}", ""]
