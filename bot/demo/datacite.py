"""DataCite's REST API over the table: one DOI from the database, many from the index."""

import json
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.demo.down import out_of_service
from bot.demo.records import IN_DETAIL, record
from bot.demo.repositories import listed
from bot.demo.table import Row, State, Table

System = Literal["production", "test"]

_JSON = "application/json; charset=utf-8"
_MISSING = "The resource you are looking for doesn't exist."
_USUAL_PAGE, _LARGEST_PAGE, _LARGEST_RESULT = 25, 1000, 10_000


class Shape(NamedTuple):
    """How much of a record a list shows."""

    is_detailed: bool
    fields: frozenset[str]
    """Empty: all of them."""


class DataCite:
    def __init__(self, table: Table, system: System, pages: str) -> None:
        self._table, self._system, self._pages = table, system, pages
        # Made once: a benchmark is not to measure its stub.
        self._made: dict[tuple[Row, Shape | None], bytes] = {}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/heartbeat", _heartbeat),
                Route("/dois", self._list),
                Route("/repositories", self._repositories),
                Route("/dois/{doi:path}", self._one),
            ]
        )

    async def _one(self, request: Request) -> Response:
        row = self._table.find(request.path_params["doi"])
        if row and self._is_down(row):
            return out_of_service()
        # A draft, a hidden one, another agency's, none at all: all the same to a stranger.
        if row is None or self._state(row) != "findable":
            return _error(404, _MISSING)
        return Response(b'{"data":%s}' % self._body(row, None), media_type=_JSON)

    async def _list(self, request: Request) -> Response:
        query = request.query_params
        ids = _ids(query)
        asked = self._asked(ids)
        found = self._indexed(asked) if ids else self._all()
        if asked and all(self._is_down(row) for row in asked):
            return out_of_service()
        number, size = _page(query)
        shown = found[(number - 1) * size : number * size]
        items = b",".join(self._body(row, _shape(query)) for row in shown)
        meta = _meta(len(found), number, size)
        body = b'{"data":[%s],"meta":%s,"links":{"self":"%s"}}'
        return Response(body % (items, meta, str(request.url).encode()), media_type=_JSON)

    async def _repositories(self, request: Request) -> Response:
        known = self._table.repositories if self._system == "production" else []
        query = request.query_params
        found = listed(known, ids=_ids(query), software=query.get("software", ""))
        number, size = _page(query)
        shown = found[(number - 1) * size : number * size]
        meta = json.loads(_meta(len(found), number, size))
        return JSONResponse({"data": shown, "meta": meta}, media_type=_JSON)

    def _all(self) -> list[Row]:
        return [row for row in self._indexed(self._table) if self._state(row) == "findable"]

    def _asked(self, ids: Sequence[str]) -> set[Row]:
        return {row for doi in ids if (row := self._table.find(doi))}

    def _indexed(self, rows: Iterable[Row]) -> list[Row]:
        """Return what the index knows, in an order of its own: not that of the question."""
        known = [row for row in rows if self._is_indexed(row)]
        return sorted(known, key=attrgetter("doi"), reverse=True)

    def _is_indexed(self, row: Row) -> bool:
        # Asked by id, a list shows the hidden and the drafts too.
        return self._state(row) is not None and row.is_indexed and not self._is_down(row)

    def _state(self, row: Row) -> State | None:
        return row.production if self._system == "production" else row.test

    def _is_down(self, row: Row) -> bool:
        return row.is_down and self._system == "production"

    def _body(self, row: Row, shape: Shape | None) -> bytes:
        if (row, shape) not in self._made:
            state = self._state(row) or "draft"
            whole = record(row, state, self._pages)
            shown = whole if shape is None else _trimmed(whole, shape)
            self._made[row, shape] = json.dumps(shown).encode()
        return self._made[row, shape]


async def _heartbeat(_request: Request) -> Response:
    return PlainTextResponse("OK")


def _error(status: int, title: str) -> Response:
    return JSONResponse({"errors": [{"status": str(status), "title": title}]}, status)


def _ids(query: QueryParams) -> list[str]:
    commas = [doi for value in query.getlist("ids") for doi in value.split(",")]
    return [doi for doi in commas + query.getlist("ids[]") if doi]


def _page(query: QueryParams) -> tuple[int, int]:
    size = min(_whole(query.get("page[size]"), _USUAL_PAGE), _LARGEST_PAGE)
    last = _LARGEST_RESULT // size if size else 1
    return min(max(_whole(query.get("page[number]"), 1), 1), last), size


def _whole(text: str | None, usual: int) -> int:
    return int(text) if text and text.isdecimal() else usual


def _meta(total: int, number: int, size: int) -> bytes:
    pages = -(-total // size) if size else 0
    return json.dumps({"total": total, "totalPages": pages, "page": number}).encode()


def _shape(query: QueryParams) -> Shape:
    fields = query.get("fields[dois]", "").split(",")
    # Any word counts, `false` too.
    return Shape(bool(query.get("detail")), frozenset(filter(None, fields)))


def _trimmed(whole: dict[str, Any], shape: Shape) -> dict[str, Any]:
    def is_shown(name: str) -> bool:
        is_there = shape.is_detailed or name not in IN_DETAIL
        return is_there and (not shape.fields or name in shape.fields)

    groups = ("attributes", "relationships")
    kept = {
        group: {name: value for name, value in whole[group].items() if is_shown(name)}
        for group in groups
    }
    # A list's times have no fractions, a single answer's have.
    plain = {name: _without_fraction(value) for name, value in kept["attributes"].items()}
    return whole | kept | {"attributes": plain}


def _without_fraction(value: Any) -> Any:  # noqa: ANN401 -- whatever JSON holds
    return value.replace(".000Z", "Z") if isinstance(value, str) else value
