"""One request to a stranger: at a public address only, and at the very one that was checked."""

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Self

import httpcore
import httpx

from bot.clients.connection import Connection
from bot.clients.public import Address, is_public
from bot.domain.check import PageVerdict
from bot.domain.landing import Stop

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""Returns the addresses of a name, or raises `socket.gaierror`."""
HowMuch = Callable[[int, str], int]
"""Says of an answer's status and content type how many bytes of its body are wanted."""

_CONNECT_SECONDS = 5
_ADDRESSES_TRIED = 4
_LAST_PORT = 65_535
_LONGEST_NAME = 253
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class StrangerError(Exception):
    """There will be no answer; `stop` says what that makes of the page."""

    def __init__(self, verdict: PageVerdict, reason: str) -> None:
        super().__init__(reason)
        self.stop = Stop(verdict, reason)


class SilenceError(StrangerError):
    """The stranger kept us waiting."""

    def __init__(self, host: str, seconds: float) -> None:
        reason = f"{host} took longer than {seconds:g} seconds."
        super().__init__(PageVerdict.UNKNOWN, reason)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    """By name in lower case; of one that comes twice, the last."""
    body: bytes
    """Unpacked, and as much of it as was wanted."""

    @property
    def content_type(self) -> str:
        return _content_type(self.headers)


class Trusted:
    """Names, addresses and networks that may be visited though they are private."""

    def __init__(self, words: Iterable[str]) -> None:
        self._names: set[str] = set()
        self._networks: list[IPv4Network | IPv6Network] = []
        for word in words:
            try:
                self._networks.append(ip_network(word, strict=False))
            except ValueError:
                self._names.add(word.lower())

    def allows(self, name: str, address: Address) -> bool:
        return name.lower() in self._names or any(address in known for known in self._networks)


class Strangers:
    """Asks without cookies, credentials, proxies or redirects: httpcore knows none of them."""

    def __init__(
        self, *, agent: str, doorman: "_Doorman", connections: int, tls: ssl.SSLContext | None
    ) -> None:
        self._headers = [
            ("User-Agent", agent),
            ("Accept", "text/html, */*;q=0.1"),
            ("Accept-Encoding", "gzip"),
        ]
        self._doorman = doorman
        self._connections = connections
        self._tls = tls

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        *,
        agent: str,
        trusted: Iterable[str] = (),
        connections: int = 10,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> AsyncIterator[Self]:
        """Nothing is connected yet. `tls` holds the authorities to believe, the usual if None."""
        doorman = _Doorman(resolve or resolve_name, Trusted(trusted))
        strangers = cls(agent=agent, doorman=doorman, connections=connections, tls=tls)
        try:
            yield strangers
        finally:
            await strangers.close()

    async def get(self, url: httpx.URL, how_much: HowMuch) -> Answer:
        """Ask once, without a limit of time. Raises StrangerError, whatever the stranger does."""
        host, port, target = url.raw_host, url.port, url.raw_path
        place = httpcore.URL(scheme=url.raw_scheme, host=host, port=port, target=target)
        with _told_plainly(host.decode()):
            async with self._pool.stream("GET", place, headers=self._headers) as response:
                headers = {
                    name.decode("latin-1").lower(): value.decode(errors="replace")
                    for name, value in response.headers
                }
                most = how_much(response.status, _content_type(headers))
                body = await _read(response, headers.get("content-encoding", ""), most)
                return Answer(response.status, headers, body)

    @cached_property
    def _pool(self) -> httpcore.AsyncConnectionPool:
        return httpcore.AsyncConnectionPool(
            ssl_context=self._tls or _usual_tls(),
            max_connections=self._connections,
            keepalive_expiry=5,
            network_backend=self._doorman,
        )

    async def close(self) -> None:
        if "_pool" in vars(self):
            await self._pool.aclose()


