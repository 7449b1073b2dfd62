from bot.terminal import progress
from tests.bot.terminal.consoles import a_console, shown


def test_whoever_watches_sees_how_far_it_is() -> None:
    console = a_console(is_terminal=True)

    with progress.shown(console) as show:
        show(1, 30, 0)
        show(12, 30, 2)

    assert "12/30" in shown(console)
    assert "2 with problems" in shown(console)


def test_a_file_gets_no_bar() -> None:
    console = a_console()

    with progress.shown(console) as show:
        show(1, 30, 0)

    assert shown(console) == ""


def test_what_ends_at_once_shows_no_bar() -> None:
    console = a_console(is_terminal=True)

    with progress.shown(console):
        pass

    assert "0" not in shown(console)
