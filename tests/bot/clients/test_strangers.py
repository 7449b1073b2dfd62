import asyncio
import gzip
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from time import process_time

import httpx
import pytest

from bot.clients.public import is_public
from bot.clients.strangers import (
    Answer,
    Resolve,
    StrangerError,
    Strangers,
    Trusted,
    web_address,
)
from bot.domain.check import PageVerdict
from bot.domain.landing import Stop
from tests.fakes.wire import Answer as Said
from tests.fakes.wire import answering

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
MOST = 2_000_000
PAGE = Said(body=b"<h1>Example data</h1>", headers=("Content-Type: text/html",))


def everything(_status: int, _content_type: str) -> int:
    return MOST


def leading_to(*addresses: str) -> Resolve:
    async def resolve(_name: str) -> Sequence[str]:
        return addresses

    return resolve


async def ask(
    url: str,
    *,
    resolve: Resolve | None = None,
    trusted: Sequence[str] = (HERE,),
    tls: ssl.SSLContext | None = None,
) -> Answer:
    async with Strangers.open(
        agent="example", trusted=trusted, resolve=resolve, tls=tls
    ) as strangers:
        return await strangers.get(httpx.URL(url), everything)


async def stop_of(
    url: str,
    *,
    resolve: Resolve | None = None,
    trusted: Sequence[str] = (HERE,),
    tls: ssl.SSLContext | None = None,
) -> Stop:
    with pytest.raises(StrangerError) as caught:
        await ask(url, resolve=resolve, trusted=trusted, tls=tls)
    return caught.value.stop


@asynccontextmanager
async def saying(
    raw: bytes, *, host: str = HERE, port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Say these bytes to whoever comes, and yield the port and what was heard."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1 << 16))
        writer.write(raw)
        writer.close()

    async with await asyncio.start_server(serve, host, port, ssl=tls) as server:
        yield server.sockets[0].getsockname()[1], heard


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_the_address_of_a_public_host_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 -- an address to refuse
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.215.14",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_the_address_of_a_private_or_special_place_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "0",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[fe80::1%25lo]",
        "10.0.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 -- an address to refuse
    ],
)
async def test_a_private_host_is_refused_however_it_is_spelt(host: str) -> None:
    async with answering(PAGE) as wire:
        port = wire.url.rpartition(":")[2]
        stop = await stop_of(f"http://{host}:{port}/", trusted=())
    assert stop.verdict is PageVerdict.REFUSED
    assert wire.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "not a url",
        "example.org/page",
        "//example.org/page",
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http:///page",
        "http:page",
        "http://[::1",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://①.example/",
        "http://example.org/\ud800",
        "http://exam\nple.org/",
        f"http://{'a.' * 127}example/",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(StrangerError) as caught:
        web_address(address)
    expected = Stop(PageVerdict.REFUSED, "The address is not that of a web page.")
    assert caught.value.stop == expected


@pytest.mark.parametrize("who", ["user:secret@", "secret@", ":secret@"])
def test_an_address_with_a_password_is_refused_and_the_password_not_told(who: str) -> None:
    with pytest.raises(StrangerError) as caught:
        web_address(f"https://{who}example.org/")
    assert caught.value.stop.verdict is PageVerdict.REFUSED
    assert "secret" not in caught.value.stop.reason


def test_blanks_around_an_address_do_not_count() -> None:
    assert str(web_address(" https://example.org/a ")) == "https://example.org/a"


async def test_the_connection_goes_to_the_checked_address_and_asks_for_the_name() -> None:
    async with answering(PAGE) as wire:
        port = wire.url.rpartition(":")[2]
        answer = await ask(f"http://page.example:{port}/a?b=c", resolve=leading_to(HERE))
    assert (answer.status, answer.content_type, answer.body) == (200, "text/html", PAGE.body)
    assert wire.asked == ["/a?b=c"]
    assert f"Host: page.example:{port}" in wire.heads[0]


async def test_one_bad_address_among_good_ones_is_enough_to_refuse() -> None:
    async with answering(PAGE) as wire:
        port = wire.url.rpartition(":")[2]
        stop = await stop_of(f"http://page.example:{port}/", resolve=leading_to(HERE, ELSEWHERE))
    expected = (
        "page.example leads to 127.0.0.2, a private address, which others cannot reach;"
        " it was not visited."
    )
    assert stop == Stop(PageVerdict.REFUSED, expected)
    assert wire.asked == []


async def test_a_name_that_leads_home_at_the_second_time_is_refused_then() -> None:
    answers = [[HERE], [ELSEWHERE]]

    async def rebinding(_name: str) -> Sequence[str]:
        return answers.pop(0)

    closing = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    async with (
        saying(closing) as (port, _),
        saying(closing, host=ELSEWHERE, port=port) as (_, heard_at_home),
        Strangers.open(agent="example", trusted=[HERE], resolve=rebinding) as strangers,
    ):
        url = httpx.URL(f"http://page.example:{port}/")
        assert (await strangers.get(url, everything)).status == 200
        with pytest.raises(StrangerError) as caught:
            await strangers.get(url, everything)
    assert caught.value.stop.verdict is PageVerdict.REFUSED
    assert heard_at_home == []


