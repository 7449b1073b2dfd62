"""Who we say we are, to whomever we ask."""

from bot.clients.robots import ROBOT

_ABOUT = "https://datacite.org/become-a-service-provider/"


def user_agent(contact: str) -> str:
    """Say who asks and why; DataCite grants the double to whoever gives an address."""
    return f"{ROBOT}/0.1 (+{_ABOUT}{f'; mailto:{contact}' if contact else ''})"
