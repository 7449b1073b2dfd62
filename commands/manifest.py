"""rsp manifest — what is pasted at Slack when the app is made, drawn from the tables."""

import json
from collections.abc import Sequence
from typing import Any

from bot.errors import UsageError
from bot.setting_kinds import PUBLIC_ADDRESS
from commands.scopes import SCOPES
from commands.table import ALIASES, WORDS

Part = dict[str, Any]

PATH = "/slack/events"
# Those of reactions need `reactions:read`, the others no scope; whoever listens for one more adds
# it here.
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
)
SHORTCUTS: tuple[dict[str, str], ...] = (
    {
        "name": "Check these DOIs",
        "type": "message",
        "callback_id": "check",
        "description": "Find the DOIs in this message and check them",
    },
    {
        "name": "Put on the case",
        "type": "message",
        "callback_id": "pin",
        "description": "Keep this message of a case's thread with the case",
    },
)
_NAME = "Service Provider Bot"
_DESCRIPTION = (
    "Runs DataCite's Registered Service Provider program: checks DOIs and their metadata."
)


def manifest(url: str = "") -> Part:
    """Return the app: in Socket Mode, or where Slack finds it at `url`, without a slash behind."""
    request = {"request_url": f"{url}{PATH}"} if url else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": _NAME, "description": _DESCRIPTION},
        "features": _features(url),
        "oauth_config": {"scopes": _scopes()},
        "settings": {
            "event_subscriptions": {**request, "bot_events": [*EVENTS]},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            # It cannot be turned off again, and two processes would spoil each other's tokens.
            "token_rotation_enabled": False,
        },
    }


def text(url: str = "") -> str:
    return json.dumps(manifest(url), indent=2, ensure_ascii=False)


def asked_url(words: Sequence[str]) -> str:
    """Return what follows `--url`, which is all that may be typed; empty where it is not."""
    typed = " ".join(words).removeprefix("--url").lstrip("= ")
    try:
        url = str(PUBLIC_ADDRESS.read(typed))
    except ValueError:
        url = ""
    if typed and not url.startswith("https://"):
        raise UsageError("`--url` wants a web address that Slack can reach: https://…")
    return url


def _features(url: str) -> Part:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": True,
        },
        "bot_user": {"display_name": "rsp", "always_online": True},
        "shortcuts": [dict(shortcut) for shortcut in SHORTCUTS],
        "slash_commands": [_command(command, word, url) for command, word in ALIASES.items()],
    }


def _command(command: str, word: str, url: str) -> Part:
    """Return a command of Slack; the one without a word takes any."""
    return {
        "command": command,
        **({"url": f"{url}{PATH}"} if url else {}),
        "description": WORDS[word].help if word else _DESCRIPTION,
        "usage_hint": _hint(word) if word else "DOI… | COMMAND WORDS… | help",
        # People and channels come as ids, which tell one Ada of two organisations from another.
        "should_escape": True,
    }


def _hint(word: str) -> str:
    """Return what can follow, save for what only a terminal has."""
    names = (name for name, _ in WORDS[word].arguments)
    return " | ".join(name for name in names if name[0].isalpha())


def _scopes() -> Part:
    # Slack wants the optional ones in both lists.
    return {
        "bot": [scope.name for scope in SCOPES],
        "bot_optional": [scope.name for scope in SCOPES if scope.is_optional],
    }
