"""A world with as little in it as the doors themselves touch."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.domain.people import Roles
from bot.metadata.schemas import Schemas
from bot.settings import Settings
from bot.use_cases.people import People
from bot.world import World
from storage.database import Database
from tests.conftest import StoppedClock

NOBODY = Roles(staff=frozenset(), approvers=frozenset())


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """Keep the log's events from what a door writes."""
    with capture_logs(processors=[merge_contextvars]) as events:
        yield events


def a_world(**environ: str) -> World:
    """Make a world for who is at a terminal; nobody opens its database."""
    clock, database = StoppedClock(), cast("Database", None)
    contents: dict[str, Any] = {
        "settings": Settings.from_environ(environ),
        "clock": clock,
        "people": People(roles=NOBODY, slack=None, database=database, clock=clock),
        "schemas": Schemas.ours(),
    }
    return cast("World", SimpleNamespace(**contents))
