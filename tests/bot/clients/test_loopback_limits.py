"""The Slack that tests speak to knows Slack's limits, to the sign."""

import pytest

from tests.bot.clients.block_kit import marked, modal, plain, section
from tests.fakes.slack_limits import of_message, of_view, size_of
from tests.fakes.slack_records import Json
from tests.fakes.slack_workspace import SlackError, Workspace


def button(**different: object) -> Json:
    return {"type": "button", "text": plain(), "action_id": "rsp:0", "value": "help", **different}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def question(kind: str = "plain_text_input", **different: object) -> Json:
    element = {"type": kind, "action_id": "answer", **different}
    return {"type": "input", "block_id": "dois", "label": plain(), "element": element}


def choice(kind: str, count: int) -> Json:
    return question(kind, options=[{"text": plain(), "value": f"{n}"} for n in range(count)])


def table(rows: int = 1, columns: int = 1, text: str = "a") -> Json:
    cell = {"type": "raw_text", "text": text}
    return {"type": "table", "rows": [[cell] * columns] * rows}


TAKEN = [
    [section()] * 50,
    [section(text=marked("a" * 3000))],
    [section(fields=[marked("a" * 2000)] * 3)],
    [{"type": "header", "text": plain("a" * 150)}],
    [{"type": "context", "elements": [marked()] * 10}],
    [actions(*(button(action_id=f"rsp:{n}") for n in range(25)))],
    [actions(button(text=plain("a" * 75), value="a" * 2000, url="https://example.org"))],
    [choice("radio_buttons", 10), {**choice("static_select", 100), "block_id": "b"}],
    [table(100, 1)],
    [table(1, 20)],
    [{"type": "divider"}, {"type": "markdown", "text": "a"}],
    [
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}
            ],
        }
    ],
]
REFUSED = [
    [section()] * 51,
    [section(text=marked("a" * 3001))],
    [section(text=marked(""))],
    [section(text={"type": "mrkdwn", "text": "a", "emoji": True})],
    [section(text={"type": "plain_text", "text": "a", "verbatim": True})],
    [section(colour="red")],
    [{"type": "section"}],
    [section(fields=[marked()] * 11)],
    [section(fields=[marked("a" * 2001)])],
    [section(block_id="a" * 256)],
    [section(block_id="a"), section(block_id="a")],
    [{"type": "header", "text": plain("a" * 151)}],
    [{"type": "header", "text": marked()}],
    [{"type": "context", "elements": []}],
    [{"type": "context", "elements": [marked()] * 11}],
    [actions()],
    [actions(*(button(action_id=f"rsp:{n}") for n in range(26)))],
    [actions(button(), button())],
    [actions(button(text=marked()))],
    [actions(button(text=plain("a" * 76)))],
    [actions(button(value="a" * 2001))],
    [actions(button(url="a" * 3001))],
    [actions(button(style="red"))],
    [section(accessory={"type": "plain_text"})],
    [choice("radio_buttons", 11)],
    [choice("checkboxes", 0)],
    [choice("static_select", 101)],
    [question("radio_buttons", options=[{"text": plain(), "value": "a" * 151}])],
    [question("radio_buttons", options=[{"text": plain("a" * 76), "value": "a"}])],
    [question("file_input")],
    [table(101)],
    [table(1, 21)],
    [table(text="")],
    [table(), table()],
    [table(100, 2, "a" * 51)],
    [{"type": "markdown", "text": "a" * 12_001}],
    [{"type": "rich_text", "elements": [{"type": "text", "text": ""}]}],
    [{"type": "alert", "text": marked()}],
    [{}],
]


@pytest.mark.parametrize("blocks", TAKEN)
def test_slack_takes_blocks_up_to_its_limits(blocks: list[Json]) -> None:
    assert of_message(blocks) == []


@pytest.mark.parametrize("blocks", REFUSED)
def test_slack_takes_no_block_over_its_limits(blocks: list[Json]) -> None:
    assert of_message(blocks)


@pytest.mark.parametrize(
    "view",
    [
        modal(*[section()] * 100),
        modal(title=plain("a" * 24), private_metadata="a" * 3000, callback_id="a" * 255),
        modal(question(max_length=3000, initial_value="a" * 3000)),
        modal(question("file_input", filetypes=["csv"], max_files=1)),
        {"type": "home", "blocks": [section()] * 100},
    ],
)
def test_slack_takes_views_up_to_its_limits(view: Json) -> None:
    assert of_view(view) == []


@pytest.mark.parametrize(
    "view",
    [
        modal(*[section()] * 101),
        modal(title=plain("a" * 25)),
        modal(title=marked()),
        modal(submit=plain("a" * 25)),
        modal(private_metadata="a" * 3001),
        modal(callback_id="a" * 256),
        modal(question(max_length=3001)),
        modal(question(max_length=0)),
        modal(question(max_length=5, initial_value="a" * 6)),
        modal(question(placeholder=plain("a" * 151))),
        modal(question("file_input", max_files=11)),
        modal(question("button")),
        modal(table()),
        modal(colour="red"),
        {"type": "modal", "blocks": []},
        {"type": "modal", "title": plain(), "blocks": [question()]},
        {"type": "home", "title": plain(), "blocks": []},
        {},
    ],
)
def test_slack_takes_no_view_over_its_limits(view: Json) -> None:
    assert of_view(view)


def of_size(size: int) -> list[Json]:
    blocks = [section(text=marked("a" * 2600))] * 5
    blocks[-1] = section(text=marked("a" * (2600 + size - size_of(blocks))))
    return blocks


def test_all_blocks_of_a_message_have_one_limit() -> None:
    slack = Workspace()
    slack.say("post", "CSTAFF", {"blocks": of_size(13_200)})
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        slack.say("post", "CSTAFF", {"blocks": of_size(13_201)})
