"""The methods of the Web API that the bot uses, as the loopback Slack answers them."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import NoReturn

from tests.fakes.slack_history import checked_metadata, history, permalink, replies
from tests.fakes.slack_limits import EDITED_TEXT, VIEW_BYTES, of_view, size_of
from tests.fakes.slack_records import File, Json, Message, named
from tests.fakes.slack_workspace import (
    APP,
    BOT,
    BOT_USER,
    HOME,
    SlackError,
    Workspace,
    a_direct_channel,
)


@dataclass(frozen=True, kw_only=True)
class Method:
    do: Callable[[Workspace, Json], Json]
    scope: str = ""
    takes_json: bool = True
    """Those that do not, read a form only and ignore any other body."""


def _auth_test(slack: Workspace, _asked: Json) -> Json:
    return {
        "url": f"{slack.url}/",
        "team": "Home",
        "user": BOT_USER.lower(),
        "team_id": HOME,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def _users_info(slack: Workspace, asked: Json) -> Json:
    return {"user": _user(slack, asked.get("user"))}


def _usergroups_users_list(slack: Workspace, asked: Json) -> Json:
    if (group := asked.get("usergroup")) not in slack.groups:
        raise SlackError("no_such_subteam")
    return {"users": slack.groups[group]}


def _conversations_info(slack: Workspace, asked: Json) -> Json:
    channel = _channel(slack, asked)
    if channel["is_im"]:
        return {"channel": channel}
    if channel["is_private"] and "groups:read" not in slack.scopes:
        raise SlackError("missing_scope", needed="groups:read")
    return {"channel": channel | {"is_member": BOT_USER in slack.members[channel["id"]]}}


def _conversations_open(slack: Workspace, asked: Json) -> Json:
    return {"channel": {"id": _direct(slack, asked.get("users"))}}


def _chat_post_message(slack: Workspace, asked: Json) -> Json:
    channel = _writable(slack, asked)
    thread, metadata = _thread(slack, channel, asked), checked_metadata(asked)
    message = slack.say("post", channel, asked, thread=thread, metadata=metadata)
    return {"channel": channel, "ts": message.ts, "message": {"text": message.text}}


def _chat_post_ephemeral(slack: Workspace, asked: Json) -> Json:
    channel, user = _writable(slack, asked), asked.get("user")
    if user not in slack.members[channel]:
        raise SlackError("user_not_in_channel")
    thread = _thread(slack, channel, asked)
    message = slack.say("whisper", channel, asked, thread=thread, user=user, is_private=True)
    return {"message_ts": message.ts}


def _chat_update(slack: Workspace, asked: Json) -> Json:
    channel = _channel(slack, asked)["id"]
    message = _posted(slack, channel, asked.get("ts"))
    slack.check_message("chat.update", asked, most=EDITED_TEXT)
    # Blocks that are not mentioned stay.
    blocks = named(deepcopy(asked["blocks"])) if "blocks" in asked else message.blocks
    message.edit(asked.get("text") or "", blocks)
    return {"channel": channel, "ts": message.ts, "text": message.text}


def _views_open(slack: Workspace, asked: Json) -> Json:
    view = _checked_view(slack, "views.open", asked, "modal")
    slack.exchange(asked.get("trigger_id", ""))
    external = view.get("external_id")
    if external and any(external == other.get("external_id") for other in slack.views):
        raise SlackError("duplicate_external_id")
    shown = _shown(slack, view, f"V{slack.number()}")
    slack.views.append(shown)
    return {"view": shown}


def _views_update(slack: Workspace, asked: Json) -> Json:
    view = _checked_view(slack, "views.update", asked, "modal")
    old = next((v for v in slack.views if _is_meant(v, asked)), None)
    if old is None:
        raise SlackError("not_found")
    if asked.get("hash", old["hash"]) != old["hash"]:
        raise SlackError("hash_conflict")
    replace_view(slack, old, view)
    return {"view": old}


def _views_publish(slack: Workspace, asked: Json) -> Json:
    view = _checked_view(slack, "views.publish", asked, "home")
    user = _user(slack, asked.get("user_id"))["id"]
    old = slack.homes.get(user)
    if old and asked.get("hash", old["hash"]) != old["hash"]:
        raise SlackError("hash_conflict")
    slack.homes[user] = _shown(slack, view, f"VHOME{user}")
    slack.published.append((user, slack.homes[user]))
    return {"view": slack.homes[user]}


def _get_upload_url(slack: Workspace, asked: Json) -> Json:
    length = str(asked.get("length", ""))
    if not asked.get("filename") or not length.isdigit() or length == "0":
        _invalid("filename and length, which is more than 0, are required")
    file = File(id=f"F{slack.number()}", name=asked["filename"], length=int(length))
    slack.files[file.id] = file
    return {"upload_url": f"{slack.url}/upload/{file.id}", "file_id": file.id}


def _complete_upload(slack: Workspace, asked: Json) -> Json:
    channel = _writable(slack, {"channel": asked.get("channel_id")})
    thread = _thread(slack, channel, asked)
    files = [_uploaded(slack, item.get("id")) for item in asked.get("files") or []]
    if not files:
        _invalid("files are required")
    for file, item in zip(files, asked["files"], strict=True):
        file.title, file.is_shared = item.get("title") or "", True
        file.channel, file.thread = channel, thread
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


METHODS = {
    "auth.test": Method(do=_auth_test),
    "users.info": Method(do=_users_info, scope="users:read", takes_json=False),
    "usergroups.users.list": Method(
        do=_usergroups_users_list, scope="usergroups:read", takes_json=False
    ),
    "conversations.info": Method(do=_conversations_info, scope="channels:read", takes_json=False),
    "conversations.history": Method(do=history),
    "conversations.replies": Method(do=replies),
    "conversations.open": Method(do=_conversations_open, scope="im:write"),
    "chat.getPermalink": Method(do=permalink, takes_json=False),
    "chat.postMessage": Method(do=_chat_post_message, scope="chat:write"),
    "chat.postEphemeral": Method(do=_chat_post_ephemeral, scope="chat:write"),
    "chat.update": Method(do=_chat_update, scope="chat:write"),
    "views.open": Method(do=_views_open),
    "views.update": Method(do=_views_update),
    "views.publish": Method(do=_views_publish),
    "files.getUploadURLExternal": Method(
        do=_get_upload_url, scope="files:write", takes_json=False
    ),
    "files.completeUploadExternal": Method(do=_complete_upload, scope="files:write"),
}


def replace_view(slack: Workspace, old: Json, view: Json) -> None:
    """Draw another view in the place of one that is open."""
    shown = _shown(slack, view, old["id"])
    old.clear()
    old.update(shown)


def check_view(slack: Workspace, what: str, view: Json, kind: str) -> None:
    if size_of(view) > VIEW_BYTES:
        slack.refuse(what, "view_too_large", f"{size_of(view)} bytes")
    faults = of_view(view)
    if view.get("type") != kind:
        faults.append(f"must be of type {kind} [json-pointer:/view]")
    if faults:
        slack.refuse(what, "invalid_arguments", *faults)


def _checked_view(slack: Workspace, what: str, asked: Json, kind: str) -> Json:
    view: Json = asked.get("view") or {}
    check_view(slack, what, view, kind)
    return view


def _shown(slack: Workspace, view: Json, name: str) -> Json:
    drawn = deepcopy(view)
    return {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        **drawn,
        "blocks": named(drawn.get("blocks") or []),
        "id": name,
        "hash": f"{slack.number()}.example",
        "team_id": HOME,
        "app_id": APP,
        "bot_id": BOT,
        "app_installed_team_id": HOME,
        "root_view_id": name,
        "previous_view_id": None,
        "state": {"values": {}},
    }


def _is_meant(view: Json, asked: Json) -> bool:
    if "view_id" in asked:
        return bool(view["id"] == asked["view_id"])
    return bool(asked.get("external_id") and view["external_id"] == asked["external_id"])


def _user(slack: Workspace, name: object) -> Json:
    if not isinstance(name, str) or name not in slack.users:
        raise SlackError("user_not_found")
    return slack.users[name]


def _channel(slack: Workspace, asked: Json) -> Json:
    if (name := asked.get("channel")) not in slack.channels:
        raise SlackError("channel_not_found")
    return slack.channels[name]


def _writable(slack: Workspace, asked: Json) -> str:
    """Return the channel; a user's id stands for the direct messages with that user."""
    if asked.get("channel") in slack.users:
        return _direct(slack, asked["channel"])
    channel = _channel(slack, asked)
    name: str = channel["id"]
    if BOT_USER not in slack.members[name]:
        raise SlackError("not_in_channel")
    if channel["is_archived"]:
        raise SlackError("is_archived")
    return name


