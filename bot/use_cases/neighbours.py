"""Who is asked, each at its rate, and the schemas that metadata is judged by."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Self

from bot.clients.datacite import DataCite
from bot.clients.handles import Handles
from bot.clients.http import Neighbour
from bot.clients.mail_domains import MailDomains
from bot.clients.pages import Pages
from bot.clients.rate import Rate
from bot.clients.re3data import Re3data
from bot.clients.repositories import Repositories
from bot.metadata.schemas import Schemas
from bot.settings import Settings

_DATACITE_SECONDS = 300
_TEST_SYSTEM = "DataCite's test system"
# doi.org publishes no limit; so many at once are harmless if it then has time to rest.
_DOI_BURST = 10
# A list that is asked for once a day, and tried again where it did not come.
_RE3DATA_A_MINUTE = 10


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    datacite: DataCite
    test: DataCite
    """DataCite's test system: the same API with other DOIs."""
    repositories: Repositories
    """Of production."""
    re3data: Re3data
    mail_domains: MailDomains
    handles: Handles
    pages: Pages
    schemas: Schemas

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, schemas: Schemas) -> AsyncIterator[Self]:
        """Know them all; nobody is connected to yet."""
        contact, concurrency = settings.contact or "", settings.concurrency
        opening = partial(Neighbour.open, contact=contact, concurrency=concurrency)
        usual = Rate(settings.datacite_rate, _DATACITE_SECONDS)
        careful = Rate(settings.datacite_test_rate, _DATACITE_SECONDS)
        resolver = Rate(_DOI_BURST, _DOI_BURST / settings.doi_rate)
        api = opening("DataCite", settings.datacite_api, rate=usual)
        test = opening(_TEST_SYSTEM, settings.datacite_test_api, rate=careful)
        doi_org = opening("doi.org", settings.doi_resolver, rate=resolver)
        registry = opening("re3data", settings.re3data_api, rate=Rate(_RE3DATA_A_MINUTE, 60))
        trusted = settings.trusted_hosts
        pages = Pages.open(trusted=trusted, contact=contact, concurrency=concurrency)
        async with AsyncExitStack() as opened:
            enter = opened.enter_async_context
            production = await enter(api)
            yield cls(
                datacite=DataCite(production),
                test=DataCite(await enter(test)),
                repositories=Repositories(production),
                re3data=Re3data(await enter(registry)),
                mail_domains=MailDomains(settings.nameserver),
                handles=Handles(await enter(doi_org)),
                pages=await enter(pages),
                schemas=schemas,
            )
