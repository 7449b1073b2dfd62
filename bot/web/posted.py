"""What a page of ours makes a browser send."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

Answers = Mapping[str, str]

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 20


async def posted(request: Request) -> Answers | None:
    """Return what was answered; None for a body that no page of ours makes a browser send."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        return None
    try:
        text = (await request.body()).decode("ascii")
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            # Of a button alone nothing is sent, which would be an error.
            strict_parsing=bool(text),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        return None
    answers = {name: value.replace("\r\n", "\n") for name, value in pairs}
    return answers if len(answers) == len(pairs) else None


def is_from_here(request: Request) -> bool:
    """Say whether the page that sent it is ours, as far as the browser says."""
    return request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")
