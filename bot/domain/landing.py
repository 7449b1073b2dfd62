"""A landing page: may it be visited, what came of it, and what that says about the DOI."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain import links
from bot.domain.check import Finding, Level, Page, PageVerdict

MOST_BYTES = 2_000_000
"""So much of a page is read, unpacked; it is judged by that."""
HTML = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a page is not ok: a verdict and one plain sentence."""

    verdict: PageVerdict
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What happened when a landing page was asked for."""

    hops: tuple[str, ...] = ()
    """The addresses that redirected, in order."""
    final_url: str | None = None
    """The last address asked; None where the first was none to ask."""
    status: int | None = None
    """None where nobody answered, or we did not ask."""
    content_type: str = ""
    """In lower case, without its parameters."""
    is_challenge: bool = False
    """The server says in a header that this is a test for robots and not the page."""
    html: bytes | None = None
    """The first MOST_BYTES of the body; None where it is not HTML, or not a page's."""
    stop: Stop | None = None
    """Why there is no answer to judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Where a page carries its DOI, and whether it carries DataCite's badge of metrics."""

    json_ld: bool
    dc_identifier: bool
    citation_doi: bool
    linked: bool
    """A link leads to it at doi.org."""
    shown: bool
    """In the text that people see."""
    metrics_badge: bool

    @property
    def has_doi(self) -> bool:
        tagged = self.json_ld or self.dc_identifier or self.citation_doi
        return tagged or self.linked or self.shown


NO_SIGNS = Signs(
    json_ld=False,
    dc_identifier=False,
    citation_doi=False,
    linked=False,
    shown=False,
    metrics_badge=False,
)

_FINDING_OF: dict[PageVerdict, tuple[str, Level, str]] = {
    PageVerdict.PROBLEMS: ("page", Level.WARNING, links.LANDING_PAGES),
    PageVerdict.BLOCKED: ("robots", Level.WARNING, links.LINK_CHECKER),
    PageVerdict.REFUSED: ("address", Level.FAILURE, links.LANDING_PAGES),
    PageVerdict.UNREACHABLE: ("page", Level.FAILURE, links.LANDING_PAGES),
    PageVerdict.UNKNOWN: ("page", Level.UNKNOWN, links.LINK_CHECKER),
}
_CARRIES = Finding("page", Level.OK, "The page opens and contains the DOI.", links.LANDING_PAGES)

_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,80}")
_REFUSES_ROBOTS = frozenset({401, 403, 405, 429})
_GONE = frozenset({404, 410})
_TOO_SLOW_OR_EARLY = frozenset({408, 425})
_FAULT, _SERVER_FAULT = 400, 500
_UNDECIDED = frozenset({PageVerdict.BLOCKED, PageVerdict.UNKNOWN})
# What only the pages of bot walls hold. Some walls answer with 200, as if they were the page.
_WALLS = (
    b"_cf_chl_opt",
    b"cf-browser-verification",
    b"/.within.website/x/",
    b"_Incapsula_Resource",
    b"captcha-delivery.com",
    b"window.gokuProps",
    b"ddos-guard/js-challenge",
)
# Where programs that draw the whole page in the browser begin.
_APPS = (
    b"<ds-app",
    b"<app-root",
    b"id=app>",
    b'id="app"',
    b'id="root"',
    b'id="__next"',
    b'id="__nuxt"',
    b"enable javascript",
    b"requires javascript",
    b"without javascript",
)


def judge_page(doi: str, visit: Visit, signs: Signs | None) -> tuple[Page, tuple[Finding, ...]]:
    """Judge a visit; `signs` are those of its HTML, None where there is none."""
    stop = visit.stop or _stop(doi, visit, signs)
    if stop is not None:
        key, level, link = _FINDING_OF[stop.verdict]
        return _page(visit, stop.verdict, signs), (Finding(key, level, stop.reason, link),)
    found = (_CARRIES, *_advice(doi, visit, signs or NO_SIGNS))
    return _page(visit, PageVerdict.OK, signs), found


def answers(visit: Visit) -> bool | None:
    """Say whether a page is there, whatever is on it; None where a person has to look."""
    if visit.stop is not None:
        return None if visit.stop.verdict in _UNDECIDED else False
    status = visit.status or 0
    is_undecided = (
        _is_wall(visit)
        or status in _REFUSES_ROBOTS | _TOO_SLOW_OR_EARLY
        or status >= _SERVER_FAULT
    )
    return None if is_undecided else status < _FAULT


def blocked(why: str) -> str:
    return f"The page refuses robots, check by hand: {why}"


_IS_TEST = blocked("it shows a test that only people can pass.")


