"""A case as staff see it: in full, on its card, and after something was decided."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.domain.application import State
from bot.domain.case import Case
from bot.domain.check import Level
from bot.domain.criteria import Status
from bot.domain.delivery import Stage
from bot.domain.edition_report import EditionLine, EditionReport
from bot.domain.hold import HoldKind
from bot.domain.people import Role
from bot.domain.ways import Way, ways
from bot.domain.work import WorkState
from bot.messages import cases
from bot.messages.blocks import payload
from bot.messages.json import encode
from bot.messages.message import (
    Facts,
    Heading,
    Message,
    Outcome,
    Part,
    Row,
    Table,
    Text,
    Who,
)
from tests.bot.domain.cases import (
    a_case,
    a_contact,
    a_decision,
    a_hold,
    a_letter,
    a_note,
    a_provider,
    a_repeat,
    all_settled,
    filed,
    found,
    said,
)
from tests.bot.messages.limits import faults_of
from tests.bot.messages.outbox_builders import buttons, facts
from tests.factories import MARCH_2
from tests.fakes.slack_elements import texts

LINK = "https://support.datacite.org/docs/api-create-dois"
STOPPED = "2 March 2026 to 16 March 2026; stopped on 4 March 2026, 12 days before its end"
WAITING = "; waiting for the applicant, which stops nothing"


def shown(one: Case, role: Role | None = Role.APPROVER) -> Message:
    return cases.case(one, ways(one, role))


def headings(found: Message) -> list[str]:
    return [part.text for part in found.parts if isinstance(part, Heading)]


def lines(found: Message) -> list[str]:
    return [part.text for part in found.parts if isinstance(part, Text)]


def rows(found: Message, under: str) -> list[Row]:
    """Return the rows of the table below a heading."""
    parts: list[Part] = [*found.parts]
    after = parts[parts.index(Heading(under)) + 1]
    assert isinstance(after, Table)
    return [*after.rows]


def criterion(one: Case, key: str) -> Row:
    (row,) = (row for row in rows(shown(one), "Criteria of 2023") if str(row.cells[0])[:2] == key)
    return row


def test_a_new_case_says_whose_move_it_is_and_by_when() -> None:
    message = shown(a_case())

    assert message.parts[0] == Heading("APP-12 Example Ltd")
    assert facts(message)["Our move"] == (
        "contact them and offer the verification call, by 16 March 2026: 14 days left"
    )
    assert message.again == "show APP-12"


@pytest.mark.parametrize(("owner", "shows"), [("USTAFF", Who("USTAFF")), ("", "nobody owns it")])
def test_it_says_who_owns_it(owner: str, shows: object) -> None:
    assert facts(shown(a_case(owner=owner)))["Owner"] == shows


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (2, "14 days left"),
        (15, "1 day left"),
        (16, "today is the last day"),
        (17, "1 day late"),
        (20, "4 days late"),
    ],
)
def test_both_clocks_say_what_is_left(today: int, left: str) -> None:
    found = facts(shown(a_case(today=date(2026, 3, today))))

    assert found["Contact clock"] == f"2 March 2026 to 16 March 2026: {left}"
    assert found["Call window"] == f"2 March 2026 to 16 March 2026: {left}"


@pytest.mark.parametrize(
    ("on", "how"),
    [
        (4, "stopped on 4 March 2026, 12 days before its end"),
        (15, "stopped on 15 March 2026, 1 day before its end"),
        (16, "stopped on 16 March 2026, its last day"),
        (18, "stopped on 18 March 2026, 2 days late"),
    ],
)
def test_a_clock_that_was_stopped_says_when(on: int, how: str) -> None:
    one = a_case(state=State.CONTACTED, contacted_on=date(2026, 3, on), today=date(2026, 3, 20))

    assert facts(shown(one))["Contact clock"] == f"2 March 2026 to 16 March 2026; {how}"


def test_waiting_for_the_applicant_stands_beside_the_clock_and_stops_nothing() -> None:
    asked = facts(shown(a_case(holds=(a_hold(),))))
    contacted = facts(shown(a_case(state=State.CONTACTED, contacted_on=date(2026, 3, 4))))

    running = "2 March 2026 to 16 March 2026: 14 days left"
    assert asked["Contact clock"] == f"{running}{WAITING}"
    assert (contacted["Contact clock"], contacted["Call window"]) == (
        STOPPED,
        f"{running}{WAITING}",
    )


def test_a_call_window_that_counts_from_the_contact_says_so() -> None:
    one = a_case()
    without = replace(one, clocks=replace(one.clocks, call=None))

    assert facts(shown(without))["Call window"] == "begins with the contact"


@pytest.mark.parametrize("state", [State.CALL_HELD, State.APPROVED, State.DECLINED])
def test_once_the_call_is_held_no_window_is_left(state: State) -> None:
    assert "Call window" not in facts(shown(a_case(state=state)))


def test_a_case_that_was_old_when_it_came_shows_no_clock_and_asks_where_it_stands() -> None:
    message = shown(a_case(is_stale=True))

    assert "Contact clock" not in facts(message)
    assert facts(message)["Our move"] == "say where it stands"
    assert {label: command for label, command in buttons(message).items() if "It is" in label} == {
        "It is received": "place APP-12 received --seen 1",
        "It is contacted": "place APP-12 contacted --seen 1",
        "It is call scheduled": "place APP-12 call-scheduled --seen 1",
        "It is call held": "place APP-12 call-held --seen 1",
    }


def test_a_hold_shows_its_question_its_clock_and_who_asked() -> None:
    hold = a_hold(question="Three example DOIs\nA support page")
    found = facts(shown(a_case(holds=(hold,), today=date(2026, 3, 14))))

    assert found["More information asked"] == "Three example DOIs; A support page"
    assert found["Answer due"] == "by 16 March 2026: 2 days left"
    assert found["Asked by"] == Who("USTAFF")


def test_what_was_asked_and_answered_before_stands_at_the_end() -> None:
    hold = a_hold(kind=HoldKind.BOARD, question="May they?", answer="Yes", answered_at=MARCH_2)

    *_, table, _ = (
        (part for part in shown(a_case(holds=(hold,)), None).parts if isinstance(part, Table)),
        None,
    )
    assert [row.cells for row in [*table][-1].rows] == [("With the board", "May they? → Yes")]


@pytest.mark.parametrize(
    ("answer", "cells"),
    [
        (said("R4", Status.MET, note="1Password"), ("✓ met", Who("USTAFF"), "1Password")),
        (found("R4", Status.NOT_APPLICABLE), ("– not applicable", "CHK-12", "")),  # noqa: RUF001 -- its sign
        (said("R4", Status.WAIVED), ("– waived", Who("USTAFF"), "")),  # noqa: RUF001 -- its sign
        (
            found("R4", Status.DUE_LATER, due_on=date(2026, 4, 1)),
            ("⏳ due later, by 1 April 2026", "CHK-12", ""),
        ),
        (found("R4", Status.NOT_MET, note="above"), ("✗ not met", "CHK-12", "")),
        (found("R4", Status.UNCLEAR, note="above"), ("? unclear", "CHK-12", "")),
        (
            found("R4", Status.NOT_MET, dismissed="badge is in the footer"),
            (
                "… not known yet",
                "",
                "CHK-12 said not met, which does not count: badge is in the footer",
            ),
        ),
    ],
)
def test_a_criterion_says_how_it_stands_and_who_says_so(
    answer: Any,  # noqa: ANN401 -- an Answer
    cells: tuple[object, ...],
) -> None:
    row = criterion(a_case(answer), "R4")

    assert row.cells == ("R4 Credentials handed over safely", *cells)


def test_a_contradiction_is_shown_beside_what_a_person_says() -> None:
    says = said("R3", Status.MET, note="mended since")
    one = a_case(says, found("R3", Status.NOT_MET, note="10.5555/c is not valid.", link=LINK))

    row = criterion(one, "R3")

    assert row.cells[1:] == (
        "✓ met",
        Who("USTAFF"),
        "mended since · but CHK-12 says not met: 10.5555/c is not valid.",
    )
    assert row.link == LINK
    dismiss = "`rsp dismiss APP-12 R3 WORDS` says why what was found out does not count."
    assert dismiss in lines(shown(one))


def test_problems_stand_first_with_their_fix_and_link() -> None:
    one = a_case(
        found("R2", Status.MET, note="3 of 3 are findable."),
        found("R3", Status.NOT_MET, note="10.5555/c lacks a year: add it.", link=LINK),
        found("R8", Status.UNCLEAR, note="Ask to confirm the address."),
        found("E1", Status.NOT_MET, note="No repository names it."),
    )

    assert rows(shown(one), "What is not met, or not clear") == [
        Row(("✗ R3 not met", "10.5555/c lacks a year: add it."), link=LINK),
        Row(("? R8 unclear", "Ask to confirm the address.")),
    ]
    # What is only encouraged is a hint.
    assert criterion(one, "E1").cells[3] == "No repository names it."


def test_an_application_that_came_before_is_linked_with_how_it_ended() -> None:
    older = a_repeat(
        id="APP-3",
        state=State.WITHDRAWN,
        reasons=(),
        why=("domain", "name"),
        received_on=date(2022, 1, 1),
    )
    message = shown(a_case(repeats=(a_repeat(), older)))

    assert lines(message) == [
        "Likely the third application, last declined for R3 in 2024.",
        "APP-7 Example Limited, of 6 May 2024, has the same domain; it is declined.",
        "APP-3 Example Limited, of 1 January 2022, has the same domain and name; it is withdrawn.",
    ]
    assert (buttons(message)["Show APP-7"], buttons(message)["Show APP-3"]) == (
        "show APP-7",
        "show APP-3",
    )


def test_what_was_filed_is_shown_and_what_was_not_is_left_out() -> None:
    one = a_case(
        filed=filed(support="", members="", has_members=False),
        contact=a_contact(confirmed_at=MARCH_2),
        second=a_contact(number=4, name="", address="b@example.org", unreachable_at=MARCH_2),
    )
    found = facts(shown(one))

    assert found["Contact"] == "Ada (ada@example.org), CON-3: confirmed"
    assert found["Second contact"] == "b@example.org, CON-4: unreachable: letters come back"
    assert found["Service"] == (
        "Example Repository · https://repository.example.org · researchInstitution · general · "
        "DOI registration · REST API"
    )
    assert found["Example DOIs"] == "10.5555/a 10.5555/b 10.5555/c"
    assert found["Members"] == "none uses it yet"
    assert "Support" not in found


def test_notes_from_slack_have_their_author_and_link() -> None:
    note = a_note()

    assert rows(shown(a_case(notes=(note,))), "From Slack") == [
        Row(
            (Who("ULEAD"), "They are on vacation until Friday."),
            link=note.link,
            link_words="Open in Slack",
        )
    ]


def test_letters_say_their_stage_and_why_they_wait() -> None:
    sent = a_letter(number=5, kind="receipt", state=WorkState.SENT, held=None)

    message = shown(a_case(letters=(sent, a_letter())))

    assert rows(message, "Letters") == [
        Row(("OUT-5", "receipt, accepted")),
        Row(
            ("OUT-7", "approved, held: decided, and to be told when somebody presses Send it"),
            Level.WARNING,
        ),
    ]
    assert buttons(message)["Show OUT-7"] == "show OUT-7"


def test_more_can_be_looked_at() -> None:
    one = a_case(check=12, test_check=13, provider=a_provider())

    assert buttons(shown(one, None)) == {
        "Show CHK-12": "show CHK-12",
        "Show CHK-13": "show CHK-13",
        "Show PRV-3": "show PRV-3",
        "Journal": "log APP-12",
    }


CALL_HELD: dict[str, Any] = {"state": State.CALL_HELD, "owner": "USTAFF", "version": 5}


@pytest.mark.parametrize(
    ("details", "pressed"),
    [
        (
            {},
            {
                "I take it": "own APP-12 --seen 1",
                "We offered the call": "contact APP-12 --seen 1",
                "Set criteria": "set APP-12 --seen 1",
                "The PDF is signed": "signed APP-12 --seen 1",
                "Ask for more information": "ask APP-12 --seen 1",
                "Ask the board": "board APP-12 --seen 1",
                "Ask to confirm": "confirm ada@example.org",
                "Re-check": "recheck APP-12 --seen 1",
                "Decline": "decline APP-12 --seen 1",
                "Not for this program": "decline APP-12 --not-for-this-program --seen 1",
                "They withdrew": "withdraw APP-12 --seen 1",
            },
        ),
        (
            {"state": State.CONTACTED},
            {
                "The call is scheduled": "call APP-12 scheduled --seen 1",
                "The call was held": "call APP-12 held --seen 1",
            },
        ),
        (
            {"state": State.CALL_SCHEDULED},
            {
                "The call is cancelled": "call APP-12 cancelled --seen 1",
                "They did not come": "call APP-12 no-show --seen 1",
                "The call was held": "call APP-12 held --seen 1",
            },
        ),
        (
            {"holds": (a_hold(), a_hold(kind=HoldKind.BOARD))},
            {
                "They answered": "answered APP-12 --applicant --seen 1",
                "The board answered": "answered APP-12 --board --seen 1",
            },
        ),
        ({"past": (State.RECEIVED,)}, {"Undo": "undo APP-12 --seen 1"}),
        (
            {"state": State.APPROVED, "decision": a_decision()},
            {"Send it": "tell APP-12 --seen 1"},
        ),
        (
            CALL_HELD | {"filed": filed(has_members=False)},
            {
                "Approve (10 open)": "approve APP-12 --seen 5",
                "Approve provisionally (10 open)": "provisional APP-12 --seen 5",
            },
        ),
    ],
)
def test_a_button_is_a_way_with_the_command_that_goes_it(
    details: dict[str, Any], pressed: dict[str, str]
) -> None:
    found = buttons(shown(a_case(**details)))

    assert {label: found[label] for label in pressed} == pressed


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", [None, *Role])
def test_there_are_buttons_for_exactly_the_ways_that_are_open(
    state: State, role: Role | None
) -> None:
    one = a_case(state=state, past=(State.RECEIVED,), decision=a_decision(), holds=(a_hold(),))

    count = sum(2 if _is_twofold(way, state) else 1 for way in ways(one, role))

    looks = buttons(shown(one, None))
    assert len(buttons(shown(one, role))) - len(looks) == count


def _is_twofold(way: Way, state: State) -> bool:
    return way is Way.CONTACT and state is State.CALL_SCHEDULED


def test_the_button_that_approves_says_how_much_is_open() -> None:
    open_ = a_case(*all_settled()[:-1], signed_on=MARCH_2.date(), **CALL_HELD)
    settled = a_case(*all_settled(), signed_on=MARCH_2.date(), **CALL_HELD)

    assert "Approve (1 open)" in buttons(shown(open_))
    assert "Approve" in buttons(shown(settled))


def test_who_only_looks_has_no_button_that_changes_anything() -> None:
    assert [*buttons(shown(a_case(), None))] == ["Journal"]


def a_full_case() -> Case:
    """Return a case about which all is known that there usually is."""
    answers = (
        found(
            key, status, note=f"{key}: {'3 of 3 examples are as they shall be. ' * 3}", link=LINK
        )
        for key, status in zip(
            ("R1", "R2", "R3", "R5", "R6", "R7", "R8", "R9", "E1", "E2", "E3", "E4"),
            (Status.MET, Status.NOT_MET, Status.UNCLEAR, Status.DUE_LATER) * 3,
            strict=True,
        )
    )
    return a_case(
        *answers,
        said("R4", Status.MET, note="uses a password manager", link="https://example.org"),
        owner="USTAFF",
        holds=(a_hold(),),
        repeats=(a_repeat(),),
        check=12,
        letters=(a_letter(),),
    )


def test_a_case_fits_into_one_message_of_slacks_with_what_is_looked_at_first() -> None:
    sent = payload(shown(a_full_case()))

    assert not faults_of(sent)
    seen = "".join(texts(sent["blocks"]))
    for expected in ("E4 re3data", "https://www.example.org", "10.5555/a 10.5555/b 10.5555/c"):
        assert expected in seen


def test_the_card_is_short_and_for_everybody() -> None:
    one = a_case(
        said("R1", Status.MET), found("R2", Status.NOT_MET), found("R6", Status.DUE_LATER)
    )
    message = cases.card(one)

    found_ = facts(message)
    assert message.parts[0] == Heading("APP-12 Example Ltd")
    assert found_["Owner"] == "nobody owns it"
    assert (
        found_["Criteria"] == "R1 ✓ R2 ✗ R3 … R4 … R5 … R6 ⏳ R7 … R8 … R9 … E1 … E2 … E3 … E4 …"
    )
    assert found_["To look at"] == "nobody owns it; the signed PDF is missing; not met: R2"
    assert buttons(message) == {
        "Open APP-12": "show APP-12",
        "I take it": "own APP-12 --seen 1",
    }


@pytest.mark.parametrize(
    "details", [{"owner": "USTAFF"}, {"state": State.DECLINED, "decision": a_decision()}]
)
def test_nobody_takes_what_is_owned_or_over(details: dict[str, Any]) -> None:
    assert [*buttons(cases.card(a_case(**details)))] == ["Open APP-12"]


def test_a_conflict_is_said_above_the_case_as_it_is_now() -> None:
    one = a_case(version=4)
    message = cases.conflict("Somebody else just changed APP-12.", one, ways(one, Role.STAFF))

    assert message.parts[:2] == (
        Text("Somebody else just changed APP-12.", Level.WARNING),
        Heading("APP-12 Example Ltd"),
    )
    assert buttons(message)["I take it"] == "own APP-12 --seen 4"
    assert message.outcome is Outcome.REFUSED
    assert json.loads(encode(message.data))["error"] == "Somebody else just changed APP-12."


def test_what_keeps_an_approval_up_comes_with_the_command_that_settles_it() -> None:
    faults = (
        "The signed PDF is missing: `rsp signed APP-12` notes it.",
        "R7 First-line support is not met.",
        "DataCite members use it already, so it cannot be provisional.",
    )
    message = cases.blocked(a_case(), faults, State.PROVISIONAL)

    assert headings(message) == ["APP-12 cannot be registered provisionally yet: 3 open"]
    assert lines(message) == [
        "The signed PDF is missing: `rsp signed APP-12` notes it.",
        (
            "R7 First-line support is not met. `rsp set APP-12 R7 met 'why'` settles it, with "
            "who says so."
        ),
        (
            "DataCite members use it already, so it cannot be provisional. If that is wrong, "
            "`rsp change APP-12` corrects what was filed."
        ),
    ]
    assert [*buttons(message)] == ["Set criteria", "The PDF is signed", "Re-check", "Show APP-12"]
    assert message.outcome is Outcome.REFUSED


DECIDED: dict[str, Any] = {
    "state": State.PROVISIONAL,
    "decision": a_decision(ends_on=date(2027, 3, 2), conditions="examples in production"),
}


def test_a_decision_shows_the_letter_that_waits_and_how_it_goes_on() -> None:
    message = cases.decided(a_case(**DECIDED), a_letter())

    assert headings(message) == ["APP-12 Example Ltd: provisional", "The letter: OUT-7 · held"]
    assert facts(message) == {
        "Provisional": MARCH_2,
        "Decided by": Who("ULEAD"),
        "Ends on": "2 March 2027",
        "Conditions": "examples in production",
        "Told": "not yet, so nothing outside shows it",
        "To": "ada@example.org",
        "Subject": "You are registered",
    }
    assert Text("Hello Ada,\n\nwelcome.", is_verbatim=True) in message.parts
    assert buttons(message) == {
        "Send it": "tell APP-12 --seen 1",
        "Edit": "edit OUT-7",
        "Undo": "undo APP-12 --seen 1",
        "Show APP-12": "show APP-12",
    }
    assert message.is_private


def test_a_decision_that_was_told_is_not_sent_again() -> None:
    decision = a_decision(told_at=MARCH_2, reasons=("R3", "R5"), words="see above")
    told = a_case(state=State.DECLINED, decision=decision)

    message = cases.decided(told, a_letter(state=WorkState.SENT, held=None))

    assert [*buttons(message)] == ["Undo", "Show APP-12"]
    assert (facts(message)["For"], facts(message)["Told"]) == ("R3, R5", MARCH_2)


def test_a_decision_without_a_letter_says_so() -> None:
    decision = a_decision(is_not_for_us=True)
    message = cases.decided(a_case(state=State.DECLINED, decision=decision), None)

    assert "No letter tells it." in lines(message)
    assert facts(message)["Why"] == "it is not for this program"
    assert "Edit" not in buttons(message)


def test_the_moves_are_those_of_the_one_table() -> None:
    message = cases.states()

    assert [row.cells for row in rows(message, "How an application moves")] == [
        ("received", "contacted, withdrawn", "declined"),
        ("contacted", "call scheduled, call held, withdrawn", "declined"),
        ("call scheduled", "contacted, call held, withdrawn", "declined"),
        ("call held", "call scheduled, withdrawn", "approved, provisional, declined"),
    ]
    assert "with the board or more information asked" in str(message.parts)
    assert facts(message)["Only approvers"] == (
        "Approve, Approve provisionally, Decline, Not for this program, Send it"
    )


def test_a_report_on_an_edition_names_who_would_fail_first() -> None:
    lines_ = (
        EditionLine(id="APP-1", organisation="Fine Ltd", fails=(), unknown=()),
        EditionLine(id="APP-2", organisation="Unknown Ltd", fails=(), unknown=("R3",)),
        EditionLine(id="APP-3", organisation="Example Ltd", fails=("R3", "R5"), unknown=("R9",)),
    )
    message = cases.edition_report(EditionReport(edition="2025", lines=lines_))

    heading = "Edition 2025: 1 of 3 cases would fail"
    assert [row.cells for row in rows(message, heading)] == [
        ("APP-3 Example Ltd", "R3, R5", "R9"),
        ("APP-2 Unknown Ltd", "", "R3"),
    ]
    assert lines(message) == ["Nobody was told of this."]


def test_a_report_on_nobody_has_no_table() -> None:
    message = cases.edition_report(EditionReport(edition="2025", lines=()))

    assert not [part for part in message.parts if isinstance(part, Table)]


def test_programs_read_a_case_whole_but_for_the_texts_of_letters() -> None:
    one = a_case(
        said("R1", Status.MET),
        found("R1", Status.NOT_MET),
        check=12,
        letters=(a_letter(),),
        provider=a_provider(),
        holds=(a_hold(),),
        changed=frozenset({"website"}),
    )

    printed = encode(shown(one).data)

    read = json.loads(printed)
    assert {name: read[name] for name in ("id", "state", "whose", "until", "days_left")} == {
        "id": "APP-12",
        "state": "received",
        "whose": "their move",
        "until": "2026-03-16",
        "days_left": 14,
    }
    assert (read["check"], read["provider"], read["version"]) == ("CHK-12", "PRV-3", 1)
    assert read["contact_clock"] == {
        "started_on": "2026-03-02",
        "last_day": "2026-03-16",
        "stopped_on": None,
        "days_left": 14,
    }
    first = read["criteria"][0]
    assert (first["key"], first["status"], first["is_contradicted"]) == ("R1", "met", True)
    assert read["letters"] == [
        {
            "id": "OUT-7",
            "kind": "approved",
            "to": "ada@example.org",
            "written_at": "2026-03-02T09:00:00Z",
            "accepted_at": None,
            "stage": Stage.HELD,
        }
    ]
    assert "welcome" not in printed


def test_what_is_over_keeps_no_approval_up() -> None:
    over = a_case(state=State.DECLINED, decision=a_decision(told_at=MARCH_2))

    assert json.loads(encode(shown(over).data))["open"] == []


def test_facts_are_no_more_than_there_are() -> None:
    parts = [part for part in shown(a_case()).parts if isinstance(part, Facts)]

    assert all(value != "" for part in parts for _, value in part.pairs)