async def test_only_names_are_resolved_and_once_a_connection() -> None:
    asked = []

    async def resolve(name: str) -> Sequence[str]:
        asked.append(name)
        return [HERE]

    async with (
        answering(PAGE) as wire,
        Strangers.open(agent="example", trusted=[HERE], resolve=resolve) as strangers,
    ):
        port = wire.url.rpartition(":")[2]
        for host in ("page.example", "page.example", HERE):
            await strangers.get(httpx.URL(f"http://{host}:{port}/"), everything)
    assert asked == ["page.example"]


@pytest.mark.parametrize(
    ("words", "name", "address", "allowed"),
    [
        ([], "page.example", "10.0.0.1", False),
        (["10.0.0.0/8"], "page.example", "10.0.0.1", True),
        (["10.0.0.1/8"], "page.example", "10.1.0.1", True),
        (["10.0.0.1"], "page.example", "10.0.0.2", False),
        (["page.example"], "PAGE.example", "10.0.0.1", True),
        (["page.example"], "www.page.example", "10.0.0.1", False),
        (["::1"], "page.example", "::1", True),
        (["127.0.0.1"], "page.example", "::ffff:127.0.0.1", False),
    ],
)
def test_names_addresses_and_networks_can_be_trusted(
    words: list[str], name: str, address: str, *, allowed: bool
) -> None:
    assert Trusted(words).allows(name, ip_address(address)) is allowed


async def test_an_address_that_does_not_answer_is_followed_by_the_next() -> None:
    async with answering(PAGE) as wire:
        port = wire.url.rpartition(":")[2]
        resolve = leading_to("127.0.0.9", HERE)
        answer = await ask(
            f"http://page.example:{port}/", resolve=resolve, trusted=["127.0.0.0/8"]
        )
    assert answer.status == 200


def failing(error: Exception) -> Resolve:
    async def resolve(_name: str) -> Sequence[str]:
        raise error

    return resolve


@pytest.mark.parametrize(
    ("resolve", "verdict"),
    [
        (failing(socket.gaierror(socket.EAI_NONAME, "")), PageVerdict.UNREACHABLE),
        (failing(UnicodeError("label too long")), PageVerdict.UNREACHABLE),
        (leading_to(), PageVerdict.UNREACHABLE),
        (failing(socket.gaierror(socket.EAI_AGAIN, "")), PageVerdict.UNKNOWN),
        (failing(socket.gaierror(socket.EAI_FAIL, "")), PageVerdict.UNKNOWN),
    ],
)
async def test_no_such_name_is_told_apart_from_names_not_being_answered(
    resolve: Resolve, verdict: PageVerdict
) -> None:
    assert (await stop_of("http://page.example/", resolve=resolve)).verdict is verdict


@pytest.mark.parametrize("host", ["a..b", "xn--", f"{'a' * 64}.example"])
async def test_a_name_that_no_resolver_takes_is_no_host(host: str) -> None:
    assert (await stop_of(f"http://{host}/")).verdict is PageVerdict.UNREACHABLE


async def test_a_refused_connection_is_unreachable() -> None:
    with socket.create_server((HERE, 0)) as gone:
        port = gone.getsockname()[1]
    stop = await stop_of(f"http://{HERE}:{port}/")
    assert stop == Stop(PageVerdict.UNREACHABLE, "127.0.0.1 refuses the connection.")


async def test_https_at_a_door_without_tls_is_unreachable() -> None:
    async with saying(b"HTTP/1.1 400 Bad Request\r\n\r\n") as (port, _):
        stop = await stop_of(f"https://{HERE}:{port}/")
    expected = "No secure connection (https) to 127.0.0.1 could be made."
    assert stop == Stop(PageVerdict.UNREACHABLE, expected)


async def test_a_connection_cut_before_tls_is_unknown() -> None:
    async with saying(b"") as (port, _):
        stop = await stop_of(f"https://{HERE}:{port}/")
    assert stop.verdict is PageVerdict.UNKNOWN


