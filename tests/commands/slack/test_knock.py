"""What Slack sends, as knock.py reads it."""

from typing import Any

import pytest

from bot.domain.people import Person
from commands.slack import knock
from commands.slack.knock import Event, Knock

TYPED = {
    "command": "/rsp",
    "text": "check 10.5555/a",
    "user_id": "USTAFF",
    "team_id": "THOME",
    "channel_id": "CSTAFF",
    "trigger_id": "1.2",
    "response_url": "https://hooks.example/1",
}
PRESSED = {
    "type": "block_actions",
    "user": {"id": "UFOREIGN", "team_id": "TOTHER"},
    "team": {"id": "THOME"},
    "channel": {"id": "CSHARED"},
    "trigger_id": "1.3",
    "response_url": "https://hooks.example/2",
    "actions": [{"type": "button", "action_id": "rsp:0", "value": "show CHK-12"}],
}


def test_a_command_is_read_whole() -> None:
    assert knock.typed(TYPED) == Knock(
        by=Person("USTAFF", "THOME"),
        key="1.2",
        words="check 10.5555/a",
        channel="CSTAFF",
        trigger="1.2",
        response_url="https://hooks.example/1",
        is_typed=True,
    )


@pytest.mark.parametrize(
    ("command", "text", "words"),
    [
        ("/rsp", "", ""),
        ("/rsp", "help", "help"),
        ("/rsp-check", "10.5555/a", "check 10.5555/a"),
        ("/rsp-check", "", "check"),
        ("/rsp-check", " help ", "check --help"),
        ("/rsp-soon", "x", "soon x"),
        ("/other", "x", "other x"),
    ],
)
def test_a_longer_command_stands_for_its_word(command: str, text: str, words: str) -> None:
    assert knock.typed(TYPED | {"command": command, "text": text}).words == words


def test_who_presses_is_of_the_team_that_the_user_belongs_to() -> None:
    # Bolt's own team, and the payload's, is the one that the bot is installed in.
    assert knock.pressed(PRESSED) == Knock(
        by=Person("UFOREIGN", "TOTHER"),
        key="1.3",
        words="show CHK-12",
        channel="CSHARED",
        trigger="1.3",
        response_url="https://hooks.example/2",
    )


def test_whose_team_is_not_told_is_of_none() -> None:
    pressed = knock.pressed(PRESSED | {"user": {"id": "USTAFF"}})

    assert pressed
    assert pressed.by == Person("USTAFF", "")


def test_a_mere_link_asks_for_nothing() -> None:
    link = {"type": "button", "action_id": "a", "url": "https://example.org"}

    assert knock.pressed(PRESSED | {"actions": [link]}) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("10.5555/a", ("check", "--", "10.5555/a")),
        (
            "Hello,\n<https://doi.org/10.5555/a|one>\n\nand 10.5555/b, 10.5555/c\nBye",
            ("check", "--", "<https://doi.org/10.5555/a|one>", "and 10.5555/b, 10.5555/c"),
        ),
        ("Nothing here.", ("check", "--", "")),
        (None, ("check", "--", "")),
    ],
)
def test_of_a_message_the_lines_with_dois_are_checked(
    text: str | None, words: tuple[str, ...]
) -> None:
    assert knock.shortcut(PRESSED | {"message": {"text": text}}).words == words


def test_a_shortcut_is_named_as_its_word() -> None:
    message = {"text": "They are away.", "ts": "1800000001.000001"}

    read = knock.shortcut(PRESSED | {"callback_id": "pin", "message": message})

    assert read.words == ("pin", "CSHARED", "1800000001.000001")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("find due:&lt;3d R&amp;D", "find due:<3d R&D"),
        ("own APP-1 <@U1|ada>", "own APP-1 <@U1|ada>"),
        # Where a DOI ends is told by Slack's signs, too.
        ("check 10.5555/a&lt;b", "check 10.5555/a&lt;b"),
    ],
)
def test_what_is_typed_comes_without_slacks_signs(text: str, words: str) -> None:
    assert knock.typed(TYPED | {"text": text}).words == words


def test_an_emoji_is_of_a_message_and_of_somebody() -> None:
    told = {
        "type": "reaction_added",
        "user": "USTAFF",
        "user_team": "THOME",
        "reaction": "thumbsup::skin-tone-2",
        "item": {"type": "message", "channel": "CSTAFF", "ts": "1.2"},
    }

    assert knock.event({"event_id": "Ev1", "event": told}) == Event(
        type="reaction_added",
        key="Ev1",
        user="USTAFF",
        tab="",
        team="THOME",
        emoji="thumbsup",
        channel="CSTAFF",
        ts="1.2",
    )


def test_an_event_has_slacks_own_number() -> None:
    told = {"type": "app_home_opened", "user": "USTAFF", "tab": "home"}

    assert knock.event({"event_id": "Ev1", "event": told}) == Event(
        type="app_home_opened", key="Ev1", user="USTAFF", tab="home"
    )


def test_what_has_no_number_is_known_by_all_that_it_says() -> None:
    def key(**more: Any) -> str:  # noqa: ANN401 -- Slack's JSON
        return knock.typed({**TYPED, "trigger_id": "", **more}).key

    assert key() == key()
    assert key() != key(text="check 10.5555/b")
