import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from bot.clients.agent import user_agent
from bot.clients.pages import Pages
from bot.clients.strangers import Resolve, Strangers
from bot.domain.check import PageVerdict
from bot.domain.landing import MOST_BYTES, Stop, Visit, judge_page
from bot.metadata.landing import read_signs
from tests.fakes.wire import Answer, Wire, answering

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
DOI = "10.5555/example"
HTML = ("Content-Type: text/html; charset=utf-8",)
PAGE = Answer(body=f'<a href="https://doi.org/{DOI}">{DOI}</a>'.encode(), headers=HTML)
NOT_FOUND = Answer(status=404, body=b"<h1>Not found</h1>", headers=HTML)


def robots(*lines: str) -> Answer:
    return Answer(body="\n".join(lines).encode(), headers=("Content-Type: text/plain",))


def moved(to: str, status: int = 302) -> Answer:
    return Answer(status=status, body=b"", headers=(f"Location: {to}",))


def by_path(*, other: Answer = NOT_FOUND, **answers: Answer) -> Callable[[str], Answer]:
    """Answer by the first part of the path; `robots.txt` is written `robots_txt`."""
    return lambda path: answers.get(re.split("[/?]", path)[1].replace(".", "_"), other)


async def everybody_here(_name: str) -> Sequence[str]:
    return [HERE]


@asynccontextmanager
async def pages(
    *,
    seconds: float = 5,
    trusted: Sequence[str] = (HERE,),
    resolve: Resolve = everybody_here,
    concurrency: int = 10,
) -> AsyncIterator[Pages]:
    agent = user_agent("somebody@example.org")
    async with Strangers.open(agent=agent, trusted=trusted, resolve=resolve) as strangers:
        yield Pages(strangers, seconds=seconds, concurrency=concurrency)


async def visit(wire: Wire, path: str = "/page", *, seconds: float = 5) -> Visit:
    async with pages(seconds=seconds) as ours:
        return await ours.visit(wire.url + path)


def verdict(visit: Visit) -> PageVerdict:
    signs = None if visit.html is None else read_signs(visit.html, DOI)
    return judge_page(DOI, visit, signs)[0].verdict


async def test_a_page_that_carries_the_doi_is_ok() -> None:
    async with answering(by_path(page=PAGE)) as wire:
        visited = await visit(wire)
    assert visited == Visit(
        final_url=f"{wire.url}/page", status=200, content_type="text/html", html=PAGE.body
    )
    assert verdict(visited) is PageVerdict.OK
    assert wire.asked == ["/robots.txt", "/page"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(body=b"<h1>Example data</h1>", headers=HTML), PageVerdict.PROBLEMS),
        (Answer(body=b"", headers=HTML), PageVerdict.PROBLEMS),
        (
            Answer(body=b"%PDF-1.7", headers=("Content-Type: application/pdf",)),
            PageVerdict.PROBLEMS,
        ),
        (Answer(body=PAGE.body, headers=()), PageVerdict.PROBLEMS),
        (Answer(body=PAGE.body, status=400, headers=HTML), PageVerdict.PROBLEMS),
        (Answer(body=PAGE.body, status=299, headers=HTML), PageVerdict.OK),
        (Answer(body=PAGE.body, status=302, headers=HTML), PageVerdict.PROBLEMS),
        (Answer(status=401), PageVerdict.BLOCKED),
        (Answer(status=403), PageVerdict.BLOCKED),
        (Answer(status=405), PageVerdict.BLOCKED),
        (Answer(status=429), PageVerdict.BLOCKED),
        (Answer(headers=("cf-mitigated: challenge", *HTML)), PageVerdict.BLOCKED),
        (Answer(status=202, headers=("x-amzn-waf-action: challenge",)), PageVerdict.BLOCKED),
        (
            Answer(status=503, body=b"<script>window._cf_chl_opt={}</script>", headers=HTML),
            PageVerdict.BLOCKED,
        ),
        (Answer(status=404), PageVerdict.UNREACHABLE),
        (Answer(status=410), PageVerdict.UNREACHABLE),
        (Answer(status=500), PageVerdict.UNKNOWN),
        (Answer(status=503, body=PAGE.body, headers=HTML), PageVerdict.UNKNOWN),
        (Answer(status=999), PageVerdict.UNKNOWN),
        (Answer(body=PAGE.body, headers=HTML, fault="cut"), PageVerdict.UNKNOWN),
    ],
)
async def test_each_answer_has_its_verdict(answer: Answer, expected: PageVerdict) -> None:
    async with answering(by_path(page=answer)) as wire:
        assert verdict(await visit(wire)) is expected


