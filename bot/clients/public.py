"""Which addresses anybody may visit; only these are a stranger's."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

_UNICAST_V6 = ip_network("2000::/3")
_V6_OVER_V4 = ip_network("2002::/16")
# Oracle's metadata service stands at 192.0.0.192, Azure's own at an address that looks public.
_PROTOCOLS = ip_network("192.0.0.0/24")
_AZURE = ip_address("168.63.129.16")


def is_public(address: Address) -> bool:
    """Say whether anybody may visit it; `is_global` alone lets through some that lead home."""
    if isinstance(address, IPv6Address):
        return address in _UNICAST_V6 and address.is_global and address not in _V6_OVER_V4
    is_special = address.is_multicast or address in _PROTOCOLS or address == _AZURE
    return address.is_global and not is_special