def _page(visit: Visit, verdict: PageVerdict, signs: Signs | None) -> Page:
    is_read = verdict in (PageVerdict.OK, PageVerdict.PROBLEMS)
    return Page(
        verdict=verdict,
        status=visit.status,
        final_url=visit.final_url,
        has_metrics_badge=_has_badge(visit, signs) if is_read and signs else None,
    )


def _has_badge(visit: Visit, signs: Signs) -> bool | None:
    if signs.metrics_badge:
        return True
    # A page that is drawn in the browser adds the badge there too.
    return None if _is_app(visit) else False


def _stop(doi: str, visit: Visit, signs: Signs | None) -> Stop | None:
    """Say why this answer is not the DOI's page; None where it is."""
    status = visit.status or 0
    if visit.is_challenge:
        return Stop(PageVerdict.BLOCKED, _IS_TEST)
    if status in _REFUSES_ROBOTS:
        return Stop(PageVerdict.BLOCKED, blocked(f"it answers with status {status}."))
    if status in _GONE:
        return Stop(PageVerdict.UNREACHABLE, f"The page is not there (status {status}).")
    if signs is None or not signs.has_doi or status >= _SERVER_FAULT:
        return _without_doi(doi, visit, status)
    return None


def _without_doi(doi: str, visit: Visit, status: int) -> Stop:
    if _is_wall(visit):
        return Stop(PageVerdict.BLOCKED, _IS_TEST)
    if status >= _SERVER_FAULT or status in _TOO_SLOW_OR_EARLY:
        reason = f"The page's server answers with an error (status {status}): try again later."
        return Stop(PageVerdict.UNKNOWN, reason)
    return Stop(PageVerdict.PROBLEMS, _something_else(doi, visit, status))


def _is_wall(visit: Visit) -> bool:
    html = visit.html or b""
    return visit.is_challenge or any(wall in html for wall in _WALLS)


def _something_else(doi: str, visit: Visit, status: int) -> str:
    if visit.html is None:
        if visit.content_type in HTML:
            return f"The address gives an error (status {status}) instead of a page."
        # A stranger's word is repeated only where it is nothing but a type.
        is_said = _MEDIA_TYPE.fullmatch(visit.content_type)
        kind = visit.content_type if is_said else "something that does not say what it is"
        return f"The address leads to {kind}, not to a landing page in HTML."
    if _needs_javascript(visit.html):
        return "The DOI is not visible without JavaScript: look at the page in a browser."
    if len(visit.html) >= MOST_BYTES:
        return f"The first {MOST_BYTES // 1_000_000} MB of the page do not contain the DOI."
    return f"The page does not contain the DOI. Add it as a link: https://doi.org/{doi}"


def _needs_javascript(html: bytes) -> bool:
    lower = html.lower()
    return any(app in lower for app in _APPS)


def _advice(doi: str, visit: Visit, signs: Signs) -> Iterator[Finding]:
    yield _tags(signs)
    if not (signs.shown or signs.linked):
        hidden = "not visible without JavaScript" if _is_app(visit) else "not visible to people"
        yield _warning(f"The DOI is in the page's tags but {hidden}.")
    elif not signs.linked:
        yield _warning(
            f"The page shows the DOI, but not as a link. Link it to https://doi.org/{doi}"
        )
    yield from _encryption(visit)


def _is_app(visit: Visit) -> bool:
    return visit.html is not None and _needs_javascript(visit.html)


def _tags(signs: Signs) -> Finding:
    """Tags are asked for by name: DC.identifier, citation_doi or schema.org JSON-LD."""
    names = {
        "JSON-LD": signs.json_ld,
        "DC.identifier": signs.dc_identifier,
        "citation_doi": signs.citation_doi,
    }
    if there := [name for name, is_there in names.items() if is_there]:
        text = f"Machines can read the DOI (in {', '.join(there)})."
        return Finding("tags", Level.OK, text, links.LANDING_PAGES)
    text = "Machines cannot read the DOI: add DC.identifier, citation_doi or JSON-LD."
    return Finding("tags", Level.WARNING, text, links.LANDING_PAGES)


def _encryption(visit: Visit) -> Iterator[Finding]:
    way = [*visit.hops, visit.final_url or ""]
    # On loopback there is nobody in between.
    if way[-1].startswith("http:") and not way[-1].startswith("http://127.0.0.1"):
        yield _warning("The page is served over http, not https.")
    elif any(url.startswith("https:") for url in way) and _leaves_https(way):
        yield _warning("On the way to the page, a redirect leads from https to http.")


def _leaves_https(way: list[str]) -> bool:
    secure = [url.startswith("https:") for url in way]
    return False in secure[secure.index(True) :]


def _warning(text: str) -> Finding:
    return Finding("page", Level.WARNING, text, links.LANDING_PAGES)
