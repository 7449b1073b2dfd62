"""The bot's own page: the queue, who one is to it, what works, the latest checks, the words."""

from collections.abc import Iterator

from bot.domain.case import Queue
from bot.domain.check import Level, Line, Recent
from bot.domain.home import Home
from bot.domain.people import Role
from bot.messages import case_rows
from bot.messages.message import (
    Button,
    Column,
    Facts,
    Heading,
    Internal,
    Part,
    Row,
    Table,
    Text,
    Who,
)

_LISTED = 10
_ABOUT = "With this bot DataCite's staff run the Registered Service Provider program"
_ROLES = {
    Role.STAFF: "You are staff: you can check DOIs and run applications.",
    Role.APPROVER: "You are an approver: you can do all that staff can, and you decide.",
}


def home(home: Home) -> Internal:
    if home.standing.role is None:
        return Internal((Text(f"{_ABOUT}. {home.standing.why_not}"),), home)
    parts = (
        Heading("Registered Service Providers"),
        *_queue(home.queue),
        Text(_ROLES[home.standing.role]),
        *_health(home),
        *_recent(home.recent),
        Heading("What you can type"),
        Facts(tuple((f"/rsp {word}", help_line) for word, help_line in home.words)),
        Button("Check DOIs", "check"),
    )
    return Internal(parts, home)


def _queue(queue: Queue | None) -> Iterator[Part]:
    if queue is None:
        return
    if queue.lines:
        yield from case_rows.grouped(queue.lines, _LISTED, "`rsp queue` lists more.")
    else:
        yield Text("The queue is empty: no application waits.", Level.OK)


def _health(home: Home) -> Iterator[Part]:
    if home.recent is None:
        yield Text("🔴 The database does not answer, so nothing can be looked up or kept.")
        return
    if home.is_worker_late:
        yield Text(
            "🔴 No worker has looked for work for 10 minutes, so long checks stand still: "
            "`rsp work` or `rsp run` must be started. `rsp setup` says more."
        )
    else:
        yield Text("All that this page looks at works; `rsp setup` looks closer.", Level.OK)
    yield Facts((("Worker last seen", home.tick or "never"),))


def _recent(recent: Recent | None) -> Iterator[Part]:
    if recent is None:
        return
    yield Heading("Latest checks")
    if recent.checks:
        yield Table((Column(""),) * 5, tuple(map(_line, recent.checks)))
    else:
        yield Text("No checks yet: type `rsp check` or `rsp 10.5555/example`.")


def _line(line: Line) -> Row:
    entries = "1 entry" if line.entries == 1 else f"{line.entries} entries"
    state = "" if line.finished else "not finished"
    cells = (line.id, line.started, Who(line.asked_by), entries, state)
    return Row(cells, button=Button(f"Show {line.id}", f"show {line.id}"))
