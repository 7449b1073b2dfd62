"""Who knocks at the Slack door and what for, read from Slack's own words."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.doi import read_entry
from bot.domain.people import CLOCK, TERMINAL, Person
from bot.messages import modal
from bot.messages.modal import FileRef

Body = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Knock:
    """What somebody in Slack wants, and where the answer can go."""

    by: Person
    key: str
    """The same for the same knock, however often Slack repeats it."""
    words: str | tuple[str, ...]
    """As typed, or split already."""
    answers: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, FileRef] = field(default_factory=dict)
    """Those handed in with a form, by name."""
    channel: str = ""
    """"" where it came from no channel."""
    trigger: str = ""
    response_url: str = ""
    is_typed: bool = False
    """Only a command's answer may come with its ack."""
    is_submitted: bool = False
    """Of a form that was sent: another one takes its place."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """What Slack tells of by itself; "" where it does not say."""

    type: str
    key: str
    user: str
    tab: str
    team: str = ""
    """Of the user's own workspace."""
    emoji: str = ""
    """The one that was put on a message, or taken off it; without its colour."""
    channel: str = ""
    ts: str = ""
    """Of that message."""


def typed(body: Body) -> Knock:
    """Read `/rsp …`, or `/rsp-check …`, which stands for `/rsp check …`."""
    name, text = body["command"].removeprefix("/rsp").strip("-/"), body.get("text", "")
    text = _unescaped(text)
    # Who types `/rsp-check help` wants to know how it is typed.
    text = "--help" if name and text.strip() == "help" else text
    return Knock(
        by=_person(body["user_id"], body.get("team_id")),
        key=_key(body),
        words=f"{name} {text}".strip(),
        channel=body.get("channel_id", ""),
        trigger=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
        is_typed=True,
    )


def pressed(body: Body) -> Knock | None:
    """Read a button, whose value is the command it stands for; None for a mere link."""
    command = body["actions"][0].get("value")
    return _interaction(body, command) if command else None


def shortcut(body: Body) -> Knock:
    """Read a shortcut of a message, which is named as the word that it stands for."""
    message = body["message"]
    if body.get("callback_id") == "pin":
        return _interaction(body, ("pin", body["channel"]["id"], message["ts"]))
    lines = (message.get("text") or "").splitlines()
    held = [line for line in lines if any(entry.doi for entry in read_entry(line))]
    return _interaction(body, ("check", "--", *(held or ("",))))


def submitted(body: Body) -> tuple[Knock, frozenset[str]]:
    """Read a form that was sent, and the questions it asked; UsageError for an unknown one."""
    sent = modal.read(body["view"])
    refs = [(question, ref) for question, files in sent.files.items() for ref in files]
    # Its answer goes where the form was opened.
    wanted = _interaction({**body, "channel": {"id": sent.channel}}, sent.command)
    names = {question: ref.name for question, ref in refs}
    files = {ref.name: ref for _, ref in refs}
    # A question that was left empty was asked all the same.
    answers = {**dict.fromkeys(sent.fields, ""), **sent.answers, **names}
    return replace(wanted, answers=answers, files=files, is_submitted=True), sent.fields


def event(body: Body) -> Event:
    told = body["event"]
    item = told.get("item") or {}
    return Event(
        type=told["type"],
        key=_key(body),
        user=told.get("user") if isinstance(told.get("user"), str) else "",
        tab=told.get("tab", ""),
        team=told.get("user_team") or told.get("team") or "",
        emoji=told.get("reaction", "").partition("::")[0],
        channel=item.get("channel", ""),
        ts=item.get("ts", ""),
    )


def presser(body: Body) -> Person:
    # Bolt's own team is the installing one, even where an outsider presses in a shared channel.
    return _person(body["user"]["id"], body["user"].get("team_id"))


def _person(user: str, team: str | None) -> Person:
    # What stands for other doors is no workspace.
    return Person(user, "" if team in (None, TERMINAL, CLOCK.team) else team)


def _interaction(body: Body, words: str | tuple[str, ...]) -> Knock:
    return Knock(
        by=presser(body),
        key=_key(body),
        words=words,
        channel=(body.get("channel") or {}).get("id", ""),
        trigger=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
    )


def _unescaped(text: str) -> str:
    """Return what was typed as it was typed; in DOIs Slack's signs are known as such."""
    if any(entry.doi for entry in read_entry(text)):
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _key(body: Body) -> str:
    if known := body.get("event_id") or body.get("trigger_id"):
        return str(known)
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
