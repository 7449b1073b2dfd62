from pathlib import Path

import pytest

from bot.metadata.schemas import Schemas

_CORPUS = Path(__file__).parents[4] / "shared" / "corpus"


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    return Schemas.ours()


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not _CORPUS.is_dir():
        pytest.skip("the corpus is not here")
    return _CORPUS


@pytest.fixture(scope="session")
def official(corpus: Path) -> Schemas:
    return Schemas.from_folder(corpus / "xsd")
