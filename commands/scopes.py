"""What the bot asks Slack to be allowed: one table, each scope with its reason."""

from bot.domain.setup import Scope

SCOPES = (
    Scope(name="commands", reason="/rsp and the shortcuts of messages"),
    Scope(name="chat:write", reason="reports, and answers where a command was typed"),
    Scope(name="users:read", reason="who is a guest, or of another organisation"),
    Scope(name="channels:read", reason="which channels other organisations read"),
    Scope(name="groups:read", reason="the same of private channels"),
    Scope(name="im:write", reason="reports to one person, where a channel will not do"),
    Scope(name="files:write", reason="the whole of a long check, as CSV in its thread"),
    Scope(name="usergroups:read", reason="roles by user group", is_optional=True),
    Scope(name="files:read", reason="files handed to the form", is_optional=True),
    Scope(
        name="channels:history",
        reason="messages put on a case; whether one that was cut off is there",
        is_optional=True,
    ),
    Scope(name="groups:history", reason="the same in private channels", is_optional=True),
    Scope(name="im:history", reason="the same in direct messages", is_optional=True),
    Scope(
        name="reactions:read",
        reason="the emoji that puts a message on a case",
        is_optional=True,
    ),
)
