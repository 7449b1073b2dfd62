"""What is to be done once a provider is registered."""

import json
from datetime import date

from bot.domain.check import Level
from bot.domain.provider import ChecklistLine, ProviderStatus, Ticked
from bot.messages.checklists import checklist
from bot.messages.json import encode
from bot.messages.message import Button, Heading, Row, Who
from tests.bot.domain.cases import a_provider
from tests.bot.messages.outbox_builders import buttons, facts, table
from tests.factories import MARCH_2

BADGE = Ticked(
    line=ChecklistLine.BADGE,
    at=MARCH_2,
    by="USTAFF",
    link="https://example.org/badge",
    note="OUT-7",
)


def test_each_open_line_says_what_to_do_and_has_a_button() -> None:
    message = checklist(a_provider(), ())

    assert message.parts[0] == Heading("PRV-3 Example Ltd: 0 of 8 done")
    assert facts(message) == {"Registered": "2 March 2026, registered"}
    found = table(message.parts).rows
    assert [row.button for row in found] == [
        Button("Done", f"tick PRV-3 {line}") for line in ChecklistLine
    ]
    assert found[4].cells == (
        "Badge sent",
        "badge",
        "",
        "",
        "Send it the badge, with how and until when to show it.",
    )
    assert buttons(message) == {"Open APP-12": "show APP-12"}


def test_a_line_that_is_done_says_by_whom_when_and_where() -> None:
    message = checklist(a_provider(), (BADGE,))

    assert message.parts[0] == Heading("PRV-3 Example Ltd: 1 of 8 done")
    assert table(message.parts).rows[4] == Row(
        ("Badge sent", "badge", MARCH_2, Who("USTAFF"), "OUT-7"),
        Level.OK,
        link="https://example.org/badge",
        link_words="See",
    )


def test_a_provisional_provider_has_its_end() -> None:
    provider = a_provider(status=ProviderStatus.PROVISIONAL, ends_on=date(2027, 3, 2))

    assert facts(checklist(provider, ())) == {
        "Registered": "2 March 2026, provisional",
        "Ends on": "2 March 2027",
    }


def test_once_the_approval_is_taken_back_nothing_is_to_be_done() -> None:
    message = checklist(a_provider(ended_at=MARCH_2), ())

    assert "Taken back" in facts(message)
    assert not [row.button for row in table(message.parts).rows if row.button]


def test_a_checklist_as_json_has_every_line() -> None:
    read = json.loads(encode(checklist(a_provider(), (BADGE,)).data))

    assert read["provider"]["number"] == 3
    assert [line["ticked"] is not None for line in read["lines"]] == [
        line is ChecklistLine.BADGE for line in ChecklistLine
    ]
