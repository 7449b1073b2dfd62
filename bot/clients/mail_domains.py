"""The domain name system: does a domain take mail?"""

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver
from dns.rdatatype import AAAA, MX, A, RdataType

_SECONDS = 5.0


class MailDomains:
    def __init__(self, nameserver: str, *, seconds: float = _SECONDS) -> None:
        """Ask this name server, `address:port`; the system's where it is empty."""
        self._nameserver = nameserver
        self._seconds = seconds

    async def takes_mail(self, domain: str) -> bool | None:
        """Say whether mail can be sent to a domain; None where nobody tells."""
        try:
            name = dns.name.from_text(domain, idna_codec=dns.name.IDNA_2008_Practical)
        except (dns.exception.DNSException, UnicodeError):
            # No server can be asked for what is no name.
            return False
        try:
            return await self._takes_mail(name)
        except dns.resolver.NXDOMAIN:
            return False
        except (dns.exception.DNSException, OSError):
            return None

    async def _takes_mail(self, name: dns.name.Name) -> bool:
        resolver = self._resolver()
        if exchanges := await _ask(resolver, name, MX):
            # RFC 7505: a domain that takes none names the root as its only exchange.
            return any(one.exchange != dns.name.root for one in exchanges)
        # RFC 5321, 5.1: where no exchange is named, the domain is its own.
        return bool(await _ask(resolver, name, A) or await _ask(resolver, name, AAAA))

    def _resolver(self) -> dns.asyncresolver.Resolver:
        """Read how the system asks anew each time: a machine may have moved meanwhile."""
        resolver = dns.asyncresolver.Resolver(configure=not self._nameserver)
        if self._nameserver:
            address, _, port = self._nameserver.rpartition(":")
            resolver.nameservers, resolver.port = [address.strip("[]")], int(port)
        resolver.lifetime = self._seconds
        return resolver


async def _ask(
    resolver: dns.asyncresolver.Resolver, name: dns.name.Name, kind: RdataType
) -> dns.resolver.Answer:
    """Return what there is of a kind, which may be nothing."""
    return await resolver.resolve(name, kind, raise_on_no_answer=False)
