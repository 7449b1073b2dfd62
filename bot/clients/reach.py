"""Is this program reached where the internet should find it?"""

from bot.clients.http import Bounds, Neighbour
from bot.clients.rate import Rate

_SOON = Bounds(seconds=4, seconds_in_all=4, most_bytes=10_000)


async def is_reached(url: str, *, contact: str) -> bool:
    """Ask the web door behind a public address whether it is well.

    False where somebody else answers; raises OutsideError where nobody does.
    """
    opening = Neighbour.open(
        "The public address", url, contact=contact, rate=Rate(1, 1), concurrency=1
    )
    async with opening as door:
        _, said = await door.get_json("/health", _SOON)
    return bool(said == {"healthy": True})
