"""Links by which an applicant sees where its application stands."""

from datetime import datetime, timedelta

from bot.domain.application import Application
from bot.domain.link import Link, Purpose
from bot.use_cases.links import Links

VALID = timedelta(days=400)
"""Longer than any application takes; whoever lost it finds a new one in the next letter."""


def status_link(application: Application, links: Links, now: datetime) -> str:
    """Return the whole address; ConflictError where the settings for it are missing."""
    link = Link(purpose=Purpose.STATUS, subject=application.id, expires=now + VALID)
    return links.make(link)