async def test_no_file_is_fetched_for_its_bytes() -> None:
    pdf = Answer(headers=("Content-Type: application/pdf",), fault="endless")
    async with answering(by_path(page=pdf)) as wire:
        visited = await visit(wire)
    assert (visited.content_type, visited.html) == ("application/pdf", None)


@pytest.mark.parametrize("fault", ["hang", "drip"])
async def test_who_takes_too_long_is_left(fault: str) -> None:
    slow = Answer(headers=HTML, fault="hang" if fault == "hang" else "drip")
    async with answering(by_path(page=slow)) as wire:
        visited = await visit(wire, seconds=0.3)
    expected = Stop(PageVerdict.UNKNOWN, "127.0.0.1 took longer than 0.3 seconds.")
    assert visited == Visit(final_url=f"{wire.url}/page", stop=expected)


async def test_headers_that_drip_are_left_too() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while not reader.at_eof():
            writer.write(b"X: y\r\n")
            await asyncio.sleep(0.02)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(drip, HERE, 0) as server, pages(seconds=0.3) as ours:
        port = server.sockets[0].getsockname()[1]
        visited = await ours.visit(f"http://{HERE}:{port}/page")
    assert verdict(visited) is PageVerdict.UNKNOWN


async def test_the_time_is_for_the_whole_chain() -> None:
    async with answering(by_path(page=moved("/page"), robots_txt=robots())) as wire:
        wire.seconds = 0.1
        visited = await visit(wire, seconds=0.45)
    assert verdict(visited) is PageVerdict.UNKNOWN
    assert len(wire.asked) < 6


async def test_an_endless_page_is_judged_by_what_was_read() -> None:
    endless = Answer(body=PAGE.body, headers=HTML, fault="endless")
    async with answering(by_path(page=endless)) as wire:
        visited = await visit(wire)
    assert len(visited.html or b"") == MOST_BYTES
    assert verdict(visited) is PageVerdict.OK


async def test_a_bomb_is_judged_by_what_was_read() -> None:
    bomb = gzip.compress(b"<p>0</p>" * 10_000_000, compresslevel=1)
    packed = Answer(body=bomb, headers=(*HTML, "Content-Encoding: gzip"))
    async with answering(by_path(page=packed)) as wire:
        visited = await visit(wire)
    assert len(visited.html or b"") == MOST_BYTES
    assert verdict(visited) is PageVerdict.PROBLEMS


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_and_kept(status: int) -> None:
    async with answering(by_path(old=moved("/new?a=b", status), new=PAGE)) as wire:
        visited = await visit(wire, "/old")
    assert visited.hops == (f"{wire.url}/old",)
    assert visited.final_url == f"{wire.url}/new?a=b"
    assert verdict(visited) is PageVerdict.OK


def chain(path: str) -> Answer:
    left = path.rpartition("/")[2]
    if not left.isdigit():
        return NOT_FOUND
    return moved(f"/chain/{int(left) - 1}") if int(left) else PAGE


async def test_ten_redirects_are_followed_and_an_eleventh_is_not() -> None:
    async with answering(chain) as wire:
        assert verdict(await visit(wire, "/chain/10")) is PageVerdict.OK
        visited = await visit(wire, "/chain/11")
    expected = Stop(PageVerdict.PROBLEMS, "The address redirects more than 10 times.")
    assert (visited.stop, len(visited.hops)) == (expected, 11)
    assert wire.asked[-1] == "/chain/1"


