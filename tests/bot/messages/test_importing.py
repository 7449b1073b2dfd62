"""A file as staff see what becomes of it."""

import json

from bot.domain.filing import Came, Change
from bot.domain.importing import Imported, import_of
from bot.messages.importing import imported
from bot.messages.json import encode
from bot.messages.message import Button, Heading, Outcome
from bot.terminal.draw import draw
from tests.bot.terminal.consoles import a_console, shown

NEW = Imported(
    where="line 2", id="17", organisation="Example Ltd", application=None, came=Came.NEW
)
UPDATED = Imported(
    where="line 3",
    id="18",
    organisation="Another Ltd",
    application="APP-3",
    came=Came.UPDATED,
    changes=(
        Change(field="api", before="", after="REST API", is_kept=False),
        Change(field="note", before="Ours.", after="Theirs.\nAll.", is_kept=True),
    ),
)
SAME = Imported(
    where="line 4", id="19", organisation="Third Ltd", application="APP-4", came=Came.SAME
)
REFUSED = Imported(
    where="line 5",
    id="",
    organisation="",
    application=None,
    came=Came.REFUSED,
    faults={"organisation": "Please answer this.", "contact": "Please answer this."},
)
ALL = (NEW, UPDATED, SAME, REFUSED)


def drawn(*rows: Imported, is_done: bool = False) -> str:
    console = a_console(width=200)
    draw(imported(import_of(rows, is_done=is_done)), console)
    return shown(console)


def test_every_row_that_is_not_the_same_is_shown() -> None:
    assert drawn(*ALL) == (
        "Not imported yet\n"
        "1 new, 1 updated, 1 the same, 1 refused.\n"
        "This is what would become of the file; nothing is changed yet.\n"
        "\n"
        "Refused\n"
        "   row     organisation  field         why it is refused\n"
        "✗  line 5                organisation  Please answer this.\n"
        "✗  line 5                contact       Please answer this.\n"
        "\n"
        "New\n"
        "row     id  organisation  application\n"
        "line 2  17  Example Ltd\n"
        "\n"
        "Told otherwise\n"
        "   application  field  here   in the file     then\n"
        "   APP-3        api           REST API        updated\n"
        "!  APP-3        note   Ours.  Theirs. / All.  kept as it is here\n"
    )


def test_what_was_done_is_said_to_be_quiet() -> None:
    message = imported(import_of([NEW], is_done=True))

    assert message.parts[0] == Heading("Imported")
    assert message.parts[-1] == Button("Queue", "queue")
    assert "Nothing leaves about the new ones" in drawn(NEW, is_done=True)
    assert "Nothing leaves" not in drawn(SAME, is_done=True)


def test_the_exit_status_tells_whether_a_row_was_refused() -> None:
    assert imported(import_of([NEW, SAME], is_done=True)).outcome is Outcome.DONE
    assert imported(import_of(ALL, is_done=True)).outcome is Outcome.REFUSED


def test_the_json_has_every_row() -> None:
    found = imported(import_of((UPDATED, REFUSED), is_done=True))

    assert json.loads(encode(found.data)) == {
        "is_done": True,
        "totals": {"new": 0, "updated": 1, "same": 0, "older": 0, "refused": 1},
        "rows": [
            {
                "where": "line 3",
                "id": "18",
                "organisation": "Another Ltd",
                "application": "APP-3",
                "came": "updated",
                "changes": [
                    {"field": "api", "before": "", "after": "REST API", "is_kept": False},
                    {
                        "field": "note",
                        "before": "Ours.",
                        "after": "Theirs.\nAll.",
                        "is_kept": True,
                    },
                ],
                "faults": {},
            },
            {
                "where": "line 5",
                "id": "",
                "organisation": "",
                "application": None,
                "came": "refused",
                "changes": [],
                "faults": {
                    "organisation": "Please answer this.",
                    "contact": "Please answer this.",
                },
            },
        ],
    }
