"""A letter changed for one case: between its head and its foot, which every letter has."""

import re
from dataclasses import replace
from functools import cache
from html import escape, unescape
from typing import NamedTuple

from bot.domain.letters import Letter
from bot.errors import ConflictError
from bot.messages.letter_html import bare_links, html_of
from bot.messages.letter_kinds import layout, lines
from bot.messages.plain import inert

_BODY = "{{ body }}"
_VALUE = re.compile(r"\{\{.*?\}\}")
_TITLE = re.compile(r"<title>[^<]*</title>")
_HREF = re.compile(r'href="(https?://[^"]*)"')
_OTHER = "It was laid out by another version of the program: withdraw it, and write it anew."


class _Parts(NamedTuple):
    head: str
    body: str
    foot: str


def body_of(letter: Letter) -> str:
    """Return what stands above the foot; ConflictError where no foot of ours is there."""
    return _parts(letter.text, "layout.txt").body


def rewrite(letter: Letter, subject: str, body: str) -> Letter:
    """Return the letter with another subject and text, from which its HTML is made anew."""
    text, html = _parts(letter.text, "layout.txt"), _parts(letter.html, "layout.html")
    subject, body = inert(" ".join(subject.split())), inert(lines(body))
    # Whatever others wrote into it stays mere words; what staff add can be followed.
    links = {unescape(link) for link in _HREF.findall(html.body)}
    links |= bare_links(body) - bare_links(text.body)
    head = _TITLE.sub(lambda _: f"<title>{escape(subject)}</title>", html.head, count=1)
    return replace(
        letter,
        subject=subject,
        text=f"{text.head}{body}{text.foot}",
        html=f"{head}{html_of(body, links)}{html.foot}",
    )


def _parts(laid_out: str, file: str) -> _Parts:
    before, after = _around(file)
    head, found, rest = laid_out.partition(before) if before else ("", "", laid_out)
    body, foot, values = rest.rpartition(after)
    if found != before or not foot:
        raise ConflictError(_OTHER)
    return _Parts(head=head + before, body=body, foot=foot + values)


@cache
def _around(file: str) -> tuple[str, str]:
    """Return what stands in a layout right before the body and right behind it, in all letters."""
    before, _, after = layout(file).partition(_BODY)
    return _VALUE.split(before)[-1], _VALUE.split(after)[0]
