"""Records with one change each: every kind of change, at every place where it can matter."""

import copy
from collections.abc import Callable, Iterator
from random import Random

from lxml import etree

from bot.metadata.paths import names_of
from bot.metadata.schemas import our_newest
from tests.bot.metadata.examples import NAMESPACE

_XS = "{http://www.w3.org/2001/XMLSchema}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_XML = "{http://www.w3.org/XML/1998/namespace}"

Mutant = etree._Element  # noqa: SLF001 -- the only name lxml gives its elements
Mutate = Callable[[Mutant, Random], None]


def _named(tag: str, attribute: str = "name") -> list[str]:
    return sorted({node.get(attribute, "") for node in our_newest().iter(f"{_XS}{tag}")} - {""})


ELEMENTS = _named("element")
ATTRIBUTES = [*_named("attribute"), f"{_XML}lang"]
LISTED = _named("enumeration", "value")
# Those of the older versions are not in the newest.
TYPES = [*_named("simpleType"), *_named("complexType"), "doiType"]
LISTS = [name for name in ATTRIBUTES if name.endswith(("Type", "TypeGeneral"))]

ODD_ATTRIBUTES = (
    *((f"{_XML}lang", value) for value in ("", "en", "de_DE", "zz-Zz-123456789", " en ")),
    *((f"{_XML}space", value) for value in ("default", "preserve", "bogus", "")),
    *((f"{_XML}base", value) for value in ("https://example.org/", "%zz", "")),
    *((f"{_XML}id", value) for value in ("a", "b.c")),
    (f"{_XML}foo", "x"),
    *((f"{_XSI}nil", value) for value in ("true", "false", "x")),
    *((f"{_XSI}type", value) for value in (*TYPES, "x:string", "x:anyType", "x:float", "nothing")),
    (f"{_XSI}schemaLocation", f"{NAMESPACE} http://127.0.0.1:1/x.xsd"),
    (f"{_XSI}noNamespaceSchemaLocation", "x.xsd"),
    ("foo", "x"),
    ("{urn:x}foo", "x"),
)
TEXTS = (
    *("", " ", "\n", "x", "DOI", "10.5555/x", "10./", " 10.5555/x y ", "10.x/", "en", "de_DE"),
    *("0", "90", "-90", "90.0001", "180", "-180", "180.0000001", "181", "1e2", "+5", ".5", "5."),
    *(
        " 5 ",
        "1,5",
        "NaN",
        "INF",
        "-INF",
        "0x1",
        "2026",
        " 2026 ",
        "20260",
        "202",
        "\uff12\uff10\uff12\uff16",
    ),
    *("2026-01-02", "2026-01-02T03:04:05Z", "-0044", "20xx", "20??", "202?", "2026-??", "2026~?"),
    *("20260102", "202601??", "20260102T030405", "unknown/open", "2026-01/unknown", "open/2026"),
    *("http://example.org/", "http://[x", "%zz", "a b", "a#b#c"),
)


def systematic(record: bytes) -> Iterator[Mutant]:
    """Yield each change of attribute, text and element at each element of a record."""
    whole = etree.fromstring(record)
    for place in _places(whole):
        for change in (*_changes_of_attributes(whole, place), *_changes_of_content(whole, place)):
            mutant = copy.deepcopy(whole)
            change([*mutant.iter("*")][place])
            yield mutant


def typed(record: bytes) -> Iterator[Mutant]:
    """Yield the record with each text as an affiliation of each type that it may name."""
    whole = etree.fromstring(record)
    for kind in TYPES:
        for text in (*TEXTS, *LISTED):
            mutant = copy.deepcopy(whole)
            affiliation = etree.SubElement(mutant[1][0], f"{{{NAMESPACE}}}affiliation")
            affiliation.set(f"{_XSI}type", kind)
            if kind == "nameIdentifier":
                affiliation.set("nameIdentifierScheme", "x")
            affiliation.text = text or None
            yield mutant


def _places(whole: Mutant) -> list[int]:
    """Return where each element stands; of those of the same names above it, the first."""
    first: dict[tuple[str, ...], int] = {}
    for place, element in enumerate(whole.iter("*")):
        first.setdefault(tuple(names_of(element)), place)
    return [*first.values()]


def at_random(records: list[bytes], number: int, seed: int) -> Iterator[Mutant]:
    """Yield real records with one to three changes."""
    random = Random(seed)  # noqa: S311 -- to be the same each time, not to be secret
    wholes = [etree.fromstring(record) for record in records]
    for _ in range(number):
        mutant = copy.deepcopy(random.choice(wholes))
        for _ in range(random.randint(1, 3)):
            random.choice(_AT_RANDOM)(mutant, random)
        yield mutant


Change = Callable[[Mutant], None]


def _changes_of_attributes(whole: Mutant, place: int) -> Iterator[Change]:
    element = [*whole.iter("*")][place]
    for name in element.attrib:
        yield _dropping(str(name))
        values = [*LISTED, "", "x"] if name in LISTS else [*TEXTS]
        yield from (_setting(str(name), value) for value in values)
    for name in ATTRIBUTES:
        values = ["x", "Other", "Personal"] if name in LISTS else ["x", "%zz"]
        if name not in element.attrib:
            yield from (_setting(name, value) for value in values)
    yield from (_setting(name, value) for name, value in ODD_ATTRIBUTES)


def _changes_of_content(whole: Mutant, place: int) -> Iterator[Change]:
    element = [*whole.iter("*")][place]
    yield from (_saying(text) for text in (*TEXTS, etree.CDATA("")))
    if element.getparent() is None:
        return
    yield _delete
    yield _repeat
    yield _swap
    yield from (_holding(name) for name in ("br", "resource", "title", "foo"))
    yield from (_renaming(name) for name in ("foo", "inPolygonPoint", "geoLocationPolygon"))
    yield lambda found: setattr(found, "tag", f"{{urn:x}}{etree.QName(found).localname}")


def _dropping(name: str) -> Change:
    def drop(found: Mutant) -> None:
        del found.attrib[name]

    return drop


def _setting(name: str, value: str) -> Change:
    return lambda found: found.set(name, value)


def _saying(text: "str | etree.CDATA") -> Change:
    return lambda found: setattr(found, "text", text or None)


def _holding(name: str) -> Change:
    return lambda found: found.insert(0, etree.Element(f"{{{NAMESPACE}}}{name}"))


def _renaming(name: str) -> Change:
    return lambda found: setattr(found, "tag", f"{{{NAMESPACE}}}{name}")


def _delete(found: Mutant) -> None:
    _parent(found).remove(found)


def _repeat(found: Mutant) -> None:
    found.addnext(copy.deepcopy(found))


def _swap(found: Mutant) -> None:
    if (following := found.getnext()) is not None:
        following.addnext(found)


def _parent(found: Mutant) -> Mutant:
    parent = found.getparent()
    assert parent is not None
    return parent


def _anywhere(mutant: Mutant, random: Random) -> Mutant:
    return random.choice([*mutant.iter("*")])


def _below(mutant: Mutant, random: Random) -> Mutant:
    return random.choice([*mutant.iter("*")][1:] or [etree.SubElement(mutant, "x")])


def _move(mutant: Mutant, random: Random) -> None:
    moved, target = _below(mutant, random), _anywhere(mutant, random)
    if target not in moved.iter():
        target.insert(random.randint(0, len(target)), moved)


def _graft(mutant: Mutant, random: Random) -> None:
    grafted = etree.SubElement(_anywhere(mutant, random), f"{{{NAMESPACE}}}resource")
    grafted.extend(copy.deepcopy(child) for child in mutant if random.random() < 0.8)


def _shuffle(mutant: Mutant, random: Random) -> None:
    shuffled = _anywhere(mutant, random)
    children = [*shuffled]
    random.shuffle(children)
    shuffled[:] = children


def _set_any(mutant: Mutant, random: Random) -> None:
    value = random.choice([*LISTED, *TEXTS])
    _anywhere(mutant, random).set(random.choice(ATTRIBUTES), value)


def _set_list(mutant: Mutant, random: Random) -> None:
    listed = [element for element in mutant.iter("*") if set(element.attrib) & set(LISTS)]
    for element in listed and [random.choice(listed)]:
        name = random.choice([name for name in element.attrib if name in LISTS])
        element.set(name, random.choice(LISTED))


def _set_odd(mutant: Mutant, random: Random) -> None:
    _anywhere(mutant, random).set(*random.choice(ODD_ATTRIBUTES))


def _drop_attribute(mutant: Mutant, random: Random) -> None:
    attributes = _anywhere(mutant, random).attrib
    for name in [*attributes][:1]:
        del attributes[name]


def _say(mutant: Mutant, random: Random) -> None:
    _anywhere(mutant, random).text = random.choice(TEXTS) or None


def _insert(mutant: Mutant, random: Random) -> None:
    element = _anywhere(mutant, random)
    new = etree.Element(f"{{{NAMESPACE}}}{random.choice(ELEMENTS)}")
    new.text = random.choice(TEXTS)
    element.insert(random.randint(0, len(element)), new)


def _rename(mutant: Mutant, random: Random) -> None:
    _below(mutant, random).tag = f"{{{NAMESPACE}}}{random.choice(ELEMENTS)}"


def _comment(mutant: Mutant, random: Random) -> None:
    _anywhere(mutant, random).append(random.choice([etree.Comment("x"), etree.PI("x", "y")]))


def _trail(mutant: Mutant, random: Random) -> None:
    _below(mutant, random).tail = random.choice(["x", " ", "\n"])


_AT_RANDOM: tuple[Mutate, ...] = (
    lambda mutant, random: _delete(_below(mutant, random)),
    lambda mutant, random: _repeat(_below(mutant, random)),
    lambda mutant, random: _swap(_below(mutant, random)),
    *(_move, _graft, _shuffle, _set_any, _set_list, _set_list, _set_odd, _drop_attribute),
    *(_say, _insert, _rename, _comment, _trail),
)
