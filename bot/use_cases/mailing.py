"""Letters, said over a mail server."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.delivery import Delivery, Medium
from bot.domain.work import Done, Work
from bot.use_cases.delivering import Batch, Delivering
from bot.use_cases.ledger import Ledger

if TYPE_CHECKING:
    # Only a worker that has a mail server needs its library.
    from bot.clients.mail import Mailer

_BATCH = 100
# Beside those that are being said, a few are noted, and a few wait for a connection.
_BESIDE = 4


@dataclass(frozen=True, kw_only=True)
class Mailing:
    delivering: Delivering
    mailer: "Mailer"
    reply_to: str

    async def send_due(self) -> int:
        """Send what is due, one batch of it; return how many letters that were."""
        at_once = self.mailer.connections + _BESIDE
        batch = Batch(kinds=(Medium.MAIL,), most=_BATCH, at_once=at_once)
        return await self.delivering.work(batch, self._send)

    async def _send(self, row: Work, letter: Delivery, ledger: Ledger) -> Done:
        from bot.clients.mail import Mail  # noqa: PLC0415 -- above

        mail = Mail(
            key=letter.key,
            at=self.delivering.clock(),
            to=letter.to,
            subject=letter.subject,
            text=letter.text,
            html=str(letter.payload["html"]),
            reply_to=self.reply_to,
        )

        async def begin() -> None:
            await ledger.begin(row)

        return Done(noted={"why": await self.mailer.send(mail, begin)})
