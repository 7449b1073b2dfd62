"""libxml2's messages in words that a person can act on."""

import re
from collections.abc import Callable
from itertools import islice

from lxml import etree

from bot.metadata.declarations import declaration
from bot.metadata.paths import has_elements, local_name, names_of, shortened
from bot.metadata.schemas import Complaint
from bot.metadata.similar import similar

_SOME = 200
_FEW = 4
_MOST = 10
_ATTRIBUTE = re.compile(r"Element '.*?', attribute '(.*?)': ", re.DOTALL)
_PREFIXES = {
    "{http://www.w3.org/XML/1998/namespace}": "xml:",
    "{http://www.w3.org/2001/XMLSchema-instance}": "xsi:",
}


def words(complaint: Complaint, element: etree._Element) -> str | None:
    """Return the sentence, or None where another fault of the element says it all."""
    say = _WORDS.get(complaint.kind)
    return say(complaint.message, element) if say else cleaned(complaint.message)


def cleaned(message: str) -> str:
    """Return libxml2's own words without namespaces."""
    plain = re.sub(r"\{[^{}]*\}(?=[\w'])", "", message)
    return f"{plain[:300]}…" if len(plain) > 300 else plain.removesuffix(".")  # noqa: PLR2004


def _not_listed(message: str, element: etree._Element) -> str | None:
    allowed = re.findall(r"'([^']*)'", message[message.rfind("set {") :])
    name, value = _subject(message, element)
    hint = similar(value, allowed) if value else None
    sentence = _is_not(name, value, f"one of {', '.join(allowed)}")
    return f"{sentence}; did you mean {hint}?" if hint else sentence


def _no_match(message: str, element: etree._Element) -> str | None:
    if _is_about_text_among_elements(message, element):
        return None
    name, value = _subject(message, element)
    pattern = message.rpartition("by the pattern '")[2].removesuffix("'.")
    form = "a year of four digits" if name == "publicationYear" else f"of the form {pattern}"
    return _is_not(name, value, form)


def _empty(message: str, element: etree._Element) -> str | None:
    if _is_about_text_among_elements(message, element):
        return None
    return f"{_subject(message, element)[0]} is empty"


def _out_of_bounds(message: str, element: etree._Element) -> str | None:
    name, value = _subject(message, element)
    if value.strip() == "NaN":
        return _is_not(name, value, "a number")
    side = "greater" if "greater than" in message else "less"
    bound = re.search(r"allowed \('(.*)'\)\.$", message)
    return f"{_quoted(name, value)} is {side} than {bound[1] if bound else 'the bound'}"


def _of_another_kind(message: str, element: etree._Element) -> str | None:
    if _is_about_text_among_elements(message, element):
        return None
    name, value = _subject(message, element)
    if name == "xsi:type":
        return _xsi_type(message, element)
    return _is_not(name, value, _kind(message, name))


def _kind(message: str, name: str) -> str:
    if name in {"xml:lang", "language"}:
        return "a language code such as en or pt-BR"
    if "anyURI" in message:
        return "a URI"
    if "itudeType" in message or "xs:float" in message:
        return "a number"
    return f"of the type {message.rpartition('type ')[2].strip(chr(39) + '.')}"


def _attribute_not_allowed(message: str, element: etree._Element) -> str | None:
    name, _ = _subject(message, element)
    hint = similar(name, _attributes_missing_in(element))
    return f"{name} is not an attribute of {local_name(element)}" + (
        f"; did you mean {hint}?" if hint else ""
    )


def _attribute_missing(message: str, element: etree._Element) -> str | None:
    found = re.search(r"The attribute '(.*)' is required", message)
    name = found[1] if found else "an attribute"
    missing = _attributes_missing_in(element)
    strangers = {_prefixed(given) for given in element.attrib}.difference(_attributes(element))
    if any(similar(stranger, missing) == name for stranger in islice(strangers, _MOST)):
        return None  # It is there, but misspelt.
    return f"{name} is missing"


