import pytest

from bot.domain.secrets import has_credential, without_passwords


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://ada:secret@example.org/x", "https://…@example.org/x"),
        ("https://ada:se:cret:@example.org", "https://…@example.org"),
        ('{"url": "http://:secret@example.org/"}', '{"url": "http://…@example.org/"}'),
        ("https://example.org/a:b@c", "https://example.org/a:b@c"),
        ("https://example.org:8080/", "https://example.org:8080/"),
        ("see https://example.org and mail ada@example.org", None),
    ],
)
def test_a_password_in_an_address_is_left_out(text: str, kept: str | None) -> None:
    assert without_passwords(text) == (kept or text)


@pytest.mark.parametrize(
    "text",
    [
        "https://ada:hunter2@api.example.org/",
        "Authorization: Basic dXNlcjpwYXNz",
        "authorization: basic QUJDRC5FRkdIOmh1bnRlcjI=",
        "We send Bearer eyJhbGciOi.eyJzdWIi.c2lnbmVk each time.",
        "bearer abc123",
        "xoxb-1-made-up",
        "xoxe.xoxp-1-made-up",
        "the token is xapp-1-MADEUP",
        "-----BEGIN PRIVATE KEY-----\nMIIB",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----",
        "—BEGIN RSA PRIVATE KEY—",
        "password: hunter2",
        "Password = hunter2",
        "Passwort:geheim",
        "password:\nhunter2",
        "SMTP_PWD=hunter2",
        "client_secret=made-up",
        '{"password": "hunter2"}',
        "*Password:* hunter2",
        "https://example.org/?user=ada&password=hunter2",
        "ABCD.EFGH Hunter2024",
        "ABCD.EFGH:Hunter2024",
        "ABCD.EFGH/hunter2!",
        "hunter-2024 is of ABCD.EFGH.",
        "Log in as (ABCD.EFGH) with “Hunter2024”",
        f"ABCD.EFGH{' ' * 40}Hunter2024",
        f"Hunter2024{' ' * 40}ABCD.EFGH-X1",
    ],
)
def test_this_is_a_credential(text: str) -> None:
    assert has_credential(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "uses 1Password",
        "1Password: our vault is shared with nobody",
        "We keep the password in a vault.",
        "Please reset my password",
        "password:",
        "Passwords: never in a mail",
        "Secretary: Ada Example",
        "The secret of the repository",
        "https://example.org/a:b@c",
        "https://example.org:8080/login",
        "see https://example.org and mail ada@example.org: soon",
        "Basic requirements of the program",
        "basic metadata/identifiers, basic authentication",
        "Basic 10.5555/made-up-1",
        "Basic OpenAccessRepository",
        "Bearer of good news; a bearer token",
        "a bot token, which begins with xoxb-",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----",
        "We begin private key rotation in May",
        "ABCD.EFGH",
        "ABCD.EFGH is our repository, Hunter2",
        "ABCD.EFGH is an Open-Access repository of 2024-2026",
        "ABCD.EFGH, such as 10.5555/Made-Up-1 or doi:10.5555/Made-Up-1",
        "ABCD.EFGH: https://example.org/Records/12?Page=1",
        "ABCD.EFGH: example.org/records/12, ada-1@example.org",
        "ABCD.EFGH has 12 345 DOIs since 2024-12-24",
        "10.5555/ABCD.EFGH and Hunter2024",
        "Hunter2024 alone",
        "example.org Hunter2024",
        f"ABCD.EFGH{' ' * 41}Hunter2024",
        f"Hunter2024{' ' * 41}ABCD.EFGH",
    ],
)
def test_this_is_none(text: str) -> None:
    assert not has_credential(text)


@pytest.mark.parametrize(
    "text",
    [
        "://" + ":" * 20_000,
        "password " * 2_000,
        "basic a" * 3_000,
        "bearer aA" * 2_000,
        "ABCD.EFGH " * 2_000,
    ],
)
def test_a_long_text_is_judged_like_a_short_one(text: str) -> None:
    assert not has_credential(text)
