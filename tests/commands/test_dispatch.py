import pytest
from structlog.typing import EventDict

from bot.domain.people import TERMINAL, Act, Person
from bot.errors import RepeatedKnock
from bot.forms.form import Form
from bot.messages.message import Message, Outcome, refuse, say
from bot.world import World
from commands import dispatch
from tests.commands.worlds import a_world
from tests.conftest import StoppedClock

pytestmark = pytest.mark.usefixtures("trial")

ADA, STRANGER = Person("ada", TERMINAL), Person("UFOREIGN", "TOTHER")


def an_act(by: Person = ADA) -> Act:
    return Act(by=by, at=StoppedClock().now)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("trial refuse", refuse("The rules say no.")),
        ("trial silent", refuse("DataCite did not answer.", Outcome.UNANSWERED)),
        ("trial unsure", refuse("It may have been sent.", Outcome.UNANSWERED)),
        (
            "trial 'x",
            refuse("A quotation mark is missing its other half: trial 'x", Outcome.USAGE),
        ),
        ("trial", refuse("Type `rsp trial HOW`; `rsp trial --help` says more.", Outcome.USAGE)),
    ],
)
async def test_what_a_person_can_mend_is_a_sentence(asked: str, answer: Message) -> None:
    assert await dispatch.answer(asked, an_act(), a_world()) == answer


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("person", "may"),
    [
        (Person("USTAFF", "THOME"), True),
        (Person("ULEAD", "THOME"), True),
        (ADA, True),
        (Person("UOTHER", "THOME"), False),
        (Person("USTAFF", "TOTHER"), False),
        (STRANGER, False),
    ],
)
async def test_who_may_is_asked_for_every_word(
    slack_world: World,
    person: Person,
    may: bool,  # noqa: FBT001 -- a case
) -> None:
    answer = await dispatch.answer("trial well", an_act(person), slack_world)

    assert isinstance(answer, Message)
    assert (answer.outcome is Outcome.DONE) == may
    async with slack_world.database.read() as store:
        noted = await store.journal.of("trial")
    assert [line.what for line in noted] == ([] if may else ["refused"])


async def test_anyone_may_have_help() -> None:
    answer = await dispatch.answer("help", an_act(STRANGER), a_world())

    assert isinstance(answer, Message)
    assert answer.outcome is Outcome.DONE


async def test_a_bug_is_told_by_the_id_of_its_log_lines(
    logged: list[EventDict],
) -> None:
    answer = await dispatch.answer("trial bug", an_act(), a_world())

    (event,) = logged
    assert event["event"] == "command_failed"
    assert answer == refuse(
        "Something went wrong inside the program."
        f" Please report it with this number: {event['run']}"
    )


async def test_a_form_that_is_asked_is_answered_by_values() -> None:
    asked = await dispatch.answer("trial form note=x", an_act(), a_world())
    assert isinstance(asked, Form)

    answers = {**asked.answers, "name": "it's --json"}
    answer = await dispatch.answer(asked.command, an_act(), a_world(), answers=answers)

    assert answer == say("{'note': 'x', 'name': \"it's --json\"}")


async def test_a_repeated_delivery_is_the_doors_to_know() -> None:
    with pytest.raises(RepeatedKnock):
        await dispatch.answer("trial again", an_act(), a_world())


@pytest.mark.parametrize(
    ("text", "writes"),
    [
        ("check 10.5555/a", True),
        ("10.5555/a", True),
        ("show CHK-1", False),
        ("x", False),
        ("", False),
    ],
)
def test_what_may_write_is_told_from_the_first_word(text: str, writes: bool) -> None:  # noqa: FBT001 -- a case
    assert dispatch.writes(text) == writes
