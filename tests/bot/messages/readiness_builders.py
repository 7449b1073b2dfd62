"""What is said about DOIs that somebody tries before an application."""

from collections.abc import Callable

from bot.domain.check import Finding, Level, Result
from bot.domain.readiness import Fit, Readiness, Tried
from bot.messages import readiness
from bot.messages.message import Message
from tests.factories import a_result


def a_readiness(count: int, text: str) -> Readiness:
    one = Tried(
        key="R2",
        title=text,
        fit=[*Fit][count % 3],
        is_advice=bool(count % 2),
        says=text,
        fix=text,
        link=f"https://support.example/{text}",
    )
    return Readiness(
        check="CHK-812",
        edition="2023",
        fit=[*Fit][count % 3],
        criteria=(one,) * count,
        results=(_a_result(text),) * count,
    )


def _a_result(text: str) -> Result:
    finding = Finding("state", Level.WARNING, text, text)
    return a_result(input=text, doi=text or None, findings=(finding,))


BUILDERS: dict[str, Callable[[int, str], Message]] = {
    "readiness.message": lambda count, text: readiness.message(a_readiness(count, text)),
}