def _direct(slack: Workspace, name: object) -> str:
    user = _user(slack, name)
    if user["is_bot"]:
        raise SlackError("cannot_dm_bot")
    if user["deleted"]:
        raise SlackError("user_disabled")
    channel = f"D{user['id'][1:]}"
    slack.channels.setdefault(channel, a_direct_channel(channel, user["id"]))
    slack.members.setdefault(channel, {user["id"], BOT_USER})
    return channel


def _thread(slack: Workspace, channel: str, asked: Json) -> str:
    ts: str = asked.get("thread_ts") or ""
    known = (m.ts for m in slack.messages if m.channel == channel and not m.is_private)
    if ts and ts not in known:
        raise SlackError("thread_not_found")
    return ts


def _posted(slack: Workspace, channel: str, ts: object) -> Message:
    """Return a message that can be edited: private ones cannot, and are not even found."""
    for message in slack.messages:
        if (message.channel, message.ts, message.way) == (channel, ts, "post"):
            return message
    raise SlackError("message_not_found")


def _uploaded(slack: Workspace, name: object) -> File:
    file = slack.files.get(name) if isinstance(name, str) else None
    if file is None or len(file.content) != file.length:
        raise SlackError("file_not_found")
    if file.is_shared:
        raise SlackError("file_update_failed")
    return file


def _invalid(what: str) -> NoReturn:
    messages = {"messages": [f"[ERROR] {what}"]}
    raise SlackError("invalid_arguments", response_metadata=messages)
