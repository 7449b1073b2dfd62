"""The landing pages that the made-up DOIs lead to."""

from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.demo.down import out_of_service
from bot.demo.records import title_of
from bot.demo.table import Row, Table

_GOOD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="DC.identifier" content="https://doi.org/{doi}">
<meta name="citation_doi" content="{doi}">
<script type="application/ld+json">
{{"@context": "https://schema.org", "@type": "Dataset", "@id": "https://doi.org/{doi}"}}
</script>
</head>
<body>
<h1>{title}</h1>
<p>Example, Ada (2026). {title}. {publisher}.
<a href="https://doi.org/{doi}">https://doi.org/{doi}</a></p>
</body>
</html>
"""
_WITHOUT_DOI = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>Example, Ada (2026). {publisher}.</p></body>
</html>
"""
# As its makers say that it is to be put into a page.
_BADGE = """<script src="https://unpkg.com/data-metrics-badge/dist/data-metrics-badge.min.js"></script>
<data-metrics-badge doi="{doi}" display="regular"></data-metrics-badge>
"""
_GONE = "<!doctype html><title>Not found</title><h1>There is no such page</h1>"


class Pages:
    def __init__(self, table: Table) -> None:
        self._table = table

    def app(self) -> Starlette:
        return Starlette(
            routes=[Route("/robots.txt", self._robots), Route("/{doi:path}", self._page)]
        )

    async def _robots(self, _request: Request) -> Response:
        closed = [f"Disallow: /{row.doi}" for row in self._table if row.page == "blocked"]
        return PlainTextResponse("\n".join(["User-agent: *", *closed, ""]))

    async def _page(self, request: Request) -> Response:
        row = self._table.find(request.path_params["doi"])
        if row is None or row.page == "unreachable":
            return HTMLResponse(_GONE, 404)
        if row.page == "unknown":
            return out_of_service()
        return HTMLResponse(_drawn(row))


def _drawn(row: Row) -> str:
    shown = {"title": title_of(row), "doi": row.doi.lower(), "publisher": row.publisher}
    words = {name: escape(value) for name, value in shown.items()}
    page = _WITHOUT_DOI if row.page == "problems" else _GOOD
    badge = f"{_BADGE}</body>" if row.has_metrics_badge else "</body>"
    return page.replace("</body>", badge).format(**words)
