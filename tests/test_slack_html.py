"""Pictures of Slack show all that is sent, or cannot be drawn."""

import pytest

from tests import slack_html
from tests.fakes.slack_records import Json

PLAIN = {"type": "plain_text", "text": "Press"}


def rich(*elements: Json) -> Json:
    section = {"type": "rich_text_section", "elements": [*elements]}
    return {"type": "rich_text", "elements": [section]}


def mrkdwn(text: str, *, verbatim: bool = True) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": verbatim}}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "video"},
        {"type": "header", "text": PLAIN, "image": "of a cat"},
        {"type": "actions", "elements": [{"type": "datepicker"}]},
        rich({"type": "channel", "channel_id": "CSTAFF"}),
        rich({"type": "text", "text": "odd", "style": {"blinking": True}}),
        mrkdwn("@here is looked for", verbatim=False),
        mrkdwn("<!channel>"),
    ],
)
def test_what_no_picture_shows_is_refused(block: Json) -> None:
    with pytest.raises(LookupError):
        slack_html.drawn([block])


def test_a_sign_that_no_font_has_is_refused() -> None:
    with pytest.raises(LookupError):
        slack_html.page(slack_html.drawn([rich({"type": "text", "text": "🦄"})]))


@pytest.mark.parametrize(
    ("block", "drawn"),
    [
        (rich({"type": "text", "text": "<b> & c"}), "&lt;b&gt; &amp; c"),
        (rich({"type": "text", "text": "so", "style": {"bold": True}}), "<b>so</b>"),
        (rich({"type": "link", "url": "https://example.org", "text": "it"}), "<a>it</a>"),
        (rich({"type": "user", "user_id": "USTAFF"}), "<a>@USTAFF</a>"),
        (
            rich({"type": "date", "timestamp": 0, "format": "{time}", "fallback": "midnight"}),
            "<time>midnight</time>",
        ),
        (mrkdwn("<https://example.org|a &lt;b&gt;>"), "<a>a &lt;b&gt;</a>"),
        (
            mrkdwn("<!date^0^{time}|midnight>, *`_x_`*"),
            "<time>midnight</time>, <b><code>_x_</code></b>",
        ),
        (mrkdwn("*bold*, _slanted_, a_b_c"), "<b>bold</b>, <i>slanted</i>, a_b_c"),
        ({"type": "actions", "elements": [{"type": "button", "text": PLAIN}]}, ">Press</span>"),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": "DOI"}]]},
            "<table><tr><th>DOI</th></tr></table>",
        ),
    ],
)
def test_what_is_sent_is_drawn(block: Json, drawn: str) -> None:
    assert drawn in slack_html.drawn([block])
