"""The digest in the staff channel: what waits for people, when a week begins."""

from collections.abc import Iterator

from bot.domain.cards import Digest, Needs
from bot.domain.delivery import Stage
from bot.messages.cards import LINE, in_channel
from bot.messages.message import (
    Button,
    Heading,
    Internal,
    More,
    Part,
    Table,
)


def digest(found: Digest) -> Internal:
    parts = [part for needs in found.needs for part in _part(needs)]
    heading = Heading(f"{found.week}: what waits in the outbox")
    return Internal((heading, *parts, Button("Look at all", "outbox")), found)


def _part(needs: Needs) -> Iterator[Part]:
    longer = " for longer than a day" if needs.stage is Stage.WAITING else ""
    yield Heading(f"{needs.count} {needs.stage}{longer}")
    yield Table(LINE, tuple(map(in_channel, needs.oldest)))
    if needs.count > len(needs.oldest):
        left = needs.count - len(needs.oldest)
        yield More(left, f"`rsp outbox {needs.stage}` lists all.")
