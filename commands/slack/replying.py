"""What comes of a knock at the Slack door: done, answered in private, shown to others if asked."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.clients.slack import Payload, Slack
from bot.domain.channels import Channel, Place
from bot.domain.people import Act
from bot.domain.reports import may_read
from bot.errors import (
    BotError,
    BusyError,
    ConflictError,
    NotFoundError,
    OutsideError,
    RepeatedKnock,
    UnsureError,
    UsageError,
)
from bot.forms.form import Faults, Form
from bot.log import events
from bot.messages import modal
from bot.messages.blocks import payload
from bot.messages.message import Button, Message, calling_nobody, for_channel, refuse
from bot.use_cases.remembered import Remembered
from bot.world import World
from commands import dispatch
from commands.invocation import NOBODY, Caller
from commands.slack.knock import Knock

_UNSEEN = "I cannot see who reads this channel, so nothing is shared: invite me to it first."
_TOO_LATE = "It took too long to show what comes next: `/rsp {}` goes on with what you sent."
_FOREIGN = "Other organisations read in this channel, so nothing is shared here."
# A private answer is worth a few waits, no more: Slack takes it for half an hour.
_WAITS, _LONGEST_WAIT = 3, 10
# Sharing itself looks once more; this only says whether to offer it.
_LASTING = timedelta(minutes=1)

Way = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class PrivateAnswer:
    """What is to be said to one person."""

    message: Message | Form | Faults
    """A form only where it takes the place of one that was sent."""
    again: str = ""
    """What shows it to everybody in its channel, if that may be offered."""
    owed: tuple[str, ...] = ()
    """Rows that tell it should this process not come to it."""

    @property
    def payload(self) -> Payload:
        share = (Button("Share here", f"share {self.again}"),) if self.again else ()
        message = self.message
        if isinstance(message, Form):
            message = refuse(_TOO_LATE.format(message.command[0]))
        try:
            return payload(message, share)
        except Exception:  # noqa: BLE001 -- a bug; whoever asked shall hear of it all the same
            events.exception("answer_not_drawn")
            return payload(refuse("The answer cannot be shown here; the log says why."))


class Replying:
    def __init__(self, world: World, slack: Slack) -> None:
        self._world = world
        self._slack = slack
        self._channels = Remembered(self._seen, lasting=_LASTING, clock=world.clock)

    async def run(self, knock: Knock, kept: Callable[[], None]) -> PrivateAnswer | None:
        """Run a knock's command; None where a form was opened, or it had its answer before.

        What follows a form that was sent takes its place, and so is an answer.

        `kept` is told when what is asked is written down.
        """
        owed: list[str] = []
        caller = Caller(
            read_file=partial(self._read_file, knock),
            kept=kept,
            channel=knock.channel,
            place=partial(self._place, knock),
            owes=owed.append,
            share=partial(self._share, knock),
        )
        act = Act(by=knock.by, at=self._world.clock(), knock=knock.key)
        try:
            answer = await dispatch.answer(
                knock.words, act, self._world, answers=knock.answers, caller=caller
            )
        except RepeatedKnock:
            return None
        if isinstance(answer, Form):
            return (
                PrivateAnswer(answer) if knock.is_submitted else await self._opened(answer, knock)
            )
        return PrivateAnswer(answer, await self._shareable(answer, knock), tuple(owed))

    async def tell(self, answer: PrivateAnswer, knock: Knock) -> None:
        """Answer whoever knocked and nobody else, where it was asked or in a direct message."""
        *ways, last = self._ways(answer.payload, knock)
        for way in ways:
            try:
                await _patiently(way)
            except UnsureError:
                # It may have been said, and saying it twice is no better.
                raise
            except BotError as error:
                events.info("answer_went_another_way", why=str(error))
            else:
                break
        else:
            await _patiently(last)
        await self.settle(answer)

    async def settle(self, answer: PrivateAnswer) -> None:
        """Void the rows that would tell what was told now; told twice is no harm."""
        with suppress(OutsideError):
            await self._void(answer.owed)

    async def _void(self, rows: Sequence[str]) -> None:
        if rows:
            async with self._world.database.begin() as store:
                for row in rows:
                    await store.work.void(row)

    def _ways(self, drawn: Payload, knock: Knock) -> Iterator[Way]:
        user = knock.by.user
        if knock.response_url:
            yield partial(self._slack.respond, knock.response_url, drawn)
        if knock.channel:
            yield partial(self._slack.whisper, knock.channel, user, drawn)
        yield partial(self._slack.post, user, drawn)
        # Slack takes words where it takes no blocks.
        words = {"text": drawn["text"]}
        if knock.response_url:
            yield partial(self._slack.respond, knock.response_url, words)
        yield partial(self._slack.post, user, words)

    async def _read_file(self, knock: Knock, name: str, most: int) -> bytes:
        """Read a file that was handed in with the form; no other is within reach from here."""
        if name not in knock.files:
            return await NOBODY.read_file(name, most)
        file = knock.files[name]
        if file.size > most:
            raise UsageError(f"The file is larger than {most // 1_000_000} MB.")
        return await self._slack.read_file(file.url, most)

    async def _opened(self, form: Form, knock: Knock) -> PrivateAnswer | None:
        try:
            view = modal.view(form, channel=knock.channel)
            await self._slack.open_view(knock.trigger, view)
        except BotError as error:
            return PrivateAnswer(refuse(str(error)))
        return None

    async def _place(self, knock: Knock) -> Place:
        channel = await self._seen(knock.channel)
        if channel and may_read(channel):
            return Place(channel=channel.id, is_direct=False)
        return Place(channel=await self._slack.direct(knock.by.user), is_direct=True)

    async def _share(self, knock: Knock, message: Message) -> None:
        channel = await self._seen(knock.channel)
        if channel is None:
            raise ConflictError(_UNSEEN)
        if channel.is_shared:
            # What is fit for one organisation is not for all of them.
            raise ConflictError(_FOREIGN)
        shown = payload(calling_nobody(for_channel(message, is_shared=channel.is_shared)))
        if knock.response_url:
            await self._slack.respond(knock.response_url, shown, is_private=False)
        else:
            await self._slack.post(channel.id, shown)

    async def _shareable(self, answer: Message | Faults, knock: Knock) -> str:
        """Return the command that shows the answer once more, if all who read there may see it."""
        if isinstance(answer, Faults) or not answer.again:
            return ""
        try:
            channel = await self._channels.of(knock.channel)
        except BotError as error:
            events.info("sharing_not_offered", why=str(error))
            return ""
        is_staff = (await self._world.people.standing(knock.by)).role
        return answer.again if is_staff and channel and not channel.is_shared else ""

    async def _seen(self, name: str) -> Channel | None:
        """Look a channel up; None where the bot cannot see it, as others' direct messages."""
        if not name or name.startswith("D"):
            return None
        try:
            return await self._slack.channel(name)
        except NotFoundError:
            return None


async def _patiently(say_it: Way) -> None:
    for _ in range(_WAITS):
        try:
            await say_it()
        except BusyError as busy:
            if busy.seconds > _LONGEST_WAIT:
                raise
            await asyncio.sleep(busy.seconds)
        else:
            return
    await say_it()
