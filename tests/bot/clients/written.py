"""A letter as it goes over the wire, read back by `email` itself."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from hypothesis import strategies as st

from bot.clients.mail_text import Mail, read_sender, recipient, write
from tests.bot.clients.letters import SENDER

PRINTED = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
INJECTIONS = [
    "\r\nBcc: eve@example.org",
    "\nBcc: eve@example.org",
    "\rBcc: eve@example.org",
    "\r\n\r\nHello",
    "\x00",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\u2028",
    "\u2029",
    "\ud800",
    "\t",
]


def written(mail: Mail, sender: str = SENDER) -> bytes:
    return write(mail, read_sender(sender), recipient(mail))


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not [*message.defects, *(d for part in message.walk() for d in part.defects)]
    return message


def said(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


def longest_line(raw: bytes) -> int:
    return max(len(line) for line in raw.split(b"\r\n"))
