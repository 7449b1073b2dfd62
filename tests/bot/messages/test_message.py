from collections.abc import Iterator

import pytest

from bot.errors import ConflictError
from bot.messages.message import External, Internal, Message, Text, for_channel, refuse, say


def every_type(kind: type[Message] = Message) -> Iterator[type[Message]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from every_type(narrower)


@pytest.mark.parametrize("kind", tuple(every_type()))
def test_a_shared_channel_is_told_what_is_external_and_nothing_else(kind: type[Message]) -> None:
    message = kind((Text("x"),), None)

    assert for_channel(message, is_shared=False) is message
    if issubclass(kind, External):
        assert for_channel(message, is_shared=True) is message
    else:
        with pytest.raises(ConflictError):
            for_channel(message, is_shared=True)


def test_what_is_only_said_is_internal() -> None:
    assert type(say("Done.")) is type(refuse("No.")) is Internal
