"""Results as they are kept, and as they were kept before."""

import json

from bot.domain.check import Page, PageVerdict
from storage import results
from tests.factories import a_result

PAGE = Page(
    verdict=PageVerdict.OK, status=200, final_url="https://example.org/", has_metrics_badge=True
)
RESULT = a_result(usage=43, page=PAGE)


def test_a_result_is_read_as_it_was_written() -> None:
    assert results.read(results.write(RESULT), typed=RESULT.input, doi=RESULT.doi) == RESULT


def test_a_result_from_before_usage_and_badges_were_asked_for_is_read() -> None:
    *values, _usage = json.loads(results.write(RESULT))
    *page, _badge = values[-2]
    values[-2] = page

    read = results.read(json.dumps(values), typed=RESULT.input, doi=RESULT.doi)

    before = Page(verdict=PAGE.verdict, status=PAGE.status, final_url=PAGE.final_url)
    assert read == a_result(page=before)
