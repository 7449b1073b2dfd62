"""Every message that the bot can say, with as many things in it as one likes."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib import import_module
from pkgutil import iter_modules

import bot.messages
from bot.domain.again import Change, Compared
from bot.domain.channels import Place
from bot.domain.check import (
    Asked,
    Check,
    Environment,
    Fault,
    Finding,
    How,
    Level,
    Line,
    Metadata,
    MetadataVerdict,
    Recent,
    Result,
    SoFar,
    Verdict,
    totals,
)
from bot.domain.home import Home
from bot.domain.people import Role, Standing
from bot.domain.records import JudgedFile, JudgedFiles, KnownSchema, Version
from bot.domain.setup import Point, Setup, Working
from bot.messages import checks, home, message, records, replies, setup
from bot.messages import help as help_
from bot.messages.message import External, Internal, Message
from tests.bot.messages import (
    case_builders,
    contact_builders,
    importing_builders,
    letter_builders,
    outbox_builders,
    privacy_builders,
    readiness_builders,
)
from tests.factories import MARCH_2, a_result

Build = Callable[[int, str], Message]
"""Given how many things there are, and what people wrote in each place."""

HOSTILE = (
    "",
    " \n\t\r\n ",
    "<!channel> <@U1> <https://evil.example|https://datacite.example>",
    "@here @channel #general",
    "*bold* _it_ ~no~ `code` > quote",
    "a" * 10_000,
    "& < > " * 1_000,
    "😀" * 3_000,
    "\x00\x1b[2J\x07\x9b\ud800",
    "\u202eexe.txt\u2066\u200f\u061c",
    "]]>",
    "`rsp ` ``` `",
    "日本語, one line\nand another",
)

STAFF = Standing(role=Role.STAFF)
NOBODY = Standing(role=None, why_not="You are a guest.")


def a_hostile_result(number: int, text: str) -> Result:
    levels = (Level.FAILURE, Level.UNKNOWN, Level.WARNING, Level.OK)
    link = ("https://support.example/what-to-do", f"https://support.example/{text}", text)
    found = tuple(
        Finding(f"key{at}", level, f"{text}{number}", link[at % 3])
        for at, level in enumerate(levels)
    )
    return a_result(
        input=text,
        doi=text or None,
        verdict=[*Verdict][number % len(Verdict)],
        client=text,
        url=text,
        findings=found[number % 4 :],
    )


def a_check(count: int, text: str) -> Check:
    results = tuple(a_hostile_result(number, text) for number in range(count))
    return Check(
        id="CHK-12",
        environment=Environment.PRODUCTION,
        started=MARCH_2,
        finished=MARCH_2 if count % 2 else None,
        totals=totals(results),
        results=results,
    )


def compared(count: int, text: str) -> Compared:
    check = a_check(count, text)
    changes = (Change(text, (text,) * 3, (text,)) for _ in check.results)
    known = {name: getattr(check, name) for name in Check.__dataclass_fields__}
    return Compared(**known, again="CHK-11", changes=tuple(changes))


def a_recent(count: int, text: str) -> Recent:
    line = Line(
        id="CHK-12",
        environment=Environment.TEST,
        asked_by=text,
        started=MARCH_2,
        finished=None,
        entries=count,
        again=None,
    )
    return Recent(tuple(replace(line, id=f"CHK-{n}", finished=MARCH_2) for n in range(count)))


def a_home(count: int, text: str) -> Home:
    return Home(
        standing=STAFF,
        tick=MARCH_2,
        is_worker_late=False,
        recent=a_recent(count, text),
        queue=case_builders.a_queue(count, text),
        words=((text, text),) * 6,
    )


def asked(count: int) -> Asked:
    return Asked(
        number=12,
        how=How(),
        asked_by="USTAFF",
        started=MARCH_2,
        finished=None,
        count=count,
        again=None,
    )


def judged(count: int, text: str) -> JudgedFiles:
    faults = (Fault(text, text),) * 10
    metadata = Metadata(
        verdict=MetadataVerdict.NOT_SCHEMA_4, namespace=text, faults=faults, gaps=faults
    )
    return JudgedFiles(files=(JudgedFile(file=text, metadata=metadata),) * count)


def known(count: int, text: str) -> KnownSchema:
    version = Version(version=text, published=date(2026, 3, 2), added=text)
    return KnownSchema(namespace=text, source=text, versions=(version,) * count)


def looked_at(count: int, text: str) -> Setup:
    point = Point(name=text, working=Working.NO, says=text, remedy=text)
    return Setup(points=(point,) * count)


BUILDERS: dict[str, Build] = {
    "checks.report": lambda count, text: checks.report(a_check(count, text)),
    "checks.report, again": lambda count, text: checks.report(compared(count, text)),
    "checks.finished": lambda count, text: checks.finished(a_check(count, text)),
    "checks.finished, again": lambda count, text: checks.finished(compared(count, text)),
    "checks.begun": lambda count, _: checks.begun(12, count, Place(channel="C1", is_direct=False)),
    "checks.resumed": lambda count, _: checks.resumed(count),
    "checks.moved": lambda count, _: checks.moved(count),
    "checks.no_file": checks.no_file,
    "checks.stopped": lambda count, _: checks.stopped(count),
    "checks.progress": lambda count, _: checks.progress(
        asked(count), SoFar(done=count // 2, total=count, problems=count // 3)
    ),
    "checks.one": lambda count, text: checks.one(
        a_hostile_result(0, text), {f"{text}{number}": text for number in range(count)}
    ),
    "checks.recent": lambda count, text: checks.recent(a_recent(count, text)),
    "help.listed": lambda count, text: help_.listed(
        [(f"word{number}", text) for number in range(count)], again="help"
    ),
    "help.manual": lambda count, text: help_.manual(
        ("word [--option]", text), text, [("--option", text)] * count, again="help word"
    ),
    "home.home": lambda count, text: home.home(a_home(count, text)),
    "home.home, late": lambda count, text: home.home(
        replace(a_home(count, text), tick=None, is_worker_late=True)
    ),
    "home.home, without database": lambda count, text: home.home(
        replace(a_home(count, text), recent=None)
    ),
    "home.home, for a stranger": lambda count, text: home.home(
        replace(a_home(count, text), standing=NOBODY)
    ),
    "message.say": lambda count, text: message.say(text * min(count, 50)),
    "message.refuse": lambda count, text: message.refuse(text * min(count, 50)),
    "records.files": lambda count, text: records.files(judged(count, text)),
    "records.schema": lambda count, text: records.schema(known(count, text)),
    "replies.reply": lambda count, text: replies.reply(a_check(count, text)),
    "setup.setup": lambda count, text: setup.setup(looked_at(count, text)),
    **case_builders.BUILDERS,
    **contact_builders.BUILDERS,
    **importing_builders.BUILDERS,
    **letter_builders.BUILDERS,
    **outbox_builders.BUILDERS,
    **privacy_builders.BUILDERS,
    **readiness_builders.BUILDERS,
}


def every_builder() -> Iterator[str]:
    """Yield the names of all functions that make a message of something else."""
    for module in iter_modules(bot.messages.__path__):
        path = f"bot.messages.{module.name}"
        for name, function in vars(import_module(path)).items():
            is_ours = inspect.isfunction(function) and function.__module__ == path
            if is_ours and name[0] != "_" and _makes_a_message(function):
                yield f"{module.name}.{name}"


def _makes_a_message(function: Callable[..., object]) -> bool:
    *takes, makes = inspect.get_annotations(function).values() or (None,)
    return makes in (Message, Internal, External) and Message not in takes
