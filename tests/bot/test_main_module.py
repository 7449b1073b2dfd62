"""The first thing that everybody meets, run as a process."""

import json
import os
import signal
import subprocess
import sys
from time import perf_counter

import pytest

HEAVY = (
    "sqlalchemy",
    "lxml",
    "xmlschema",
    "httpx",
    "rich",
    "asyncio",
    "argparse",
    "dataclasses",
    "typing",
    "importlib.metadata",
    "bot.main",
    "bot.world",
)

SLOW = """
import sys, time, types
from bot.__main__ import main

def start(words):
    print(flush=True)
    time.sleep(60)

sys.modules["bot.main"] = types.SimpleNamespace(main=start)
sys.argv = ["rsp", "checks"]
sys.exit(main())
"""


def rsp(*words: str, program: tuple[str, ...] = ("-m", "bot")) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, *program, *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ((), "usage: rsp COMMAND WORDS…"),
        (("help",), "usage: rsp COMMAND WORDS…"),
        (("--help",), "usage: rsp COMMAND WORDS…"),
        (("demo",), "usage: rsp COMMAND WORDS…"),
        (("demo", "help"), "usage: rsp COMMAND WORDS…"),
        (("demo", "--help"), "usage: rsp demo COMMAND WORDS…"),
        (("demo", "show", "--help"), "usage: rsp show "),
        (("check", "--help"), "usage: rsp check [--json]"),
        (("check", "10.5555/a", "-h"), "usage: rsp check [--json]"),
        (("10.5555/a", "--help"), "usage: rsp check [--json]"),
        (("help", "check"), "usage: rsp check [--json]"),
        (("help", "work"), "usage: rsp work [--once]"),
        (("help", "all"), "  rsp check [--json]"),
        (("--version",), "rsp "),
    ],
)
def test_help_is_given_at_once(words: tuple[str, ...], first: str) -> None:
    done = rsp(*words)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(first)
    assert len(done.stdout.splitlines()) < 150


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (
            ("chekc", "10.5555/a"),
            "There is no command `chekc`, perhaps `check`; `rsp help` shows the commands.",
        ),
        (
            ("demo", "chekc"),
            "There is no command `chekc`, perhaps `check`; `rsp help` shows the commands.",
        ),
        (
            ("help", "migrat"),
            "There is no command `migrat`, perhaps `migrate`; `rsp help` shows the commands.",
        ),
        (("--jsno",), "There is no command `--jsno`; `rsp help` shows the commands."),
        (
            ("work", "--onec"),
            "`--onec` does not belong here, perhaps `--once`; `rsp work --help` shows how.",
        ),
        (("migrate", "now"), "`now` does not belong here; `rsp migrate --help` shows how."),
    ],
)
def test_what_is_mistyped_is_a_sentence(words: tuple[str, ...], fault: str) -> None:
    done = rsp(*words)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{fault}\n")


def test_a_script_that_mistypes_is_told_in_json() -> None:
    done = rsp("chekc", "--json")

    assert done.returncode == 2
    assert json.loads(done.stdout) == {"error": done.stderr.strip()}


@pytest.mark.parametrize("words", [("help",), ("check", "--help"), ("help", "all"), ()])
def test_help_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    program = (
        "import sys; before = set(sys.modules); from bot.__main__ import main;"
        "main(); sys.stderr.write(' '.join(set(sys.modules) - before))"
    )

    done = rsp(*words, program=("-c", program))

    imported = done.stderr.split()
    assert "commands.table" in imported
    assert [name for name in imported if name in HEAVY] == []


def test_help_takes_at_most_three_times_the_start_of_python() -> None:
    def seconds(*words: str) -> float:
        began = perf_counter()
        subprocess.run(  # noqa: S603 -- our own words
            [sys.executable, *words], stdout=subprocess.DEVNULL, check=True
        )
        return perf_counter() - began

    pairs = [(seconds("-m", "bot", "help"), seconds("-c", "pass")) for _ in range(10)]

    assert min(ours for ours, _ in pairs) < 3 * min(bare for _, bare in pairs)


def test_a_sign_that_the_terminal_cannot_show_is_no_reason_to_fall_over() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "help"],
        capture_output=True,
        check=True,
        env={"PYTHONIOENCODING": "ascii"},
    )

    assert b"WORDS\\u2026" in done.stdout


def test_whoever_stops_reading_hears_no_complaint() -> None:
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        [sys.executable, "-m", "bot", "help"],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )

    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_an_interrupt_ends_without_a_traceback() -> None:
    running = subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-c", SLOW], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout
    running.stdout.readline()

    running.send_signal(signal.SIGINT)

    _, said = running.communicate(timeout=10)
    assert (running.returncode, said) == (130, b"")
