"""`rsp run` and `rsp serve` as processes: they listen, and they end when told to, in order."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acceptance.program import run, started
from tests.fakes.slack import FakeSlack

ROOT = Path(__file__).parents[2]
HERE = {"PORT": "0", "RSP_HOST": "127.0.0.1"}

# A worker that cannot start, and a web server that cannot.
NO_WORKER = "from bot import jobs; jobs.SCHEDULE = None"
NO_WEB = """
import uvicorn
async def break_down(self, sockets):
    raise OSError("It is broken.")
uvicorn.Server.serve = break_down
"""


@pytest.fixture
def environ(sqlite_url: str) -> dict[str, str]:
    return HERE | {"DATABASE_URL": sqlite_url}


class Running:
    """A process that serves; its log is read as it comes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log: list[dict[str, Any]] = []

    def logged(self, event: str) -> dict[str, Any]:
        """Wait for a line of the log."""
        assert self.process.stderr
        for line in self.process.stderr:
            self.log.append(json.loads(line))
            if self.log[-1]["event"] == event:
                return self.log[-1]
        raise AssertionError(f"It ended without {event}: {self.log}")

    @property
    def address(self) -> tuple[str, int]:
        said = next((line for line in self.log if line["event"] == "web_listening"), None)
        said = said or self.logged("web_listening")
        return said["host"], said["port"]

    @property
    def url(self) -> str:
        return "http://{}:{}".format(*self.address)

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sign)
        _, said = self.process.communicate(timeout=20)
        assert "Traceback" not in said
        return self.process.returncode


@contextmanager
def serving(environ: dict[str, str], *words: str) -> Iterator[Running]:
    with started(environ, *words) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


@contextmanager
def broken(environ: dict[str, str], how: str) -> Iterator[Running]:
    program = f"{how}\nimport sys; from bot.main import main; sys.exit(main(['run']))"
    with subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-c", program], env=environ, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


@pytest.mark.parametrize("words", ["run", "serve"])
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(
    environ: dict[str, str], words: str, sign: signal.Signals
) -> None:
    with serving(environ, words) as bot:
        answer = httpx.get(f"{bot.url}/ready")
        status = bot.stop(sign)

    assert (answer.json(), status) == ({"ready": True, "rehearsal": False}, 0)
    assert "server" not in answer.headers


def test_serve_has_no_worker(environ: dict[str, str]) -> None:
    with serving(environ, "serve") as bot:
        assert httpx.get(f"{bot.url}/health/worker").status_code == 503


def test_run_has_a_worker(environ: dict[str, str]) -> None:
    with serving(environ, "run") as bot:
        end = time.monotonic() + 10
        while httpx.get(f"{bot.url}/health/worker").status_code != 200:
            assert time.monotonic() < end


def test_without_a_token_it_says_what_to_set(environ: dict[str, str]) -> None:
    with serving(environ, "serve") as bot:
        said = bot.logged("slack_not_set")
        assert httpx.post(f"{bot.url}/slack/events").status_code == 404

    assert "SLACK_BOT_TOKEN" in said["do"]


async def test_it_listens_before_slack_is_asked_anything(environ: dict[str, str]) -> None:
    async with FakeSlack.running() as slack:
        with serving(environ | slack.environ, "serve") as bot:
            said = bot.logged("nobody_is_staff")
            async with httpx.AsyncClient() as client:
                unsigned = await client.post(f"{bot.url}/slack/events", content=b"{}")
            status = bot.stop()

    assert "RSP_STAFF_GROUP" in said["do"]
    assert (unsigned.status_code, status, slack.calls) == (401, 0, [])


def test_a_slack_that_is_away_keeps_nobody_from_the_web(environ: dict[str, str]) -> None:
    away = {
        "SLACK_API_URL": "http://127.0.0.1:9/",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
    }
    with serving(environ | away, "run") as bot:
        assert httpx.get(f"{bot.url}/health").json() == {"healthy": True}
        assert bot.stop() == 0


@pytest.mark.parametrize("words", ["run", "serve"])
def test_a_port_in_use_is_one_sentence(environ: dict[str, str], words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run(environ | {"PORT": f"{port}"}, words)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Port {port} of 127.0.0.1 is in use: set PORT to another, or stop the other.\n"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.example"])
def test_an_address_that_is_not_ours_is_one_sentence(environ: dict[str, str], host: str) -> None:
    done = run(environ | {"RSP_HOST": host}, "serve")

    assert done.returncode == 1
    assert done.stderr.startswith(f"Nothing can listen at port 0 of {host}: ")
    assert done.stderr.count("\n") == 1


def test_what_is_in_flight_is_answered_before_it_ends(environ: dict[str, str]) -> None:
    with serving(environ, "serve") as bot, socket.create_connection(bot.address) as slow:
        slow.sendall(b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab")
        httpx.get(f"{bot.url}/health")
        bot.process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            bot.process.wait(0.5)
        slow.sendall(b"cd")
        answer = slow.recv(1000)

        assert answer.startswith(b"HTTP/1.1 404 ")
        assert bot.process.wait(10) == 0


def test_while_it_ends_nobody_new_is_let_in(environ: dict[str, str]) -> None:
    with serving(environ, "serve") as bot, socket.create_connection(bot.address) as slow:
        slow.sendall(b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab")
        httpx.get(f"{bot.url}/health")
        bot.process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            bot.process.wait(0.5)

        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(bot.address)


def test_who_never_ends_a_request_does_not_hold_it_up(environ: dict[str, str]) -> None:
    with serving(environ, "serve") as bot, socket.create_connection(bot.address) as slow:
        slow.sendall(b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab")
        httpx.get(f"{bot.url}/health")

        assert bot.stop() == 0
        assert slow.recv(1000).startswith(b"HTTP/1.1 503 ")


def test_a_worker_that_dies_does_not_take_the_door_with_it(environ: dict[str, str]) -> None:
    with broken(environ, NO_WORKER) as bot:
        dead = bot.logged("service_ended")
        answer = httpx.get(f"{bot.url}/health")
        status = bot.stop()

    assert (dead["part"], answer.status_code, status) == ("worker", 200, 1)


def test_a_door_that_dies_does_not_take_the_worker_with_it(environ: dict[str, str]) -> None:
    with broken(environ, NO_WEB) as bot:
        dead = bot.logged("service_ended")
        with pytest.raises(subprocess.TimeoutExpired):
            bot.process.wait(1)
        status = bot.stop()

    assert (dead["part"], status) == ("web", 1)


def test_ten_megabytes_are_refused_over_the_wire(environ: dict[str, str]) -> None:
    with serving(environ, "serve") as bot:
        large = httpx.post(f"{bot.url}/slack/events", content=b"x" * 10_000_000)
        head = httpx.head(bot.url)
        well = httpx.get(f"{bot.url}/health")

    assert large.status_code == 413
    assert (head.status_code, head.content) == (200, b"")
    assert well.status_code == 200


def test_a_crowd_that_sends_nothing_shuts_nobody_out(environ: dict[str, str]) -> None:
    with serving(environ, "serve") as bot, ExitStack() as opened:
        for _ in range(700):
            opened.enter_context(socket.create_connection(bot.address))

        assert httpx.get(f"{bot.url}/health").json() == {"healthy": True}
        assert bot.stop() == 0
