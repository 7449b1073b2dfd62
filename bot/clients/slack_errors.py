"""Slack's refusals, in words that somebody can act on; and a log line where only an admin can."""

import re
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.errors import BotError, BusyError, NotFoundError, OutsideError, UnsureError
from bot.log import events

Said = Mapping[str, Any]
"""An answer of Slack's, as JSON."""

OPEN_SOCKET = "apps.connections.open"

_BUSY = ("ratelimited", "rate_limited", "message_limit_exceeded")
# "It's possible some aspect of the operation succeeded", says Slack of the first two.
_PERHAPS_DONE = ("internal_error", "fatal_error", "service_unavailable")
_NOT_NOW = ("request_timeout", "team_added_to_org")
_LONGEST_PAUSE, _USUAL_PAUSE = 3600, 10

_SIGNED_OUT = "Slack no longer takes my token; an admin must install me again."
_MY_FAULT = (
    "Slack did not take what I wrote. That is a fault of mine; the log tells an admin more."
)
_TOO_LONG = "That is more than Slack takes in one message; ask for less at once."
_TOO_LATE = "Slack waits three seconds for a form, and this took longer; please try again."
_OPENED = "That form was opened before; run the command again for another."

_MISSING = {
    "channel_not_found": "Slack shows me no such channel; if it is private, invite me first.",
    "user_not_found": "Slack knows no such person.",
    "users_not_found": "Slack knows no such person.",
    "user_not_visible": "Slack does not show me that person.",
    "no_such_subteam": "Slack knows no such user group; an admin must set another.",
    "message_not_found": "Slack no longer has that message.",
    "thread_not_found": "Slack no longer has that thread.",
    "file_not_found": "Slack no longer has that file.",
}
_FOR_WHO_ASKED = {
    "not_in_channel": "I am not in that channel; type `/invite` and my name there first.",
    "is_archived": "That channel is archived, so I cannot write there.",
    "restricted_action": "The settings of that channel or workspace keep me from writing there.",
    "user_not_in_channel": "That person is not in that channel.",
    "user_disabled": "That person's Slack account is switched off.",
    "cannot_dm_bot": "Slack lets no bot write to another.",
    "msg_too_long": _TOO_LONG,
    "msg_blocks_too_long": _TOO_LONG,
    "expired_trigger_id": _TOO_LATE,
    "trigger_expired": _TOO_LATE,
    "exchanged_trigger_id": _OPENED,
    "trigger_exchanged": _OPENED,
    "invalid_trigger_id": "Slack opens no form for that any more; please run the command again.",
    "hash_conflict": "That form was changed meanwhile; please try again.",
    "cant_update_message": "I can change only what I wrote myself.",
    "edit_window_closed": "Slack no longer lets that message be changed.",
    "used_url": "Slack takes no further answer to that; please run the command again.",
    "expired_url": "Slack takes answers for half an hour only; please run the command again.",
}
_FOR_AN_ADMIN = {
    "invalid_auth": _SIGNED_OUT,
    "not_authed": _SIGNED_OUT,
    "token_revoked": _SIGNED_OUT,
    "token_expired": _SIGNED_OUT,
    "account_inactive": _SIGNED_OUT,
    "no_permission": "Slack does not let me do this; an admin must install me again.",
    "paid_teams_only": "Slack has user groups on paid plans only; an admin must list people.",
    "not_enabled": "My Home tab is off; an admin must switch it on in the app's settings.",
    "invalid_blocks": _MY_FAULT,
    "invalid_blocks_format": _MY_FAULT,
    "invalid_arguments": _MY_FAULT,
    "invalid_attachments": _MY_FAULT,
    "no_text": _MY_FAULT,
    "view_too_large": _MY_FAULT,
}


def refusal(method: str, said: Said, *, is_once: bool, pause: float | None) -> BotError:
    """Return the error that a refusal stands for; `pause` is what Retry-After says.

    `is_once`: doing it twice would show, so where it may be done already, somebody must look.
    """
    code = _name(said.get("error"))
    if code in _BUSY:
        return busy(pause)
    if code in _PERHAPS_DONE:
        return unsure() if is_once else OutsideError("Slack has a fault of its own; try again.")
    if code in _NOT_NOW:
        return OutsideError("Slack cannot do this at the moment; try again in a few minutes.")
    if code in _MISSING:
        return NotFoundError(_MISSING[code])
    return BotError(_FOR_WHO_ASKED.get(code) or _for_an_admin(method, code, said))


def busy(pause: float | None) -> BusyError:
    seconds = min(_USUAL_PAUSE if pause is None else pause, _LONGEST_PAUSE)
    return BusyError(
        f"Slack asks for a pause of {seconds:.0f} s; try again then.", seconds=seconds
    )


def unsure() -> UnsureError:
    return UnsureError("Slack broke off, so this may or may not have been posted; please look.")


def no_file(status: int) -> BotError:
    """Return the error for a file that Slack would show only to somebody who logs in."""
    events.error("slack_refused", method="file", error=status, needed="files:read")
    return BotError("Slack does not let me read files; an admin must give me `files:read`.")


def code_of(error: Exception) -> str:
    """Return the code of a refusal that slack_sdk took itself; empty for all that is none."""
    return _name(error.response.get("error")) if isinstance(error, SlackApiError) else ""


def _for_an_admin(method: str, code: str, said: Said) -> str:
    if method == OPEN_SOCKET:
        # The one method that takes another token, which belongs to no installation.
        events.error("slack_socket_refused", error=code)
        return f"Slack does not take SLACK_APP_TOKEN ({code})."
    if code == "missing_scope":
        scope = _name(said.get("needed"))
        events.error("slack_refused", method=method, error=code, needed=scope)
        return f"An admin must give me the scope `{scope}` and install me again."
    events.error("slack_refused", method=method, error=code, where=_places(said))
    return _FOR_AN_ADMIN.get(code, f"Slack refused this ({code}); the log tells an admin more.")


def _places(said: Said) -> list[str]:
    """Return where Slack found faults, and not what it found there: that may be confidential."""
    match said.get("response_metadata"):
        case {"messages": list(messages)}:
            found = (re.search(r"json-pointer:([\w/]{1,80})", str(m)) for m in messages)
            return [place[1] for place in found if place][:5]
    return []


def _name(said: object) -> str:
    """Return a code or a scope of Slack's; what does not look like one is not repeated."""
    is_name = isinstance(said, str) and re.fullmatch(r"[\w.:,-]{1,80}", said, re.ASCII)
    return str(said) if is_name else "no reason given"
