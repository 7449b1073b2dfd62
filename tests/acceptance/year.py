"""A year of `rsp work --once`, a process each (`tests.faults.lives`)."""

import os
from collections.abc import Mapping
from typing import Any

from bot.main import main
from tests.faults.lives import begin_lives


def _live(asked: Mapping[str, Any]) -> int:
    os.environ["RSP_NOW"] = asked["now"]  # noqa: TID251 -- as whoever starts the program sets it
    return main(asked["words"])


if __name__ == "__main__":
    begin_lives(_live)
