"""The bot's own page in Slack: shown when it is opened, and anew after the person's own acts."""

from bot.clients.slack import Slack
from bot.domain.people import Act, Person
from bot.errors import OutsideError, RepeatedKnock
from bot.log import events
from bot.messages.blocks import home as drawn
from bot.messages.home import home
from bot.use_cases.home import look
from bot.use_cases.knocks import claim
from bot.world import World
from commands.table import FIRST, WORDS


class HomePage:
    def __init__(self, world: World, slack: Slack) -> None:
        self._world = world
        self._slack = slack

    async def open(self, user: str, key: str) -> None:
        """Show it once for one knock, also to who will only read why there is nothing."""
        act = Act(by=Person(user, ""), at=self._world.clock(), knock=key)
        try:
            await claim(act, database=self._world.database)
        except RepeatedKnock:
            return
        except OutsideError as error:
            # The page itself will say that the database does not answer.
            events.warning("knock_not_claimed", why=str(error))
        team = (await self._slack.member(user)).team
        await self._show(Person(user, team))

    async def refresh(self, person: Person) -> None:
        if (await self._world.people.standing(person)).role:
            await self._show(person)

    async def _show(self, person: Person) -> None:
        world = self._world
        page = await look(
            person,
            words=tuple((name, WORDS[name].help) for name in FIRST),
            people=world.people,
            database=world.database,
            clock=world.clock,
            cases=world.cases,
        )
        await self._slack.publish(person.user, drawn(home(page)))
