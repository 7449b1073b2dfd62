"""Countries by their names, in their ISO 3166-1 codes."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

# The table has one name for each, and not always the one that people write.
_ALSO = {
    "Bolivia (Plurinational State of)": "BO",
    "Brunei Darussalam": "BN",
    "Burma": "MM",
    "Cabo Verde": "CV",
    "Central African Republic": "CF",
    "Congo": "CG",
    "Czechia": "CZ",
    "Democratic Republic of the Congo": "CD",
    "England": "GB",
    "Eswatini": "SZ",
    "Great Britain": "GB",
    "Holland": "NL",
    "Hong Kong SAR": "HK",
    "Iran (Islamic Republic of)": "IR",
    "Ivory Coast": "CI",
    "Lao People's Democratic Republic": "LA",
    "Macao": "MO",
    "Moldova, Republic of": "MD",
    "Myanmar": "MM",
    "North Korea": "KP",
    "Republic of Ireland": "IE",
    "Republic of Korea": "KR",
    "Russian Federation": "RU",
    "Samoa": "WS",
    "Scotland": "GB",
    "South Korea": "KR",
    "Swaziland": "SZ",
    "Syrian Arab Republic": "SY",
    "Tanzania, United Republic of": "TZ",
    "Timor-Leste": "TL",
    "Türkiye": "TR",
    "UK": "GB",
    "United Kingdom": "GB",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "United States of America": "US",
    "USA": "US",
    "Viet Nam": "VN",
    "Wales": "GB",
}


def country_code(typed: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country, by the code itself or a name."""
    known = _codes()
    name = _known_as(typed)
    return known.get(name) or known.get(name.removeprefix("the "))


@cache
def _codes() -> Mapping[str, str]:
    found: dict[str, str] = {}
    # It comes with the time zones, and is kept as they are.
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    for line in table.splitlines():
        code, _, name = line.partition("\t")
        if not code.startswith("#"):
            found |= {_known_as(code): code, _known_as(name): code}
    return found | {_known_as(name): code for name, code in _ALSO.items()}


def _known_as(name: str) -> str:
    """Return what two spellings of one name share: “Åland” and “aland”."""
    bare = unicodedata.normalize("NFKD", name.casefold().replace("&", "and"))
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    words = "".join(sign if sign.isalnum() else " " for sign in letters).split()
    return " ".join("st" if word == "saint" else word for word in words)
