"""Countries as people write them."""

import pytest

from bot.forms.countries import country_code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("de", "DE"),
        ("Germany", "DE"),
        ("the Netherlands", "NL"),
        ("Holland", "NL"),
        ("UNITED KINGDOM", "GB"),
        ("Britain (UK)", "GB"),
        ("Korea, Republic of", None),
        ("Republic of Korea", "KR"),
        ("Turkiye", "TR"),
        ("Türkiye", "TR"),
        ("Cote d'Ivoire", "CI"),
        ("Bosnia and Herzegovina", "BA"),
        ("Saint Lucia", "LC"),
        ("Trinidad & Tobago", "TT"),
        ("XX", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_its_code_and_by_its_usual_names(
    typed: str, code: str | None
) -> None:
    assert country_code(typed) == code
