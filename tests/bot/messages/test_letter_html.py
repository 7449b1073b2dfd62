"""HTML from text, and HTML that staff wrote: plain either way."""

import pytest

from bot.messages.letter_html import bare_links, html_fault, html_of


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("a", "<p>a</p>"),
        ("a\nb", "<p>a<br />\nb</p>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("\n\na\n \n\t\n\nb\n", "<p>a</p>\n<p>b</p>"),
        ("<b> & \"'", "<p>&lt;b&gt; &amp; &quot;&#x27;</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("&amp;", "<p>&amp;amp;</p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("{{ x }}", "<p>{{ x }}</p>"),
    ],
)
def test_a_text_becomes_paragraphs(text: str, html: str) -> None:
    assert html_of(text, bare_links(text)) == html


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Go to https://example.org/a?b=c&d=e#f, now.", {"https://example.org/a?b=c&d=e#f"}),
        ("(http://example.org/)", {"http://example.org/"}),
        ("“https://example.org/x”", {"https://example.org/x"}),
        ("https://example.org/{{ name }}", {"https://example.org/"}),
        ('https://example.org/"onclick="x', {"https://example.org/"}),
        ("https://example.org/<b>", {"https://example.org/"}),
        ("ftp://example.org mailto:a@example.org www.example.org", set()),
        ("https://", set()),
    ],
)
def test_bare_links_are_found_without_what_stands_around_them(text: str, links: set[str]) -> None:
    assert bare_links(text) == links


def test_a_link_is_followed_only_where_it_is_one_of_ours() -> None:
    text = "See https://example.org/?a=1&b=2 or https://evil.example/."

    assert html_of(text, ["https://example.org/?a=1&b=2"]) == (
        '<p>See <a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a>'
        " or https://evil.example/.</p>"
    )


def test_a_link_of_ours_is_none_where_more_follows() -> None:
    assert "<a" not in html_of("https://example.org.evil.example", ["https://example.org"])


@pytest.mark.parametrize(
    "html",
    [
        "",
        "a &lt; b &amp; c",
        "<p>a<br>b<br/>c<br />d</p>",
        '<p><a href="https://example.org/?a&amp;b">x</a></p>',
        '<a href="mailto:a@example.org">x</a>',
        "<ul><li><b>a</b></li><li><em>b</em></li></ul><blockquote><h2>c</h2></blockquote>",
    ],
)
def test_plain_html_will_do(html: str) -> None:
    assert html_fault(html) is None


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<script>x</script>", "<script> is not for letters"),
        ('<img src="https://example.org/x.png">', "is not for letters"),
        ('<p style="background: url(x)">', "is not for letters"),
        ("<p onclick=x>", "is not for letters"),
        ("<P>x</P>", "is not for letters"),
        ("<!-- x -->", "is not for letters"),
        ("<!doctype html>", "is not for letters"),
        ("<!-- x", "A tag is not complete"),
        ("<p>x</p><a href='", "A tag is not complete"),
        ("a < b", "A tag is not complete"),
        ("a > b", "A tag is not complete"),
        ("<p>x", "<p> is not closed."),
        ("x</p>", "</p> closes what was not opened last."),
        ("<p><b>x</p></b>", "</p> closes what was not opened last."),
        ("<a>x</a>", "<a>: a link, and nothing else, has a href"),
        ('<p href="https://example.org">x</p>', "a link, and nothing else, has a href"),
        ('<a href="javascript:x">x</a>', "to https://, http:// or mailto:."),
        ('<a href="//example.org">x</a>', "to https://, http:// or mailto:."),
        ('<a href=" https://example.org">x</a>', "to https://, http:// or mailto:."),
    ],
)
def test_what_is_not_plain_is_named(html: str, why: str) -> None:
    fault = html_fault(html)

    assert fault
    assert why in fault