async def test_a_loop_ends() -> None:
    async with answering(by_path(page=moved("/page"))) as wire:
        assert verdict(await visit(wire)) is PageVerdict.PROBLEMS


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.2:{port}/page",
        "//127.0.0.2:{port}/page",
        "http://[::1]:{port}/page",
        "http://[::ffff:127.0.0.1]:{port}/page",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://inside.example:{port}/",
        "http://user:secret@127.0.0.1:{port}/page",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
        "javascript:alert(1)",
        "http://example\x7f.org/",
    ],
)
async def test_a_redirect_to_a_place_of_ours_is_refused(place: str) -> None:
    async def resolve(name: str) -> Sequence[str]:
        return [ELSEWHERE] if name == "inside.example" else [HERE]

    def redirecting(path: str) -> Answer:
        return by_path(page=moved(place.format(port=port)))(path)

    async with answering(redirecting) as wire:
        port = urlsplit(wire.url).port
        inside = await asyncio.start_server(wire.serve, ELSEWHERE, port)
        async with inside, pages(resolve=resolve) as ours:
            visited = await ours.visit(f"http://page.example:{port}/page")
    assert verdict(visited) is PageVerdict.REFUSED
    assert wire.asked == ["/robots.txt", "/page"]
    assert "secret" not in repr(visited)


@pytest.mark.parametrize(
    "address",
    ["", "not a url", "file:///etc/passwd", "ftp://example.org/x", "javascript:alert(1)"],
)
async def test_what_is_no_web_address_is_refused_without_asking_anybody(address: str) -> None:
    async with pages() as ours:
        visited = await ours.visit(address)
    assert verdict(visited) is PageVerdict.REFUSED
    assert (visited.final_url, visited.hops) == (None, ())


async def test_a_private_address_is_refused_before_its_robots_are_asked() -> None:
    async with answering(PAGE) as wire, pages(trusted=()) as ours:
        visited = await ours.visit(f"{wire.url}/page")
    assert verdict(visited) is PageVerdict.REFUSED
    assert wire.heads == []


async def test_the_agent_says_who_asks_and_how_to_reach_them() -> None:
    async with answering(by_path(page=PAGE)) as wire:
        await visit(wire)
    expected = (
        "User-Agent: service-provider-bot/0.1"
        " (+https://datacite.org/become-a-service-provider/; mailto:somebody@example.org)"
    )
    assert all(expected in head.split("\r\n") for head in wire.heads)


def test_without_a_contact_the_agent_names_none() -> None:
    expected = "service-provider-bot/0.1 (+https://datacite.org/become-a-service-provider/)"
    assert user_agent("") == expected


@pytest.mark.parametrize(
    ("lines", "path", "may_visit"),
    [
        ([], "/page", True),
        (["User-agent: *", "Disallow:"], "/page", True),
        (["User-agent: *", "Disallow: /"], "/page", False),
        (["User-agent: *", "Disallow: /pag"], "/page", False),
        (["User-agent: *", "Disallow: /page/"], "/page", True),
        (["USER-AGENT:*", "dISALLOW:/page # all of it"], "/page", False),
        (["User-agent: *", "Disallow: /", "Allow: /page"], "/page", True),
        (["User-agent: *", "Allow: /page", "Disallow: /"], "/page", True),
        (["User-agent: *", "Disallow: /page", "Allow: /page"], "/page", True),
        (["User-agent: *", "Allow: /", "Disallow: /page"], "/page/1", False),
        (["User-agent: *", "Disallow: /*?"], "/page?a=b", False),
        (["User-agent: *", "Disallow: /*?"], "/page", True),
        (["User-agent: *", "Disallow: /*/a*c$"], "/page/abc", False),
        (["User-agent: *", "Disallow: /*/a*c$"], "/page/abcd", True),
        (["User-agent: *", "Disallow: /page$"], "/page/1", True),
        (["User-agent: *", "Disallow: /page$"], "/page", False),
        (["User-agent: *", "Disallow: /*aa$"], "/pa", True),
        (["User-agent: *", "Disallow: /p%61ge"], "/page", False),
        (["User-agent: other", "Disallow: /"], "/page", True),
        (["User-agent: Service-Provider-Bot", "Disallow: /"], "/page", False),
        (
            ["User-agent: *", "Disallow: /", "", "User-agent: service-provider-bot", "Allow: /"],
            "/page",
            True,
        ),
        (["User-agent: a", "User-agent: *", "Crawl-delay: 1", "Disallow: /"], "/page", False),
        (["Disallow: /", "User-agent: *", "Allow: /"], "/page", True),
        (["\ufeffUser-agent: *", "Disallow: /"], "/page", False),
        (["<html>", "<h1>Not found: sorry</h1>"], "/page", True),
    ],
)
async def test_robots_txt_is_obeyed(lines: list[str], path: str, *, may_visit: bool) -> None:
    answers = by_path(robots_txt=robots(*lines), other=PAGE)
    async with answering(answers) as wire:
        visited = await visit(wire, path)
    assert verdict(visited) is (PageVerdict.OK if may_visit else PageVerdict.BLOCKED)
    assert (path in wire.asked) is may_visit


