import pytest

from bot.domain.mail import MailServer, Tls, read_address


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://mail.example.org",
            MailServer(host="mail.example.org", port=587, tls=Tls.STARTTLS),
        ),
        (
            "smtp://rsp%40example.org:a%3Ab%2F100%25@mail.example.org:2525/?tls=tls&connections=5",
            MailServer(
                host="mail.example.org",
                port=2525,
                tls=Tls.TLS,
                connections=5,
                user="rsp@example.org",
                password="a:b/100%",  # noqa: S106 -- an example
            ),
        ),
        ("smtps://mail.example.org", MailServer(host="mail.example.org", port=465, tls=Tls.TLS)),
        (
            "smtps://mail.example.org?tls=tls",
            MailServer(host="mail.example.org", port=465, tls=Tls.TLS),
        ),
        ("smtp://relay?tls=none", MailServer(host="relay", port=25, tls=Tls.NONE)),
        ("smtp://192.0.2.1:26", MailServer(host="192.0.2.1", port=26, tls=Tls.STARTTLS)),
        ("smtp://127.0.0.1:1025", MailServer(host="127.0.0.1", port=1025, tls=Tls.NONE)),
        ("smtp://localhost", MailServer(host="localhost", port=25, tls=Tls.NONE)),
        ("smtp://[::1]:1025", MailServer(host="::1", port=1025, tls=Tls.NONE)),
        (
            "smtp://localhost?tls=starttls",
            MailServer(host="localhost", port=587, tls=Tls.STARTTLS),
        ),
        (
            "smtp://127.0.0.1.example.org",
            MailServer(host="127.0.0.1.example.org", port=587, tls=Tls.STARTTLS),
        ),
    ],
)
def test_a_mail_server_is_read_from_its_address(url: str, server: MailServer) -> None:
    assert read_address(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "https://mail.example.org",
        "smtp://",
        "smtp://:587",
        "smtp://mail.example.org:0",
        "smtp://mail.example.org:65536",
        "smtp://mail.example.org/inbox",
        "smtp://mail.example.org#a",
        "smtp://mail example.org",
        "smtp://mail.example.org%2eexample.net",
        "smtp://mail..example.org",
        f"smtp://{'a' * 64}.example.org",
        "smtp://[::1",
        "smtp://mail.example.org?tls=ssl",
        "smtp://mail.example.org?tls=",
        "smtp://mail.example.org?tls=tls&tls=none",
        "smtp://mail.example.org?timeout=5",
        "smtp://mail.example.org?connections",
        "smtp://mail.example.org?connections=0",
        "smtp://mail.example.org?connections=6",
        "smtp://mail.example.org?connections=10",
        "smtps://mail.example.org?tls=starttls",
        "smtps://mail.example.org?tls=none",
        "smtp://rsp@mail.example.org",
        "smtp://rsp:@mail.example.org",
        "smtp://:secret@mail.example.org",
        "smtp://rsp:secret%00@mail.example.org",
        "smtp://rsp:secret%0a@mail.example.org",
        "smtp://rsp:secret%ff@mail.example.org",
    ],
)
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".") as no:
        read_address(url)
    assert "secret" not in str(no.value)


def test_a_login_is_not_shown() -> None:
    shown = repr(read_address("smtp://rsp:secret@mail.example.org"))
    assert "secret" not in shown
    assert "rsp" not in shown
