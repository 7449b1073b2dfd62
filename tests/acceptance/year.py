"""A year of `rsp work --once`, a process each: `python -m tests.acceptance.year`.

Reads `{"now": …, "words": […]}` line by line and writes each exit status: importing all anew for
each week would take longer than the year.
"""

import json
import os
import sys
from contextlib import suppress

from bot.main import main


def _live(now: str, words: list[str]) -> int:
    child = os.fork()
    if child == 0:
        os.environ["RSP_NOW"] = now  # noqa: TID251 -- as whoever starts the program sets it
        os._exit(main(words))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        for line in sys.stdin:
            asked = json.loads(line)
            sys.stdout.write(f"\n{_live(asked['now'], asked['words'])}\n")
            sys.stdout.flush()