async def test_robots_txt_is_obeyed_where_a_redirect_leads() -> None:
    answers = by_path(robots_txt=robots("User-agent: *", "Disallow: /b"), a=moved("/b"), b=PAGE)
    async with answering(answers) as wire:
        visited = await visit(wire, "/a")
    assert verdict(visited) is PageVerdict.BLOCKED
    assert visited.final_url == f"{wire.url}/b"
    assert wire.asked == ["/robots.txt", "/a"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429])
async def test_without_a_robots_txt_all_is_allowed(status: int) -> None:
    async with answering(by_path(robots_txt=Answer(status=status), page=PAGE)) as wire:
        assert verdict(await visit(wire)) is PageVerdict.OK


@pytest.mark.parametrize("answer", [Answer(status=500), Answer(status=503), Answer(fault="cut")])
async def test_where_nobody_can_say_whether_robots_may_it_is_unknown(answer: Answer) -> None:
    async with answering(by_path(robots_txt=answer, page=PAGE)) as wire:
        assert verdict(await visit(wire)) is PageVerdict.UNKNOWN
    assert "/page" not in wire.asked


async def test_a_robots_txt_elsewhere_is_fetched_there() -> None:
    answers = by_path(
        robots_txt=moved("/rules"), rules=robots("User-agent: *", "Disallow: /"), page=PAGE
    )
    async with answering(answers) as wire:
        assert verdict(await visit(wire)) is PageVerdict.BLOCKED


@pytest.mark.parametrize("place", ["http://10.0.0.1/robots.txt", "file:///x", "/robots.txt"])
async def test_a_robots_txt_that_leads_nowhere_is_none(place: str) -> None:
    async with answering(by_path(robots_txt=moved(place), page=PAGE)) as wire:
        assert verdict(await visit(wire)) is PageVerdict.OK


async def test_an_endless_robots_txt_is_read_to_its_last_whole_line() -> None:
    lines = ["User-agent: *", *["Disallow: /private"] * 10_000]
    async with answering(by_path(robots_txt=robots(*lines), page=PAGE)) as wire:
        assert verdict(await visit(wire)) is PageVerdict.OK
        assert verdict(await visit(wire, "/private")) is PageVerdict.BLOCKED


async def test_a_robots_txt_made_to_take_long_does_not() -> None:
    hostile = robots("User-agent: *", "Disallow: /" + "*a" * 40_000 + "$")
    async with answering(by_path(robots_txt=hostile, page=PAGE)) as wire:
        visited = await visit(wire, f"/page/{'a' * 8_000}b", seconds=2)
    assert verdict(visited) is PageVerdict.OK


async def test_robots_txt_is_asked_once_for_many_pages_of_a_host() -> None:
    async with answering(by_path(page=PAGE)) as wire, pages() as ours:
        await asyncio.gather(*(ours.visit(f"{wire.url}/page/{number}") for number in range(20)))
    assert wire.asked.count("/robots.txt") == 1


async def test_a_host_is_asked_one_thing_at_a_time() -> None:
    async with answering(by_path(page=PAGE)) as wire, pages() as ours:
        wire.seconds = 0.01
        addresses = [f"{wire.url}/page/{number}" for number in range(10)]
        visits = await asyncio.gather(*map(ours.visit, addresses))
    assert {verdict(visited) for visited in visits} == {PageVerdict.OK}
    assert wire.most_busy == 1


