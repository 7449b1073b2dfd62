"""What the bot can say of the outbox, for the tests of every message."""

from collections.abc import Callable
from typing import Any

from bot.domain.cards import Ceiling, Digest, Needs, Released, Trouble
from bot.domain.delivery import Audience, Held, Medium, Stage
from bot.domain.journal import Noted
from bot.domain.live import Leaving, Live, Needed, Went
from bot.domain.outbox import Line, Outbox, Shelf, Shown, ShownRow
from bot.messages import cards, digest, live, outbox
from bot.messages.message import Button, Facts, Internal, Message, Part, Table, Text
from tests.bot.domain.cases import a_case_line
from tests.factories import MARCH_2

COUNTS = {Stage.FAILED: 1, Stage.UNSURE: 0, Stage.HELD: 12, Stage.WAITING: 3}


def buttons(message: Message) -> dict[str, str]:
    return {part.label: part.command for part in message.parts if isinstance(part, Button)}


def table(parts: tuple[Part, ...]) -> Table:
    (found,) = [part for part in parts if isinstance(part, Table)]
    return found


def facts(message: Message) -> dict[str, object]:
    found = [part for part in message.parts if isinstance(part, Facts)]
    return {name: value for part in found for name, value in part.pairs}


def a_noted(**details: Any) -> Noted:  # noqa: ANN401 -- each field has its type in Noted
    plain: dict[str, Any] = {
        "at": MARCH_2,
        "by": "USTAFF",
        "door": "slack",
        "subject": "OUT-7",
        "what": "held",
        "before": "waiting",
        "after": "Wait.",
    }
    return Noted(**(plain | details))


def a_line(**details: Any) -> Line:  # noqa: ANN401 -- each field has its type in Line
    plain: dict[str, Any] = {
        "id": "OUT-7",
        "stage": Stage.HELD,
        "medium": Medium.MAIL,
        "kind": "confirm-address",
        "about": "CON-3",
        "to": "ada@example.org",
        "at": MARCH_2,
        "why": "not live yet",
    }
    return Line(**(plain | details))


def a_shown(**details: Any) -> Shown:  # noqa: ANN401 -- each field has its type in Shown
    plain: dict[str, Any] = {
        "id": "OUT-7",
        "stage": Stage.WAITING,
        "medium": Medium.MAIL,
        "audience": Audience.EXTERNAL,
        "kind": "confirm-address",
        "about": "CON-3",
        "to": "ada@example.org",
        "template": "confirm-address 3",
        "owner": "",
        "written_at": MARCH_2,
        "written_by": "USTAFF",
        "due_at": MARCH_2,
        "accepted_at": None,
        "bounced_at": None,
        "held": None,
        "is_in_hand": False,
        "why": "",
        "sender": "rsp@example.org",
        "reply_to": "support@example.org",
        "subject": "[Please confirm by 12 May] Is this address yours?",
        "text": "Hello Ada,\n\nplease confirm.",
        "html": "<p>Hello Ada,</p>",
        "attached": "",
        "history": (),
    }
    return Shown(**(plain | details))


def a_live(**details: Any) -> Live:  # noqa: ANN401 -- each field has its type in Live
    plain: dict[str, Any] = {
        "since": None,
        "today": (),
        "soon": (),
        "later": 0,
        "settings": (Needed(name="SMTP_URL", is_set=True),),
    }
    return Live(**(plain | details))


def lines(count: int, text: str) -> tuple[Line, ...]:
    media = ("report", *Medium)
    return tuple(
        a_line(
            id=f"OUT-{number}" if number % len(media) else f"report:{number}",
            stage=[*Stage][number % len(Stage)],
            medium=media[number % len(media)],
            kind=text,
            about=text,
            to=text,
            why=text,
        )
        for number in range(count)
    )


def shown(count: int, text: str) -> Shown:
    # Nobody signs with nothing.
    noted = a_noted(by=text or "USTAFF", what=text, before=text, after=text)
    texts = ("kind", "about", "to", "template", "owner", "written_by", "why", "sender")
    more = ("reply_to", "subject", "text", "html", "attached")
    return a_shown(
        stage=[*Stage][count % len(Stage)],
        medium=[*Medium][count % len(Medium)],
        held=[None, *Held][count % (len(Held) + 1)],
        accepted_at=MARCH_2,
        bounced_at=MARCH_2,
        history=(noted,) * count,
        **dict.fromkeys((*texts, *more), text),
    )


def listed(count: int, text: str) -> Internal:
    shelf = [*Shelf][count % len(Shelf)]
    found = Outbox(shelf=shelf, counts=COUNTS, lines=lines(count, text), more=count)
    return outbox.listed(found)


def trouble(count: int, text: str) -> Internal:
    stage = [Stage.FAILED, Stage.UNSURE, Stage.ACCEPTED][count % 3]
    solved = a_noted(by=text, what=text) if count % 2 else None
    one = a_line(stage=stage, kind=text, about=text, to=text, why=text)
    return cards.trouble(Trouble(line=one, solved=solved))


def ceiling(count: int, text: str) -> Internal:
    released = a_noted(by=text, after=text)
    found = Ceiling(day="2026-03-02", held=lines(count, text), released=released)
    return cards.ceiling(found)


def a_digest(count: int, text: str) -> Internal:
    needs = (
        Needs(stage=stage, count=count * 7, oldest=lines(min(count, 3), text)) for stage in COUNTS
    )
    cases = (a_case_line(organisation=text, next_step=text),) * count
    found = Digest(week="2026-W10", needs=tuple(needs), unowned=cases, untold=cases[1:])
    return digest.digest(found)


def going_live(count: int, text: str) -> Internal:
    leaving = tuple(Leaving(line=one, lacks=text) for one in lines(count, text))
    since = Went(by=text, at=MARCH_2) if count % 2 else None
    return live.live(a_live(since=since, today=leaving, soon=leaving, later=count))


BUILDERS: dict[str, Callable[[int, str], Internal]] = {
    "cards.ceiling": ceiling,
    "cards.released": lambda count, text: cards.released(
        Released(day="2026-03-02", ids=(text,) * count)
    ),
    "cards.trouble": trouble,
    "digest.digest": a_digest,
    "live.live": going_live,
    "outbox.html": lambda count, text: outbox.html(shown(count, text)),
    "outbox.listed": listed,
    "outbox.one": lambda count, text: outbox.one(shown(count, text)),
    "outbox.one, drawn": lambda count, text: outbox.one(
        shown(count, text), Internal((Text(text),) * min(count, 50), None)
    ),
    "outbox.row": lambda count, text: outbox.row(
        ShownRow(line=lines(1, text)[0], history=(a_noted(what=text),) * count)
    ),
}
