"""The README against the program."""

from pathlib import Path

import pytest

from bot.settings import SETTINGS

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
HEADING = "\n## Settings\n"


@pytest.mark.skipif(HEADING not in README, reason="the README has no settings yet")
def test_the_table_of_settings_is_whole() -> None:
    _, _, section = README.partition(HEADING)
    lines = section.partition("\n## ")[0].splitlines()

    assert [line for line in lines if line.startswith("| `")] == [
        f"| `{name}` | {f'`{default}`' if default else 'not set'} | {meaning} |"
        for name, default, meaning, _ in SETTINGS
    ]
