"""doi.org over the table: the handle system, and the look-up of agencies."""

import re
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.down import out_of_service
from bot.demo.records import address_of
from bot.demo.table import Row, Table

_FOUND, _NO_HANDLE, _NO_VALUES = 1, 100, 200
_DOI = re.compile(r"10\.\d+(/.+)?")


class DoiOrg:
    def __init__(self, table: Table, pages: str) -> None:
        self._table, self._pages = table, pages

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/api/handles/{doi:path}", self._handle),
                Route("/doiRA/{dois:path}", self._agencies),
                Route("/ra/{dois:path}", self._agencies),
            ]
        )

    async def _handle(self, request: Request) -> Response:
        doi = request.path_params["doi"]
        row = self._table.find(doi)
        if row and row.is_doi_org_down:
            return out_of_service()
        # The proxy does not find a DOI whose slash comes encoded.
        is_encoded = b"%2f" in request.scope["raw_path"].lower()
        if row is None or row.agency is None or is_encoded:
            return JSONResponse({"responseCode": _NO_HANDLE, "handle": doi}, 404)
        wanted = request.query_params.getlist("type")
        values = [one for one in self._values(row) if not wanted or one["type"] in wanted]
        if not values:
            return JSONResponse({"responseCode": _NO_VALUES, "handle": doi})
        return JSONResponse({"responseCode": _FOUND, "handle": doi, "values": values})

    def _values(self, row: Row) -> list[dict[str, Any]]:
        owner = {"handle": "10.ADMIN/EXAMPLE", "index": 300, "permissions": "111111111111"}
        kept = {"ttl": 86400, "timestamp": "2026-01-15T09:31:00Z"}
        url = {"format": "string", "value": address_of(row, self._pages)}
        return [
            {"index": 1, "type": "URL", "data": url} | kept,
            {"index": 100, "type": "HS_ADMIN", "data": {"format": "admin", "value": owner}} | kept,
        ]

    async def _agencies(self, request: Request) -> Response:
        # Split before decoding: a comma inside a DOI comes as %2C.
        asked = request.scope["raw_path"].decode().split("/", 2)[2]
        dois = [unquote(doi) for doi in asked.split(",") if doi]
        rows = [self._table.find(doi) for doi in dois]
        if rows and all(row is not None and row.is_doi_org_down for row in rows):
            return out_of_service()
        return JSONResponse([self._agency(doi, row) for doi, row in zip(dois, rows, strict=True)])

    def _agency(self, doi: str, row: Row | None) -> dict[str, str]:
        match row:
            case Row(is_doi_org_down=True):
                return {"DOI": doi, "status": "Unknown"}
            case Row(agency=str(agency)):
                return {"DOI": doi, "RA": agency}
        if not _DOI.fullmatch(doi):
            return {"DOI": doi, "status": "Invalid DOI"}
        is_prefix = any(known.doi.startswith(f"{doi}/") for known in self._table)
        if is_prefix:
            return {"DOI": doi, "RA": "DataCite"}
        return {"DOI": doi, "status": "DOI does not exist"}
