"""Texts from outside, fit to be kept and shown: on one line, and no longer than they need be."""

_LONGEST = 2_000


def plain(text: str) -> str:
    """Replace what JSON lets through (line ends, NULs, half signs), and cut what is absurd."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    if short.isprintable():
        return short
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in short)
