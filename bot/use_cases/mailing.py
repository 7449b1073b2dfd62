"""Letters, said over a mail server."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.delivery import Delivery, Held, Medium
from bot.domain.letters import BADGE, Attachment
from bot.domain.work import Done, Work, WorkState
from bot.errors import ConflictError
from bot.use_cases.badges import Badge
from bot.use_cases.delivering import Batch, Delivering
from bot.use_cases.ledger import Ledger

if TYPE_CHECKING:
    # Only a worker that has a mail server needs its library.
    from bot.clients.mail import Mail, Mailer

_BATCH = 100
# Beside those that are being said, a few are noted, and a few wait for a connection.
_BESIDE = 4


@dataclass(frozen=True, kw_only=True)
class Mailing:
    delivering: Delivering
    mailer: "Mailer"
    reply_to: str
    badge: Badge = field(default_factory=Badge)
    """What goes with the letters of a registration."""

    async def send_due(self) -> int:
        """Send what is due, one batch of it; return how many letters that were."""
        at_once = self.mailer.connections + _BESIDE
        batch = Batch(kinds=(Medium.MAIL,), most=_BATCH, at_once=at_once)
        return await self.delivering.work(batch, self._send)

    async def _send(self, row: Work, letter: Delivery, ledger: Ledger) -> Done:
        try:
            attachments = await self._attachments(letter)
        except ConflictError as error:
            why = {"held": Held.NO_BADGE, "why": str(error)}
            return Done(state=WorkState.HELD, noted=why)
        mail = self._mail(letter, attachments)

        async def begin() -> None:
            await ledger.begin(row)

        return Done(noted={"why": await self.mailer.send(mail, begin)})

    async def _attachments(self, letter: Delivery) -> tuple[Attachment, ...]:
        """Read what goes with it; ConflictError where that is not there, or will not do."""
        if letter.attaches != BADGE:
            return ()
        return await asyncio.to_thread(self.badge.files)

    def _mail(self, letter: Delivery, attachments: tuple[Attachment, ...]) -> "Mail":
        from bot.clients.mail import Mail  # noqa: PLC0415 -- above

        return Mail(
            key=letter.key,
            at=self.delivering.clock(),
            to=letter.to,
            subject=letter.subject,
            text=letter.text,
            html=str(letter.payload["html"]),
            reply_to=self.reply_to,
            attachments=attachments,
        )
