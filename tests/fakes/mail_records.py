"""What the loopback mail server keeps, and how it can fail."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import Literal

Step = Literal[
    "connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "RSET", "DATA", "body", "end"
]
"""`DATA`: the command; `body`: while the letter comes in; `end`: when all of it is there."""


@dataclass(frozen=True)
class Received:
    """A letter that the server took, whether or not it could say so."""

    sender: str
    to: str
    """With commas between them, where they are several."""
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    def text(self, kind: str = "plain") -> str:
        """Return what it says, in words alone or as HTML."""
        part = self.message.get_body((kind,))
        assert isinstance(part, EmailMessage)
        said: str = part.get_content()
        return said.replace("\r\n", "\n")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What comes instead of the usual answer, or how long that takes."""

    code: int = 0
    """0: the usual answer. After 421 the connection is closed."""
    words: str = ""
    is_cut: bool = False
    """Whether the connection breaks instead; at the `end`, when the letter is kept."""
    seconds: float = 0


def refused(code: int, words: str = "Not now") -> Fault:
    return Fault(code=code, words=words)


def cut() -> Fault:
    return Fault(is_cut=True)


def slow(seconds: float) -> Fault:
    return Fault(seconds=seconds)


@dataclass(kw_only=True)
class Disturbance:
    step: Step
    fault: Fault
    left: int | None
    """How often yet; None: always."""
    address: str

    def is_for(self, step: Step, addresses: str) -> bool:
        return step == self.step and self.left != 0 and self.address in addresses
