"""What settings must not be together."""

from collections.abc import Iterator, Mapping

from bot.setting_kinds import is_loopback


def contradictions(texts: Mapping[str, str]) -> Iterator[str]:
    """Name what is wrong with all of them, given by name as they were set."""
    yield from _people_within_reach(texts)
    yield from _half_of_slack(texts)


def _people_within_reach(texts: Mapping[str, str]) -> Iterator[str]:
    """Refuse a clock that lies unless all that can reach a person is on loopback."""
    reaching = {
        "SLACK_API_URL": "SLACK_BOT_TOKEN",
        "SMTP_URL": "SMTP_URL",
    }
    for address, needed in reaching.items():
        if texts["RSP_NOW"] and texts[needed] and not is_loopback(texts[address]):
            yield (
                f"RSP_NOW is refused while {address} leads to people: "
                f"set it to an address on 127.0.0.1, or unset {needed}."
            )


def _half_of_slack(texts: Mapping[str, str]) -> Iterator[str]:
    """Name what Slack lacks: a token to speak with, or a way to be spoken to."""
    ways = [name for name in ("SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN") if texts[name]]
    if texts["SLACK_BOT_TOKEN"] and not ways:
        yield (
            "SLACK_BOT_TOKEN needs a way for Slack to reach the bot: "
            "set SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET (HTTP)."
        )
    if ways and not texts["SLACK_BOT_TOKEN"]:
        yield f"{' and '.join(ways)} can do nothing without SLACK_BOT_TOKEN: set that too."