def _has_text(_: str, element: etree._Element) -> str | None:
    declared = declaration(names_of(element))
    names = [*declared.children] if declared else []
    only = _listed(names) if 0 < len(names) <= _FEW else "elements"
    return f"{local_name(element)} must contain only {only}, no text of its own"


def _has_elements(message: str, element: etree._Element) -> str | None:
    if "content type is empty" in message:
        return f"{local_name(element)} must be empty"
    child = next(element.iterchildren("*"))
    return f"{local_name(element)} must contain only text, no element such as {local_name(child)}"


def _other_root(_: str, element: etree._Element) -> str | None:
    return f"the outermost element is {local_name(element)}; it must be resource"


def _nil(_: str, element: etree._Element) -> str | None:
    return f"{local_name(element)} must have a value: xsi:nil is not allowed"


def _xsi_type(_: str, element: etree._Element) -> str | None:
    value = element.get("{http://www.w3.org/2001/XMLSchema-instance}type", "")
    return f"{_quoted('xsi:type', value)} is not allowed for {local_name(element)}"


def _is_about_text_among_elements(message: str, element: etree._Element) -> bool:
    """Say whether the elements are at fault, which is another complaint."""
    return not _ATTRIBUTE.match(message) and has_elements(element)


def _subject(message: str, element: etree._Element) -> tuple[str, str]:
    """Return the name and the value of the attribute, or of the element, it is about."""
    if found := _ATTRIBUTE.match(message):
        return _prefixed(found[1]), _value(element, found[1])
    return local_name(element), str(element.xpath("string()"))


def _value(element: etree._Element, attribute: str) -> str:
    """Unlike element.get, look for any name that was read: lxml thinks some impossible."""
    values = (str(value) for name, value in element.attrib.items() if name == attribute)
    return next(values, "")


def _is_not(name: str, value: str, what: str) -> str:
    return f"{_quoted(name, value)} is not {what}" if value else f"{name} is empty, not {what}"


def _quoted(name: str, value: str) -> str:
    return f'{name} "{shortened(" ".join(value[:_SOME].split()))}"'


def _listed(names: list[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _prefixed(attribute: str | bytes) -> str:
    attribute = str(attribute)
    for namespace, prefix in _PREFIXES.items():
        attribute = attribute.replace(namespace, prefix)
    return shortened(attribute.rpartition("}")[2])


def _attributes(element: etree._Element) -> tuple[str, ...]:
    declared = declaration(names_of(element))
    return declared.attributes if declared else ()


def _attributes_missing_in(element: etree._Element) -> list[str]:
    given = {_prefixed(attribute) for attribute in element.attrib}
    return [name for name in _attributes(element) if name not in given]


_WORDS: dict[str, Callable[[str, etree._Element], str | None]] = {
    "SCHEMAV_CVC_ENUMERATION_VALID": _not_listed,
    "SCHEMAV_CVC_PATTERN_VALID": _no_match,
    "SCHEMAV_CVC_MINLENGTH_VALID": _empty,
    "SCHEMAV_CVC_MAXINCLUSIVE_VALID": _out_of_bounds,
    "SCHEMAV_CVC_MININCLUSIVE_VALID": _out_of_bounds,
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": _of_another_kind,
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_3": _of_another_kind,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": _attribute_not_allowed,
    "SCHEMAV_CVC_TYPE_3_1_1": _attribute_not_allowed,
    "SCHEMAV_CVC_COMPLEX_TYPE_4": _attribute_missing,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": _has_elements,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_2": _has_elements,
    "SCHEMAV_CVC_TYPE_3_1_2": _has_elements,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": _has_text,
    "SCHEMAV_CVC_ELT_1": _other_root,
    "SCHEMAV_CVC_ELT_3_1": _nil,
    "SCHEMAV_CVC_ELT_4_2": _xsi_type,
    "SCHEMAV_CVC_ELT_4_3": _xsi_type,
}
