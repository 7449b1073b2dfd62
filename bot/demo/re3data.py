"""re3data's list of records: those of the table's repositories, and one more."""

from collections.abc import Iterator
from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.demo.table import Table

_ANOTHER = "https://doi.org/10.17616/R3ANOTHER"
_RECORD = """  <repository>
    <id>{id}</id>
    <doi>{doi}</doi>
    <link href="https://www.re3data.org/api/v1/repository/{id}" rel="self"/>
  </repository>
"""


class Re3data:
    def __init__(self, table: Table) -> None:
        self._table = table

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/repositories", self._list)])

    async def _list(self, _request: Request) -> Response:
        records = "".join(
            _RECORD.format(id=f"r3d{100_000_001 + number}", doi=escape(doi))
            for number, doi in enumerate([_ANOTHER, *self._known()])
        )
        xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<list>\n{records}</list>\n'
        return Response(xml, media_type="text/xml")

    def _known(self) -> Iterator[str]:
        for one in self._table.repositories:
            if one.re3data and one.is_in_re3data:
                yield one.re3data
