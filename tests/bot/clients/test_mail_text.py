"""What is written is read back by `email` itself, sign by sign."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clients.mail_text import read_sender, recipient
from bot.errors import ConflictError, RefusedError
from tests.bot.clients.letters import a_mail
from tests.bot.clients.written import INJECTIONS, PRINTED, longest_line, read, said, written


def test_a_letter_says_who_it_is_from_to_whom_and_that_a_program_wrote_it() -> None:
    message = read(written(a_mail()))
    assert dict(message.items()) == {
        "Message-ID": "<7ecaa8dbbb6fad840887bc90b51f3108@example.org>",
        "Date": "Mon, 02 Mar 2026 09:00:00 +0000",
        "From": "rsp@example.org",
        "To": "ada@example.org",
        "Subject": "[Please confirm by 12 May] Letter 1",
        "Reply-To": "support@example.org",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/alternative; boundary="=_7ecaa8dbbb6fad840887bc90b51f3108"',
    }


def test_it_says_the_same_in_words_and_in_html() -> None:
    message = read(written(a_mail()))
    assert said(message, "plain") == a_mail().text
    assert said(message, "html") == a_mail().html
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]


def test_one_key_is_one_message_id_which_does_not_tell_it() -> None:
    first, again, other = (
        read(written(a_mail(key=key, text=text)))["Message-ID"]
        for key, text in (("mail:a:1", "a"), ("mail:a:1", "b"), ("mail:a:2", "a"))
    )
    assert first == again != other
    assert "mail:a" not in first


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("rsp@example.org", ""),
        ("The program <rsp@example.org>", "The program"),
        ('"Program, the" <rsp@example.org>', "Program, the"),
        (r'"The \"program\"" <rsp@example.org>', 'The "program"'),
        ("Bücherei für Forschungsdaten <rsp@example.org>", "Bücherei für Forschungsdaten"),
        (f"{'データ' * 30} <rsp@example.org>", "データ" * 30),
        (f"{'Example ' * 12}<rsp@example.org>", ("Example " * 12).strip()),
        ("=?utf-8?q?a?= <rsp@example.org>", "=?utf-8?q?a?="),
    ],
)
def test_the_sender_can_have_a_name(sender: str, name: str) -> None:
    raw = written(a_mail(reply_to=sender), sender)
    # The newer of email's parsers puts blanks between the pieces of a long name.
    message = message_from_bytes(raw, policy=policy.compat32)
    for header in ("From", "Reply-To"):
        shown, address = parseaddr(message[header])
        assert (str(make_header(decode_header(shown))), address) == (name, "rsp@example.org")
    assert longest_line(raw) <= 78


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Short",
        "a " * 100 + "b",
        "long" * 300,
        "Grüße",
        "Ω" * 500,
        "👩‍🔬 a scientist",
        "=?utf-8?q?no_encoded_word?=",
        "  two  blanks  ",
        "From: x@example.org",
    ],
)
def test_a_subject_is_read_back(subject: str) -> None:
    raw = written(a_mail(subject=subject))
    assert read(raw)["Subject"] == subject
    assert longest_line(raw) <= 78
    assert raw.isascii()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a",
        ".\n",
        "a\n.\n..\nb",
        "From here\n",
        "long " * 1000,
        "long" * 1000,
        "Ωμέγα " * 300,
        "trailing blanks  \nand tabs\t\n \n",
        "=3D = =\n",
        "--=_7ecaa8dbbb6fad840887bc90b51f3108--\n",
        "\x00\x07\x0b\x0c\x85\u2028\ufeff",
        "https://rsp.example.org/link/" + "a" * 400 + "?b=c&d=e#f\n",
    ],
)
def test_a_text_is_read_back(text: str) -> None:
    raw = written(a_mail(text=text, html=f"<pre>{text}</pre>"))
    assert said(read(raw), "plain") == text
    assert said(read(raw), "html") == f"<pre>{text}</pre>"
    assert longest_line(raw) <= 78
    assert raw.isascii()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_one(end: str) -> None:
    raw = written(a_mail(text=f"a{end}b{end}"))
    assert b"a\r\nb\r\n" in raw
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


def test_half_a_sign_is_left_out_of_a_text() -> None:
    assert said(read(written(a_mail(text="a\ud800b"))), "plain") == "a?b"


SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\r")


@given(text=st.text(SIGNS))
def test_whatever_is_written_is_read_back(text: str) -> None:
    assert said(read(written(a_mail(text=text))), "plain") == text


@given(subject=st.text(PRINTED))
def test_whatever_subject_is_written_is_read_back(subject: str) -> None:
    raw = written(a_mail(subject=subject))
    assert read(raw)["Subject"] == subject
    assert longest_line(raw) <= 78


def test_more_headers_are_written_as_they_are() -> None:
    headers = {
        "List-Unsubscribe": f"<https://rsp.example.org/link/{'a' * 300}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    raw = written(a_mail(headers=headers))
    for name, value in headers.items():
        assert f"\r\n{name}: {value}\r\n".encode() in raw


@pytest.mark.parametrize("injected", INJECTIONS)
@pytest.mark.parametrize(
    ("field", "named"),
    [("subject", "subject"), ("to", "recipient"), ("reply_to", "Reply-To")],
)
def test_no_line_break_gets_into_a_header(field: str, named: str, injected: str) -> None:
    value: Any = f"{getattr(a_mail(), field)}{injected}"
    with pytest.raises(ConflictError, match=f"^The {named} of a letter has a line break"):
        written(replace(a_mail(), **{field: value}))


@pytest.mark.parametrize("injected", [*INJECTIONS, "é", "a" * 1000])
def test_nor_into_another_header(injected: str) -> None:
    with pytest.raises(ConflictError, match="List-Unsubscribe"):
        written(a_mail(headers={"List-Unsubscribe": f"<https://example.org>{injected}"}))


def test_nor_into_the_sender() -> None:
    with pytest.raises(ConflictError, match="sender"):
        read_sender("The\nprogram <rsp@example.org>")


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("ada@example.org", "ada@example.org"),
        ("Ada.Lovelace+rsp@EXAMPLE.org", "Ada.Lovelace+rsp@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),
        ("ada@例え.example", "ada@xn--r8jz45g.example"),
        ("ada@mail", "ada@mail"),
        ("d'arc_{x}@example.org", "d'arc_{x}@example.org"),
        ("åda@bücher.example", "åda@xn--bcher-kva.example"),
    ],
)
def test_a_domain_is_sent_as_the_net_knows_it(address: str, sent: str) -> None:
    mail = a_mail(to=address)
    assert recipient(mail).address == sent
    assert read(written(mail))["To"] == sent


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@@example.org",
        "ada lovelace@example.org",
        "ada@example.org, eve@example.org",
        "Ada <ada@example.org>",
        "<ada@example.org>",
        '"ada lovelace"@example.org',
        "ada@exam ple.org",
        "ada@example..org",
        "ada@-example.org",
        f"ada@{'a' * 64}.example.org",
        "ada@[192.0.2.1]",
        "ada(eve)@example.org",
        "ada@\u200b.example",
        f"ada@{'ü' * 100}.example",
        f"{'a' * 250}@example.org",
    ],
)
def test_what_is_no_address_is_refused_for_good(address: str) -> None:
    with pytest.raises(RefusedError, match="no address") as no:
        recipient(a_mail(to=address))
    assert no.value.is_address


def test_a_wrong_answering_address_is_nothing_that_the_recipient_did() -> None:
    with pytest.raises(ConflictError, match="Reply-To"):
        written(a_mail(reply_to="support"))
    with pytest.raises(ConflictError, match="sender"):
        read_sender("rsp")