async def test_hosts_are_asked_at_the_same_time_as_many_as_is_set() -> None:
    async with answering(by_path(page=PAGE)) as wire, pages(concurrency=3) as ours:
        wire.seconds = 0.05
        port = urlsplit(wire.url).port
        addresses = [f"http://host{number}.example:{port}/page" for number in range(6)]
        visits = await asyncio.gather(*map(ours.visit, addresses))
    assert {verdict(visited) for visited in visits} == {PageVerdict.OK}
    assert wire.most_busy == 3


async def test_waiting_for_a_turn_takes_nothing_from_the_time_of_a_visit() -> None:
    async with answering(by_path(page=PAGE)) as wire, pages(seconds=0.5) as ours:
        wire.seconds = 0.1
        addresses = [f"{wire.url}/page/{number}" for number in range(10)]
        visits = await asyncio.gather(*map(ours.visit, addresses))
    assert {verdict(visited) for visited in visits} == {PageVerdict.OK}


async def test_pages_that_redirect_to_each_other_do_not_wait_for_each_other() -> None:
    def across(path: str) -> Answer:
        return moved(f"http://{path[1:]}.example:{port}/page") if len(path) == 2 else PAGE

    async with answering(across) as wire, pages() as ours:
        port = urlsplit(wire.url).port
        wire.seconds = 0.01
        addresses = [f"http://a.example:{port}/b", f"http://b.example:{port}/a"] * 5
        visits = await asyncio.gather(*map(ours.visit, addresses))
    assert {verdict(visited) for visited in visits} == {PageVerdict.OK}


async def test_nobody_waits_again_and_again_for_a_host_that_keeps_silent() -> None:
    silent = Answer(headers=HTML, fault="hang")
    async with answering(by_path(page=silent, well=PAGE)) as wire, pages(seconds=0.1) as ours:
        addresses = [f"{wire.url}/page/{number}" for number in range(20)]
        visits = await asyncio.gather(*map(ours.visit, addresses))
        assert verdict(await ours.visit(f"{wire.url}/well")) is PageVerdict.UNKNOWN
    assert {verdict(visited) for visited in visits} == {PageVerdict.UNKNOWN}
    assert len(wire.asked) == 1 + 3


async def test_two_silences_with_an_answer_between_are_no_row() -> None:
    silent = Answer(headers=HTML, fault="hang")
    async with answering(by_path(page=silent, well=PAGE)) as wire, pages(seconds=0.1) as ours:
        for _ in range(3):
            await ours.visit(f"{wire.url}/page")
            await ours.visit(f"{wire.url}/page")
            assert verdict(await ours.visit(f"{wire.url}/well")) is PageVerdict.OK


async def test_nothing_is_remembered_of_hosts_beyond_a_bound() -> None:
    async with answering(by_path(page=PAGE)) as wire, pages() as ours:
        port = urlsplit(wire.url).port
        for number in range(520):
            await ours.visit(f"http://host{number}.example:{port}/page")
        before = len(wire.asked)
        await ours.visit(f"http://host519.example:{port}/page")
        await ours.visit(f"http://host0.example:{port}/page")
    assert wire.asked[before:] == ["/page", "/robots.txt", "/page"]


async def test_a_visitor_who_goes_away_leaves_the_turn_to_the_next() -> None:
    answers = by_path(page=Answer(headers=HTML, fault="hang"), well=PAGE)
    async with answering(answers) as wire, pages() as ours:
        going = asyncio.create_task(ours.visit(f"{wire.url}/page"))
        await asyncio.sleep(0.1)
        going.cancel()
        async with asyncio.timeout(2):
            assert verdict(await ours.visit(f"{wire.url}/well")) is PageVerdict.OK
        with pytest.raises(asyncio.CancelledError):
            await going


async def test_pages_open_with_the_settings_of_the_program() -> None:
    async with (
        answering(by_path(page=PAGE)) as wire,
        Pages.open(contact="", trusted=("127.0.0.0/8",), concurrency=50) as ours,
    ):
        assert verdict(await ours.visit(f"{wire.url}/page")) is PageVerdict.OK
