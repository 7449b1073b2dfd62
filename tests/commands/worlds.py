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
from bot.world import World
from tests.conftest import StoppedClock

ROLES = Roles(home_team="THOME", staff=frozenset({"USTAFF"}), approvers=frozenset({"UAPPROVER"}))


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """Keep the log's events from what a door writes."""
    with capture_logs(processors=[merge_contextvars]) as events:
        yield events


def a_world(**environ: str) -> World:
    contents: dict[str, Any] = {
        "settings": Settings.from_environ(environ),
        "clock": StoppedClock(),
        "roles": ROLES,
        "schemas": Schemas.ours(),
    }
    return cast("World", SimpleNamespace(**contents))
