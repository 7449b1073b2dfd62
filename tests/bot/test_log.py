import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import log

Lines = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = root.handlers[:]
    # A server that another test ran has set its own.
    logging.getLogger("uvicorn.error").setLevel(logging.NOTSET)
    structlog.contextvars.clear_contextvars()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def logged(capsys: Lines) -> list[dict[str, Any]]:
    out, err = capsys.readouterr()
    assert out == ""
    return [json.loads(line) for line in err.splitlines()]


def test_an_event_is_one_line_of_json_with_its_name_and_facts(capsys: Lines) -> None:
    log.set_up(logging.INFO)

    log.events.info("check_finished", check="CHK-12", dois=5)

    (line,) = logged(capsys)
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "check_finished",
        "check": "CHK-12",
        "dois": 5,
        "level": "info",
        "logger": "rsp",
    }


def test_one_command_at_a_terminal_is_quiet_unless_something_is_wrong(capsys: Lines) -> None:
    log.set_up()

    log.events.info("check_finished")
    log.events.warning("neighbour_silent")

    assert [line["event"] for line in logged(capsys)] == ["neighbour_silent"]


def test_every_line_of_a_run_carries_its_id(capsys: Lines) -> None:
    log.set_up()

    run = log.new_run()
    log.events.error("bug")
    logging.getLogger("uvicorn.error").error("cannot listen")

    assert [(line["event"], line["run"]) for line in logged(capsys)] == [
        ("bug", run),
        ("cannot listen", run),
    ]


async def test_runs_side_by_side_keep_their_ids(capsys: Lines) -> None:
    log.set_up()

    async def run() -> str:
        own = log.new_run()
        await asyncio.sleep(0)
        log.events.warning("worked", own=own)
        return own

    first, second = await asyncio.gather(run(), run())

    assert first != second
    assert all(line["run"] == line["own"] for line in logged(capsys))


@pytest.mark.parametrize("rehearsal", [True, False])
def test_every_line_of_a_rehearsal_says_so(capsys: Lines, *, rehearsal: bool) -> None:
    log.set_up(rehearsal=rehearsal)

    log.events.warning("ours")
    logging.getLogger("alembic").warning("theirs")

    assert [line.get("rehearsal", False) for line in logged(capsys)] == [rehearsal] * 2


def test_a_traceback_names_places_and_no_values(capsys: Lines) -> None:
    log.set_up()

    def fail(token: str) -> None:
        raise ValueError("refused")

    try:
        fail("xoxb-" + "secret")
    except ValueError:
        log.events.exception("bug")
        logging.getLogger("asyncio").exception("theirs")

    for line in logged(capsys):
        assert "in fail" in line["exception"]
        assert "ValueError: refused" in line["exception"]
        assert "xoxb-secret" not in line["exception"]


@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "alembic.runtime.migration"])
def test_what_libraries_tell_at_length_is_left_out(capsys: Lines, name: str) -> None:
    log.set_up(logging.INFO)

    logging.getLogger(name).info("GET https://example.org/?signature=1")
    logging.getLogger(name).warning("odd")

    assert [(line["event"], line["logger"]) for line in logged(capsys)] == [("odd", name)]


def test_a_librarys_line_has_the_facts_it_came_with_and_no_colour(capsys: Lines) -> None:
    log.set_up(logging.INFO)

    logging.getLogger("uvicorn.error").info(
        "Listening on %s", 3000, extra={"color_message": "\x1b[1m%s", "port": 3000}
    )

    (line,) = logged(capsys)
    assert (line["event"], line["port"]) == ("Listening on 3000", 3000)
    assert "color_message" not in line
