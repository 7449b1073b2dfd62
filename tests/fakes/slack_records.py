"""What the loopback Slack keeps of what the bot did."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from tests.fakes.slack_elements import elements, texts

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request of the bot's: `chat.postMessage`, or `response_url`, `upload`, `download`."""

    method: str
    arguments: Json
    token: str
    at: float = field(default_factory=monotonic)


@dataclass(frozen=True, kw_only=True)
class Edit:
    text: str
    blocks: list[Json]
    at: float = field(default_factory=monotonic)
    """Of `time.monotonic`."""


@dataclass(kw_only=True)
class Message:
    """As it stands now; `edits` has every state that it was edited into, oldest first."""

    way: str
    """`post`, `whisper`, `response` (by a response_url), `ack`, or `person` for a person's own."""
    channel: str
    ts: str
    text: str
    blocks: list[Json]
    thread: str = ""
    user: str = ""
    """Who alone sees it, if it is private."""
    is_private: bool = False
    author: str = ""
    """The person who wrote it; empty for the bot."""
    metadata: Json = field(default_factory=dict)
    """What it carries besides what is seen."""
    edits: list[Edit] = field(default_factory=list)
    at: float = field(default_factory=monotonic)

    @property
    def words(self) -> str:
        """All that a reader sees, and what a notification says."""
        return "\n".join([self.text, *texts(self.blocks)])

    @property
    def labels(self) -> list[str]:
        return [button["text"]["text"] for _, button in buttons(self.blocks)]

    def has(self, *words: str) -> bool:
        return all(word.lower() in self.words.lower() for word in words)

    def edit(self, text: str, blocks: list[Json]) -> None:
        self.text, self.blocks = text, blocks
        self.edits.append(Edit(text=text, blocks=blocks))


@dataclass(kw_only=True)
class File:
    id: str
    name: str
    length: int
    content: bytes = b""
    title: str = ""
    channel: str = ""
    thread: str = ""
    is_shared: bool = False


@dataclass(kw_only=True)
class Answerable:
    """A `response_url`: five answers within half an hour."""

    channel: str
    user: str
    thread: str
    born: float
    uses: int = 0


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What was said and not taken; `faults` as Slack would list them."""

    method: str
    error: str
    faults: tuple[str, ...]


def buttons(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Return each button with the block that it is in."""
    for block in blocks:
        for element in elements([block]):
            if element["type"] == "button":
                yield block, element


def named(blocks: list[Json]) -> list[Json]:
    """Give blocks and elements the ids that Slack gives where the app gave none."""
    for number, block in enumerate(blocks):
        block.setdefault("block_id", f"b{number}")
        for place, element in enumerate(elements([block])):
            element.setdefault("action_id", f"a{number}.{place}")
    return blocks
