"""Pages as answers; they ask a browser for one stylesheet and nothing else."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.messages import page as pages
from bot.messages.page import Page

Handler = Callable[[Request], Awaitable[Response]]


def front(support: str) -> Handler:
    async def answer(_request: Request) -> Response:
        return HTMLResponse(pages.front(support=support))

    return answer


async def style(_request: Request) -> Response:
    return Response(pages.style(), media_type="text/css")


def said(page: Page, support: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    drawn = pages.page(page.message, title=page.title, support=support)
    return HTMLResponse(drawn, status)
