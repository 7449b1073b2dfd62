"""What is kept only for so long, by kind of data; the policy says how long."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.domain.cards import UNSEEN
from bot.domain.people import CLOCK, Act
from bot.domain.policy import Retention
from bot.errors import ConflictError
from bot.log import events
from bot.use_cases import privacy
from storage.database import Database, Store

# Nobody else waits long for the database meanwhile.
_PIECE = 500
# Longer ago than any zone is behind another.
_COUNTED = timedelta(days=2)


async def sweep(now: datetime, policy: Retention, *, database: Database) -> None:
    """Forget what is older than the policy says; what was forgotten before costs little."""
    answers = now - timedelta(days=policy.answers_days)
    await _in_pieces(lambda store: store.privacy.forget_answers(answers, _PIECE), database)
    texts = now - timedelta(days=policy.letter_texts_days)
    await _in_pieces(lambda store: store.privacy.forget_texts(texts, _PIECE), database)
    former = now - timedelta(days=policy.former_contacts_days)
    await _erase_former(former, Act(by=CLOCK, at=now), database)
    async with database.begin() as store:
        # A letter counts for the day on which it leaves, and none leaves in the past.
        await store.marks.forget(UNSEEN, f"{UNSEEN}{(now - _COUNTED).date()}")
        await store.drafts.forget_older(now - timedelta(days=policy.drafts_days))


async def _in_pieces(forget: Callable[[Store], Awaitable[int]], database: Database) -> None:
    forgotten = _PIECE
    while forgotten == _PIECE:
        async with database.begin() as store:
            forgotten = await forget(store)


async def _erase_former(before: datetime, act: Act, database: Database) -> None:
    async with database.read() as store:
        former = await store.privacy.former_contacts(before)
    for contact in former:
        try:
            await privacy.erase(contact.address, act, database=database)
        except ConflictError as error:
            # It is erased with the next sweep.
            events.info("erasure_postponed", contact=contact.id, why=str(error))
