"""The emoji that puts a message of a case's thread on the case, and takes it off again."""

from bot.clients.slack import Slack
from bot.domain.people import Act, Person
from bot.errors import BotError, NotFoundError, RepeatedKnock
from bot.log import events
from bot.messages.blocks import payload
from bot.messages.message import refuse
from bot.use_cases import noting
from bot.use_cases.noting import Place
from bot.world import World
from commands.slack.knock import Event


class Pins:
    def __init__(self, world: World, slack: Slack) -> None:
        self._world = world
        self._slack = slack

    def is_ours(self, event: Event) -> bool:
        return bool(event.ts) and event.emoji == self._world.settings.policy.applications.pin_emoji

    async def react(self, event: Event, *, is_added: bool) -> None:
        """Follow what somebody of staff did; others' emoji say nothing to the bot."""
        try:
            await self._follow(event, is_added=is_added)
        except (NotFoundError, RepeatedKnock):
            # People use it for much else.
            return
        except BotError as error:
            events.warning("emoji_not_followed", why=str(error))
            await self._hint(event, str(error))

    async def _follow(self, event: Event, *, is_added: bool) -> None:
        team = event.team or (await self._slack.member(event.user)).team
        person, world = Person(event.user, team), self._world
        if (await world.people.standing(person)).role is None:
            events.info("emoji_of_stranger", by=event.user, team=team)
            return
        act = Act(by=person, at=world.clock(), knock=event.key)
        place = Place(event.channel, event.ts)
        if is_added:
            await noting.put(place, act, slack=self._slack, cases=world.cases)
        else:
            await noting.take_off(place, act, cases=world.cases)

    async def _hint(self, event: Event, why: str) -> None:
        """Tell whoever put it there, and nobody else, that nothing came of it."""
        try:
            await self._slack.whisper(event.channel, event.user, payload(refuse(why)))
        except BotError as error:
            events.info("emoji_hint_not_told", why=str(error))
