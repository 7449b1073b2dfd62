"""The Slack app as it is pasted, against Slack's rules and against what the code uses."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.manifest import EVENTS, SHORTCUTS, manifest, text
from commands.scopes import SCOPES
from commands.slack import knock
from commands.table import ALIASES, WORDS

ROOT = Path(__file__).parents[2]
URL = "https://rsp.example.org"
BOTH = pytest.mark.parametrize("app", [manifest(), manifest(URL)], ids=["socket mode", "http"])

# Which scope a method of Slack's Web API needs of a bot; "" where it needs none.
NEEDS = {
    "apps.connections.open": "",  # the app-level token's
    "auth.test": "",
    "chat.getPermalink": "",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    # Of a public channel; of others see below.
    "conversations.history": "channels:history",
    "conversations.info": "channels:read",
    "conversations.open": "im:write",
    "conversations.replies": "channels:history",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "usergroups.users.list": "usergroups:read",
    "users.info": "users:read",
    "views.open": "",
    "views.publish": "",
}
# Which scope Slack wants before it tells of an event.
NEEDED_BY_EVENTS = {"reaction_added": "reactions:read", "reaction_removed": "reactions:read"}
# Not told by a method's name: commands and shortcuts, what is private, a file's own address.
NEEDED_BESIDES = {
    "commands",
    "groups:read",
    "groups:history",
    "im:history",
    "files:read",
    *NEEDED_BY_EVENTS.values(),
}

_STRINGS = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "features.bot_user.display_name": (1, 80),
    "features.shortcuts.name": (1, 24),
    "features.shortcuts.type": (6, 7),
    "features.shortcuts.callback_id": (1, 255),
    "features.shortcuts.description": (1, 150),
    "features.slash_commands.command": (2, 32),
    "features.slash_commands.url": (1, 3000),
    "features.slash_commands.description": (1, 2000),
    "features.slash_commands.usage_hint": (1, 1000),
    "oauth_config.scopes.bot": (1, 255),
    "oauth_config.scopes.bot_optional": (1, 255),
    "settings.event_subscriptions.request_url": (1, 3000),
    "settings.event_subscriptions.bot_events": (1, 255),
    "settings.interactivity.request_url": (1, 3000),
}
_OTHERS = {
    "_metadata.major_version",
    "_metadata.minor_version",
    "features.app_home.home_tab_enabled",
    "features.app_home.messages_tab_enabled",
    "features.app_home.messages_tab_read_only_enabled",
    "features.bot_user.always_online",
    "features.slash_commands.should_escape",
    "settings.interactivity.is_enabled",
    "settings.org_deploy_enabled",
    "settings.socket_mode_enabled",
    "settings.token_rotation_enabled",
}


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield what is no list and no object, each by the names that lead to it."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from leaves(inner, f"{path}.{name}".lstrip("."))
        case list():
            for inner in value:
                yield from leaves(inner, path)
        case _:
            yield path, value


def rsp(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-W", "error", "-m", "bot", "manifest", *words],
        capture_output=True,
        text=True,
        check=False,
        # It is printed where nothing is set, and where what is set is wrong.
        env={"PYTHONIOENCODING": "utf-8", "DATABASE_URL": "nonsense", "SLACK_BOT_TOKEN": "x"},
    )


def test_the_file_is_what_the_program_prints() -> None:
    printed = rsp()

    assert (printed.returncode, printed.stderr) == (0, "")
    assert printed.stdout == (ROOT / "manifest.json").read_text(encoding="utf-8"), (
        "The tables have changed: run `rsp manifest > manifest.json`."
    )


def test_over_http_slack_is_told_where() -> None:
    printed = json.loads(rsp("--url", f"{URL}/").stdout)

    assert printed == json.loads(rsp(f"--url={URL}").stdout) == json.loads(text(URL))
    request = f"{URL}/slack/events"
    urls = [value for path, value in leaves(printed) if path.endswith("url")]
    assert urls == [request] * (len(ALIASES) + 2)
    assert not printed["settings"]["socket_mode_enabled"]


def test_in_socket_mode_there_is_nothing_to_fill_in() -> None:
    assert "url" not in text()
    assert manifest()["settings"]["socket_mode_enabled"]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--url", "http://rsp.example.org"), "`--url` wants a web address"),
        (("--url", "https://rsp.example.org?a=b"), "`--url` wants a web address"),
        (("--url", "rsp"), "`--url` wants a web address"),
        (("--url", URL, "--url", URL), "`--url` wants a web address"),
        (("--url",), "`--url` wants a value: `--url URL`."),
        (("--url=",), "`--url` wants a value: `--url URL`."),
        (("--ulr", URL), "`--ulr` does not belong here, perhaps `--url`;"),
        ((URL,), f"`{URL}` does not belong here;"),
    ],
)
def test_what_is_mistyped_is_a_sentence(words: tuple[str, ...], fault: str) -> None:
    done = rsp(*words)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(fault)


@BOTH
def test_slack_takes_every_name_and_every_length(app: dict[str, Any]) -> None:
    for path, value in leaves(app):
        if path in _STRINGS:
            least, most = _STRINGS[path]
            assert isinstance(value, str), path
            assert least <= len(value) <= most, path
        else:
            assert path in _OTHERS
            assert isinstance(value, bool | int), path


@BOTH
def test_slack_takes_so_many_commands_and_shortcuts(app: dict[str, Any]) -> None:
    features = app["features"]
    names = [command["command"] for command in features["slash_commands"]]

    assert 1 <= len(features["shortcuts"]) <= 10
    assert {shortcut["type"] for shortcut in features["shortcuts"]} <= {"message", "global"}
    assert 1 <= len(names) == len(set(names)) <= 50
    assert all(re.fullmatch("/[a-z-]+", name) for name in names)
    assert app["_metadata"]["major_version"] == 2


@BOTH
def test_slack_has_optional_scopes_in_both_lists(app: dict[str, Any]) -> None:
    scopes = app["oauth_config"]["scopes"]

    assert {*scopes["bot_optional"]} < {*scopes["bot"]}
    assert len(scopes["bot"]) == len({*scopes["bot"]})


def test_every_command_that_people_type_most_has_one_of_its_own() -> None:
    assert ALIASES == {
        "/rsp": "",
        "/rsp-check": "check",
        "/rsp-apply": "apply",
        "/rsp-call": "call",
    }
    assert all(word in WORDS for word in ALIASES.values() if word)


def test_every_scope_has_its_reason() -> None:
    assert [scope.name for scope in SCOPES if not scope.reason] == []


def test_every_method_that_is_called_has_its_scope_and_no_scope_is_asked_for_in_vain() -> None:
    called = set(methods_called())
    needed = {NEEDS[method] for method in called} - {""} | NEEDED_BESIDES

    assert called, "No method of Slack's was found in bot/clients."
    assert needed == {scope.name for scope in SCOPES}


def test_every_event_that_the_door_tells_apart_is_declared() -> None:
    assert set(events_told_apart()) == {*EVENTS}


@pytest.mark.parametrize("command", ALIASES)
def test_every_command_stands_for_its_word(command: str) -> None:
    body = {"command": command, "text": "10.5555/a", "user_id": "USTAFF", "trigger_id": "1"}

    assert knock.typed(body).words == f"{ALIASES[command]} 10.5555/a".strip()


@pytest.mark.parametrize("callback", [shortcut["callback_id"] for shortcut in SHORTCUTS])
def test_every_shortcut_of_messages_stands_for_its_word(callback: str) -> None:
    message = {"text": "10.5555/a", "ts": "1.2"}
    body = {
        "callback_id": callback,
        "user": {"id": "USTAFF"},
        "channel": {"id": "CSTAFF"},
        "message": message,
        "trigger_id": "1",
    }

    assert knock.shortcut(body).words[0] == callback
    assert callback in WORDS


def methods_called() -> Iterator[str]:
    """Yield each method of the Web API that the clients name, as the SDK's function or in text."""
    as_function = {method.replace(".", "_"): method for method in NEEDS}
    for file in (ROOT / "bot" / "clients").glob("slack*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Attribute(attr=name) if name in as_function:
                    yield as_function[name]
                case ast.Constant(value=str(said)) if _is_method(said):
                    yield said


def _is_method(said: str) -> bool:
    families = {method.partition(".")[0] for method in NEEDS}
    return re.fullmatch(r"[a-z]+(\.[a-zA-Z]+)+", said) is not None and (
        said.partition(".")[0] in families
    )


def events_told_apart() -> Iterator[str]:
    """Yield each name that the type of an event is compared with."""
    tree = ast.parse((ROOT / "commands" / "slack" / "door.py").read_text(encoding="utf-8"))
    named: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                named[name] = value
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=ast.Attribute(attr="type"), comparators=[one]):
                said = named.get(one.id, one) if isinstance(one, ast.Name) else one
                yield from _strings(said)


def _strings(said: ast.expr) -> Iterator[str]:
    for node in ast.walk(said):
        match node:
            case ast.Constant(value=str(text)):
                yield text
