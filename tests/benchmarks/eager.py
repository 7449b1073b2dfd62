"""`rsp`, but with everything imported first that it may ever need."""

import importlib
import pkgutil
import sys

from bot.__main__ import main

LIBRARIES = (
    "alembic.command",
    "apscheduler.schedulers.asyncio",
    "psycopg",
    "rich.live",
    "slack_bolt.adapter.socket_mode.async_handler",
    "xmlschema",
)
"""What only some of our modules import, and late."""


def import_everything() -> None:
    for library in LIBRARIES:
        importlib.import_module(library)
    for room in ("bot", "commands", "storage"):
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            importlib.import_module(module.name)


if __name__ == "__main__":
    import_everything()
    sys.exit(main())
