"""What a link's page says where the link does nothing."""

from datetime import UTC, datetime

from bot.messages.contacts import day
from bot.messages.message import External, Refusal, Text
from bot.messages.page import Page


def expired(expires: datetime, support: str) -> Page:
    until = f"It worked until {day(expires)}, {expires.astimezone(UTC):%H:%M} UTC."
    return _page("This link is too old", until, f"Write to {support}, and ask for a new one.")


def not_ours(support: str) -> Page:
    return _page(
        "This link does not work",
        "A part of it may be missing: copy it from the letter once more, whole.",
        f"If that does not help, write to {support}.",
    )


def used(support: str) -> Page:
    return _page(
        "This link was used already",
        "It works once, and what it is for is done.",
        f"If that is not right, write to {support}.",
    )


def too_often() -> Page:
    return _page(
        "Too often",
        "This link was used more often than we take in an hour. Nothing was done just now.",
        "Try again in an hour.",
    )


def not_understood() -> Page:
    return _page(
        "This was not understood",
        "What arrived here did not come from the page of this link. Nothing was done.",
        "Open the link once more, and answer on its page.",
    )


def later() -> str:
    """Say that it is not the fault of whoever answered."""
    return (
        "Something on our side does not answer just now. Please try again in a few minutes: "
        "whatever you do here is done once, however often you send it."
    )


def not_now() -> Page:
    return _page("This does not work just now", later())


def _page(title: str, *lines: str) -> Page:
    parts = tuple(Text(line) for line in lines)
    return Page(title=title, message=External(parts, Refusal(lines[0])))