@pytest.fixture
def certified(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what serves page.example by TLS, and what believes its certificate."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed here")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(  # noqa: S603 -- our own words
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=page.example", "-addext", "subjectAltName=DNS:page.example"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))


OK_AND_CLOSED = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"


async def test_tls_asks_for_the_name_though_the_address_is_dialled(
    certified: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    server, believing = certified
    names: list[str | None] = []
    server.sni_callback = lambda _connection, name, _context: names.append(name)
    async with saying(OK_AND_CLOSED, tls=server) as (port, _):
        url = f"https://page.example:{port}/"
        answer = await ask(url, resolve=leading_to(HERE), tls=believing)
    assert answer.body == b"hi"
    assert names == ["page.example"]


async def test_a_certificate_for_another_name_or_of_nobody_is_unreachable(
    certified: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    server, believing = certified
    async with saying(OK_AND_CLOSED, tls=server) as (port, heard):
        for host, tls in (("other.example", believing), ("page.example", None)):
            url = f"https://{host}:{port}/"
            stop = await stop_of(url, resolve=leading_to(HERE), tls=tls)
            assert stop.verdict is PageVerdict.UNREACHABLE
            assert f"The certificate of {host} is not valid:" in stop.reason
    assert b"".join(heard) == b""


async def test_an_endless_body_is_read_until_there_is_enough() -> None:
    async with answering(Said(fault="endless")) as wire:
        answer = await ask(wire.url)
    assert answer.body == (b"{}" + b" " * MOST)[:MOST]


async def test_a_bomb_is_unpacked_until_there_is_enough() -> None:
    bomb = gzip.compress(b"0" * 100_000_000, compresslevel=1)
    said = Said(body=bomb, headers=("Content-Encoding: gzip",))
    async with answering(said) as wire:
        began = process_time()
        answer = await ask(wire.url)
    assert len(answer.body) == MOST
    assert process_time() - began < 1


async def test_a_packed_body_that_unpacks_to_nothing_ends_too() -> None:
    nothing = gzip.compress(b"")[:10] + b"\x00\x00\x00\xff\xff" * 2_000_000
    said = Said(body=nothing, headers=("Content-Encoding: gzip",))
    async with answering(said) as wire:
        assert (await ask(wire.url)).body == b""


async def test_no_more_is_read_than_is_wanted() -> None:
    async with answering(PAGE) as wire, Strangers.open(agent="x", trusted=[HERE]) as strangers:
        answer = await strangers.get(httpx.URL(wire.url), lambda *_: 4)
        assert answer.body == b"<h1>"
        assert (await strangers.get(httpx.URL(wire.url), lambda *_: 0)).body == b""


async def test_a_packed_page_is_unpacked() -> None:
    said = Said(body=gzip.compress(b"Example data"), headers=("Content-Encoding: GZIP",))
    async with answering(said) as wire:
        assert (await ask(wire.url)).body == b"Example data"
    assert "Accept-Encoding: gzip\r\n" in wire.heads[0]


def head(*lines: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1000,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfoo",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nfoo",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nfoo",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfoo",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nfoo",
        b"HTTP/1.1 200 OK\r\n: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000,
        b"HTTP/1.1 103 Early\r\n\r\n" * 1000,
        head("Content-Encoding: gzip") + b"no gzip",
        head("Content-Encoding: br") + b"foo",
        head("Content-Encoding: gzip, gzip") + b"foo",
    ],
)
async def test_what_is_no_answer_that_can_be_read_is_unknown(raw: bytes) -> None:
    async with saying(raw) as (port, _):
        stop = await stop_of(f"http://{HERE}:{port}/")
    assert stop.verdict is PageVerdict.UNKNOWN


async def test_odd_bytes_in_headers_are_no_trouble() -> None:
    raw = head("Content-Type: text/html; charset=\xe9", "X-\xff: y", "Content-Length: 0")
    odd = b"HTTP/1.1 200 \xff\xfe\r\nContent-Type: Text/HTML\xff;x\r\nContent-Length: 0\r\n\r\n"
    async with saying(odd) as (port, _):
        answer = await ask(f"http://{HERE}:{port}/")
    assert answer.content_type == "text/html\ufffd"
    async with saying(raw) as (port, _):
        assert (await stop_of(f"http://{HERE}:{port}/")).verdict is PageVerdict.UNKNOWN


async def test_no_cookie_is_kept_and_no_credential_sent() -> None:
    said = Said(headers=("Set-Cookie: a=b", "Content-Type: text/html"))
    async with answering(said) as wire, Strangers.open(agent="x", trusted=[HERE]) as strangers:
        for _ in range(2):
            await strangers.get(httpx.URL(wire.url), everything)
    sent = [line.partition(":")[0] for line in wire.heads[1].split("\r\n")[1:] if line]
    assert sent == ["Host", "User-Agent", "Accept", "Accept-Encoding"]


async def test_a_stranger_left_in_the_middle_leaves_no_connection_behind() -> None:
    async with (
        answering(Said(fault="drip")) as slow,
        answering(PAGE) as well,
        Strangers.open(agent="x", trusted=[HERE], connections=2) as strangers,
    ):
        for _ in range(5):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await strangers.get(httpx.URL(slow.url), everything)
        async with asyncio.timeout(5):
            assert (await strangers.get(httpx.URL(well.url), everything)).status == 200
