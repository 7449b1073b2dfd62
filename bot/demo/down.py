"""What a neighbour answers that is down: HTML, from whatever stands before it."""

from starlette.responses import HTMLResponse

_PAGE = "<html><head><title>503 Service Unavailable</title></head></html>"


def out_of_service() -> HTMLResponse:
    return HTMLResponse(_PAGE, 503)