class _Doorman(httpcore.AsyncNetworkBackend):
    """Resolves a name once, checks all its addresses, and connects to one of those.

    TLS starts later and still asks for the name.
    """

    def __init__(self, resolve: Resolve, trusted: Trusted) -> None:
        self._resolve = resolve
        self._trusted = trusted

    async def connect_tcp(
        self, host: str, port: int, *_: object, **__: object
    ) -> httpcore.AsyncNetworkStream:
        faults = []
        for address in (await self._checked(host))[:_ADDRESSES_TRIED]:
            try:
                return await Connection.open(str(address), port, _CONNECT_SECONDS)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as fault:
                faults.append(fault)
        raise faults[0]

    async def _checked(self, host: str) -> list[Address]:
        found = await self._addresses(host)
        for address in found:
            if not (is_public(address) or self._trusted.allows(host, address)):
                raise StrangerError(PageVerdict.REFUSED, _private(host, address))
        # IPv4 first: where there is no IPv6, it is told at once only by luck.
        return sorted(found, key=lambda address: address.version)

    async def _addresses(self, host: str) -> list[Address]:
        try:
            return [ip_address(host)]
        except ValueError:
            pass
        try:
            return [ip_address(found) for found in await self._resolve(host)] or _none(host)
        except UnicodeError:
            return _none(host)
        except socket.gaierror as error:
            if error.errno in _NO_SUCH_NAME:
                return _none(host)
            text = f"The name {host} could not be looked up: try again later."
            raise StrangerError(PageVerdict.UNKNOWN, text) from error


def web_address(text: str, *, base: httpx.URL | None = None) -> httpx.URL:
    """Read an address that may be asked; what is wrong with one is told without its words."""
    try:
        url = httpx.URL(text.strip()) if base is None else base.join(text.strip())
        is_web = url.scheme in {"http", "https"} and 0 < len(url.raw_host) <= _LONGEST_NAME
    except (httpx.InvalidURL, ValueError):
        is_web = False
    if not is_web or (url.port is not None and not 0 < url.port <= _LAST_PORT):
        raise StrangerError(PageVerdict.REFUSED, "The address is not that of a web page.")
    if url.userinfo:
        reason = "The address contains a user name or a password, so it was not visited."
        raise StrangerError(PageVerdict.REFUSED, reason)
    return url


@cache
def _usual_tls() -> ssl.SSLContext:
    # Read once, and not before it is needed: that takes 50 ms.
    return httpcore.default_ssl_context()


async def resolve_name(name: str) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


def _none(host: str) -> list[Address]:
    raise StrangerError(PageVerdict.UNREACHABLE, f"There is no host called {host}.")


def _private(host: str, address: Address) -> str:
    what = "is" if host == str(address) else f"leads to {address},"
    return f"{host} {what} a private address, which others cannot reach; it was not visited."


def _content_type(headers: dict[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


async def _read(response: httpcore.Response, coding: str, most: int) -> bytes:
    """Read until there is enough, packed or unpacked: 64 kB of gzip can be 67 MB."""
    body, received = bytearray(), 0
    if most == 0:
        return b""
    unpack = _unpacker(coding)
    pieces = response.aiter_stream()
    async with aclosing(pieces):  # type: ignore[type-var] # a generator, typed as less
        async for piece in pieces:
            received += len(piece)
            body += unpack(piece, most - len(body))
            if max(received, len(body)) >= most:
                break
    return bytes(body)


def _unpacker(coding: str) -> Callable[[bytes, int], bytes]:
    match coding.strip().lower():
        case "" | "identity":
            return lambda piece, room: piece[:room]
        case "gzip" | "x-gzip":
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress
    reason = "The page comes compressed in a way that was not asked for."
    raise StrangerError(PageVerdict.UNKNOWN, reason)


@contextmanager
def _told_plainly(host: str) -> Iterator[None]:
    try:
        yield
    except httpcore.ConnectError as error:
        raise _unconnected(host, error) from error
    except httpcore.TimeoutException as error:
        raise SilenceError(host, _CONNECT_SECONDS) from error
    # TLS that breaks off after it was set up comes as a bare OSError.
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise StrangerError(PageVerdict.UNKNOWN, f"{host} broke off its answer.") from error
    except zlib.error as error:
        reason = f"What {host} sent is compressed and cannot be unpacked."
        raise StrangerError(PageVerdict.UNKNOWN, reason) from error


def _unconnected(host: str, error: BaseException) -> StrangerError:
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                why = f"The certificate of {host} is not valid: {cause.verify_message}."
            case ssl.SSLError() if "EOF" not in str(cause):  # else it was cut
                why = f"No secure connection (https) to {host} could be made."
            case ConnectionRefusedError():
                why = f"{host} refuses the connection."
            case _:
                continue
        return StrangerError(PageVerdict.UNREACHABLE, why)
    return StrangerError(PageVerdict.UNKNOWN, f"{host} could not be reached.")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    # httpcore hides what it met (`from None`), so the context is asked too.
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
