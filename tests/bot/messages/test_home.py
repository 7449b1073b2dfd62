from dataclasses import replace

from bot.domain.case import Queue
from bot.domain.check import Environment, Level, Line, Recent
from bot.domain.home import Home
from bot.domain.people import Role, Standing
from bot.messages.blocks import home as drawn
from bot.messages.home import home
from bot.messages.message import Button, Facts, Heading, More, Part, Table, Text
from tests.bot.domain.cases import a_case_line
from tests.bot.messages.limits import faults_of_view
from tests.factories import MARCH_2
from tests.fakes.slack_elements import elements

A_LINE = Line(
    id="CHK-12",
    environment=Environment.PRODUCTION,
    asked_by="USTAFF",
    started=MARCH_2,
    finished=MARCH_2,
    entries=3,
    again=None,
)
A_HOME = Home(
    standing=Standing(role=Role.STAFF),
    tick=MARCH_2,
    is_worker_late=False,
    recent=Recent((A_LINE,)),
    words=(("check", "are these DOIs findable?"),),
)


def said(page: Home) -> list[Part]:
    assert not faults_of_view(drawn(home(page)))
    return [*home(page).parts]


def test_staff_see_who_they_are_what_works_the_latest_checks_and_the_words() -> None:
    heading, role, works, seen, latest, table, typed, words, check = said(A_HOME)

    assert heading == Heading("Registered Service Providers")
    assert role == Text("You are staff: you can check DOIs and run applications.")
    assert works == Text("All that this page looks at works; `rsp setup` looks closer.", Level.OK)
    assert seen == Facts((("Worker last seen", MARCH_2),))
    assert isinstance(table, Table)
    assert (latest, typed) == (Heading("Latest checks"), Heading("What you can type"))
    assert words == Facts((("/rsp check", "are these DOIs findable?"),))
    assert check == Button("Check DOIs", "check")


def test_each_of_the_latest_checks_has_a_button_that_shows_it() -> None:
    view = drawn(home(A_HOME))

    assert [element["value"] for element in elements(view["blocks"])] == ["show CHK-12", "check"]


def test_the_queue_stands_first() -> None:
    _, group, queue, role, *_ = said(replace(A_HOME, queue=Queue(lines=(a_case_line(),))))

    assert group == Heading("Our move: 1")
    assert isinstance(queue, Table)
    assert queue.rows[0].button == Button("Open APP-12", "show APP-12")
    assert isinstance(role, Text)


def test_of_a_long_queue_the_first_are_there_and_the_others_counted() -> None:
    _, group, queue, more, *_ = said(replace(A_HOME, queue=Queue(lines=(a_case_line(),) * 200)))

    assert group == Heading("Our move: 200")
    assert isinstance(queue, Table)
    assert (len(queue.rows), more) == (10, More(190, "`rsp queue` lists more."))


def test_an_empty_queue_is_said_to_be_empty() -> None:
    assert said(replace(A_HOME, queue=Queue(lines=())))[1] == Text(
        "The queue is empty: no application waits.", Level.OK
    )


def test_an_approver_is_told_so() -> None:
    page = replace(A_HOME, standing=Standing(role=Role.APPROVER))

    assert said(page)[1] == Text(
        "You are an approver: you can do all that staff can, and you decide."
    )


def test_who_has_no_role_is_told_what_this_is_and_why_there_is_nothing_to_see() -> None:
    page = replace(A_HOME, standing=Standing(role=None, why_not="You are a guest."))

    assert said(page) == [
        Text(
            "With this bot DataCite's staff run the Registered Service Provider program."
            " You are a guest."
        )
    ]


def test_a_line_is_red_when_no_worker_looks_for_work() -> None:
    _, _, late, seen, *_ = said(replace(A_HOME, is_worker_late=True, tick=None))

    assert isinstance(late, Text)
    assert late.text.startswith("🔴 No worker has looked for work for 10 minutes")
    assert seen == Facts((("Worker last seen", "never"),))


def test_without_the_database_the_page_still_says_what_can_be_typed() -> None:
    _, _, broken, typed, *_ = said(replace(A_HOME, recent=None))

    assert isinstance(broken, Text)
    assert broken.text.startswith("🔴 The database does not answer")
    assert typed == Heading("What you can type")


def test_where_there_are_no_checks_yet_it_says_how_to_begin() -> None:
    _, _, _, _, _, none_yet, *_ = said(replace(A_HOME, recent=Recent(())))

    assert none_yet == Text("No checks yet: type `rsp check` or `rsp 10.5555/example`.")
