from datetime import date
from itertools import pairwise

from bot.domain.records import Version
from bot.metadata.history import known
from bot.metadata.schemas import NAMESPACE, Schemas


def test_each_version_of_ours_is_told_with_its_date(schemas: Schemas) -> None:
    told = known(schemas)
    assert (told.namespace, told.source) == (NAMESPACE, "this program's own source")
    assert tuple(one.version for one in told.versions) == schemas.versions
    dates = [one.published for one in told.versions]
    assert all(before and after and before < after for before, after in pairwise(dates))
    assert told.versions[-1].published == date(2026, 3, 3)


def test_a_version_that_came_later_is_told_as_such() -> None:
    def read(_: str) -> None:
        raise AssertionError

    told = known(Schemas(("4.7", "4.8"), "a folder", read))  # type: ignore[arg-type]  # never read
    assert told.versions[-1] == Version(
        version="4.8", published=None, added="newer than this program"
    )
