"""A person in texts: found however escaped, and never in somebody else's name, word or link."""

import pytest

from bot.domain.privacy import Traces, spellings

ADDRESS = "ada@example.org"
LETTERS = ("Hello {{ name }},\n\nPlease confirm it: open this link.",)


def traces(name: str, *more: str) -> Traces:
    return Traces.of("CON-1", {ADDRESS}, [name, *more], texts=LETTERS)


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("A", "A letter, a post", "A letter, a post"),
        ("", "a letter", "a letter"),
        ("Bo", "Bo, BO and Bob", "erased, BO and Bob"),
        ("Mark", "Marked by MARK, mark me", "Marked by erased, erased me"),
        ("Erased", "Erased, erased", "erased, erased"),
        ("Jo Li", "Banjo lies; jo li", "Banjo lies; erased"),
        ("Ann (Example) Lee", "ann (example) lee+", "erased+"),
        ("% _", "50 % _", "50 % _"),
        (".*", "all", "all"),
        ("日本 花子", "日本 花子 left", "erased left"),
        ("Ana Lopez", "Juliana Lopez", "Juliana Lopez"),
        ("Emma William", "Emma Williams", "Emma Williams"),
        ("Emma William", "emma  william's, Emma\nWilliam", "erased's, erased"),
        ("Jean Martin", "Jean Martin-Dupont", "Jean Martin-Dupont"),
        ("Marie Martin", "Jean-Marie Martin", "Jean-Marie Martin"),
        ("Zoe", "Zoe\u0308 and Zoe", "Zoe\u0308 and erased"),
        ("Ada", "Ada Lovelace", "erased Lovelace"),
    ],
)
def test_a_name_is_no_part_of_another(name: str, text: str, left: str) -> None:
    assert traces(name).taken_out_of(text, is_sure=True) == left


def test_the_longest_of_several_names_is_taken_out() -> None:
    found = traces("Ada", "Ada Lovelace").taken_out_of("Ada Lovelace, Ada", is_sure=True)

    assert found == "erased, erased"


@pytest.mark.parametrize(
    "text",
    [
        "Questions? support@datacite.org answers them.",
        "<mailto:support@datacite.org|support@datacite.org>",
        "http://support.example/link/WyJj.x-y",
        "see https://x.example/a/support?support=support#support",
        '<a href="http://support.example/support">',
        "support.datacite.org, help.example.org/support",
        "support-desk@example.org, my.support@example.org",
    ],
)
def test_nothing_that_leads_somewhere_is_changed(text: str) -> None:
    assert traces("support").taken_out_of(text, is_sure=True) == text


@pytest.mark.parametrize(
    "name", ["open http://bot.example", "http://bot.example", "a@b.example x"]
)
def test_a_name_that_holds_a_link_breaks_none(name: str) -> None:
    text = "please open http://bot.example/link/x or a@b.example"

    assert traces(name).taken_out_of(text, is_sure=False) == text


def test_a_name_beside_its_own_address_is_taken_out_with_it() -> None:
    text = f"Ada Lovelace <{ADDRESS}> and <https://x.example|Ada Lovelace>"

    left = traces(f"Ada Lovelace <{ADDRESS}>").taken_out_of(text, is_sure=False)

    assert left == "erased <erased> and <https://x.example|erased>"


@pytest.mark.parametrize(
    ("name", "is_word"),
    [
        ("Ada", True),
        ("link", True),
        ("Please confirm", True),
        ("OPEN THIS", True),
        ("Ada Lovelace", False),
        ("日本 花子", False),
    ],
)
def test_a_name_that_is_a_word_of_letters_too_needs_more_than_itself(
    name: str, *, is_word: bool
) -> None:
    found = traces(name)

    assert found.taken_out_of(name, is_sure=False) == (name if is_word else "erased")
    assert found.taken_out_of(name, is_sure=True) == "erased"


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("CON-1, who left", True),
        ("show CON-1", True),
        ("CON-12, CON-1x, XCON-1", False),
        (f"to <{ADDRESS.upper()}>", True),
        ("ada@example.org.uk, mada@example.org, ada@example.orgs", False),
    ],
)
def test_an_address_and_an_id_are_nobody_elses(text: str, *, is_there: bool) -> None:
    assert traces("Ada").point_from(["", text]) is is_there


def test_whom_nobody_knows_leaves_no_trace() -> None:
    nobody = Traces.of("", set(), [], texts=LETTERS)

    assert not nobody.point_from(["", "CON-1", ADDRESS])
    assert nobody.taken_out_of(f"Ada {ADDRESS}", is_sure=True) == f"Ada {ADDRESS}"


@pytest.mark.parametrize(
    ("address", "others"),
    [
        ("info@xn--mller-kva.example", {"info@müller.example"}),
        ("info@example.org", set()),
        ("info@xn--\u00fc.example", set()),
    ],
)
def test_an_encoded_domain_is_also_found_as_people_write_it(
    address: str, others: set[str]
) -> None:
    assert spellings(address) == {address, *others}


def test_a_long_text_takes_no_time() -> None:
    texts = ("a" * 200_000, "a." * 100_000, "@" * 200_000, f"Ada {'x/' * 100_000}")

    assert all(traces("Ada").taken_out_of(text, is_sure=True) for text in texts)
