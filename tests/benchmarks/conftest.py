import pytest

from tests.benchmarks.figures import Show


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Show:
    def show(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}")  # noqa: T201 -- figures are for whoever runs `make bench`

    return show
