"""The files that go with a letter are read back by `email` itself, byte by byte."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.letters import Attachment
from bot.errors import ConflictError
from tests.bot.clients.letters import a_mail
from tests.bot.clients.written import INJECTIONS, PRINTED, longest_line, read, said, written

SVG = Attachment(
    name="badge.svg", content=b"<svg/>\r\n\n\x00\xff" * 50, media_type="image/svg+xml"
)


def attached(raw: bytes) -> list[Attachment]:
    return [
        Attachment(
            # `get_filename` would strip it.
            name=part["Content-Disposition"].params["filename"],
            content=part.get_content(),
            media_type=part.get_content_type(),
        )
        for part in read(raw).iter_attachments()
    ]


@pytest.mark.parametrize(
    "attachments",
    [
        (SVG,),
        (SVG, Attachment(name="badge.png", content=b"", media_type="image/png")),
        (
            Attachment(
                name="large.pdf", content=bytes(range(256)) * 4000, media_type="application/pdf"
            ),
        ),
    ],
)
def test_files_go_with_a_letter_byte_by_byte(attachments: tuple[Attachment, ...]) -> None:
    raw = written(a_mail(attachments=attachments))

    assert attached(raw) == [*attachments]
    assert said(read(raw), "plain") == a_mail().text
    assert said(read(raw), "html") == a_mail().html
    assert longest_line(raw) <= 78
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_files_stand_beside_the_words_and_not_in_their_place() -> None:
    message = read(written(a_mail(attachments=(SVG,))))

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "image/svg+xml",
    ]
    assert next(message.iter_attachments()).get_content_disposition() == "attachment"


def test_without_files_a_letter_is_what_it_was() -> None:
    raw = written(a_mail())

    assert raw == written(a_mail(attachments=()))
    assert b"multipart/mixed" not in raw


@pytest.mark.parametrize(
    "name",
    [
        "badge.svg",
        "the badge (grey).svg",
        'the "badge".svg',
        "back\\slash.svg",
        "semi;colon.svg",
        "100%41.svg",
        "=?utf-8?q?a?=.svg",
        "Würdezeichen.svg",
        "バッジ" * 40 + ".svg",
        "👩‍🔬.svg",
        "long" * 50 + ".svg",
        "utf-8''x.svg",
        "../../etc/passwd",
        " ",
    ],
)
def test_a_file_name_is_read_back(name: str) -> None:
    raw = written(a_mail(attachments=(replace(SVG, name=name),)))

    assert attached(raw) == [replace(SVG, name=name)]
    assert longest_line(raw) <= 78
    assert raw.isascii()


@given(name=st.text(PRINTED, min_size=1))
def test_whatever_file_name_is_written_is_read_back(name: str) -> None:
    raw = written(a_mail(attachments=(replace(SVG, name=name),)))

    assert [one.name for one in attached(raw)] == [name]
    assert longest_line(raw) <= 78


@pytest.mark.parametrize("injected", INJECTIONS)
def test_no_line_break_gets_into_a_file_name(injected: str) -> None:
    file = replace(SVG, name=f'badge{injected}".svg')

    with pytest.raises(ConflictError, match=r"^The file name of a letter has a line break"):
        written(a_mail(attachments=(file,)))


def test_no_line_break_gets_into_a_media_type() -> None:
    file = replace(SVG, media_type="image/png\r\nBcc: eve@example.org")

    with pytest.raises(ConflictError, match=r"^The Content-Type of a letter has a line break"):
        written(a_mail(attachments=(file,)))
